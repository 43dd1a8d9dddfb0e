"""Addresses that no link of ours bears."""

import pytest

from aimf_events.accounts.models import Role
from tests.factories import make_congress, make_staff


@pytest.mark.parametrize("rest", ["%00/", "{name}/accreditation/%00", "{name}/letters/%00"])
def test_nul_in_an_address_is_no_page(browser_of, rest):
    name = make_congress().name
    browser = browser_of(make_staff(Role.SECRETARIAT))
    assert browser.client.get("/" + rest.format(name=name)).status_code == 404


def test_nul_in_a_filter_of_the_letters_is_passed_over(browser_of):
    name = make_congress().name
    browser = browser_of(make_staff(Role.SECRETARIAT))
    assert browser.client.get(f"/{name}/letters/?q=%00&page=99999999999999999999").status_code == 200
