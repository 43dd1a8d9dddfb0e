"""The tests. What they share is named to pytest before anything imports it, so that its asserts are explained."""

import pytest

pytest.register_assert_rewrite("tests.page", "tests.private_postgres", "tests.scripted_smtp", "tests.services")
