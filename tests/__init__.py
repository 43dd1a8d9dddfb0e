"""The tests. What they share is named to pytest before anything imports it, so that its asserts are explained."""

import pytest

pytest.register_assert_rewrite("tests.services", "tests.scripted_smtp", "tests.page")
