"""What the first pages weigh over the line (shared/specs/registration.md, "The form"); sizes, never times."""

import pytest

from tests.journeys.reader import PHONE, weighed
from tests.journeys.test_every_page import NAME, _personal_links

pytestmark = pytest.mark.browser

KB = 1024


@pytest.fixture
def links(demo_site):
    with demo_site.within():
        return _personal_links()


@pytest.mark.parametrize("page", ["congress", "delegation", "form", "ticket"])
def test_first_view_on_a_phone_is_light(page, demo_site, reader, links):
    form, (participant, _correspondent) = links
    address = {
        "congress": f"/{NAME}/",
        "delegation": form,
        "form": f"{form}/person",
        "ticket": participant[2][0],
    }[page]
    phone = reader(size=PHONE)
    if page == "ticket":
        phone.context.add_cookies([demo_site.cookie_of(*participant[:2])])
    with weighed(phone) as bytes_of:
        phone.page.goto(address if address.startswith("http") else demo_site.url + address)
    total = sum(size for kind, size in bytes_of.items() if kind != "requests")
    assert bytes_of["document"] + bytes_of["stylesheet"] <= 14 * KB, bytes_of
    assert total <= 50 * KB, bytes_of
    assert bytes_of["requests"] <= 6, bytes_of
    if page == "ticket":
        assert bytes_of["document"] <= 10 * KB, bytes_of
