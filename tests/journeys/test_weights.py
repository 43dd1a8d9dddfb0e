"""What the first pages weigh over the line (shared/specs/registration.md, "The form"); sizes, never times."""

import gzip
import re
import urllib.request

import pytest

from tests.checkin.doors import today_congress
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


def test_scanner_of_a_paired_telephone_is_kept_whole_at_little_cost(site):
    """All that its worker keeps, so that it opens with the network gone: once, over the line (UI: at most 0.6 MB)."""
    with site.within():
        page = f"{site.url}/{today_congress().name}/door/scanner/"
    text = _over_the_line(page)
    files = sorted({*re.findall(r"/static/[^\"'\s&?#]+", gzip.decompress(text).decode())})
    sizes = {file: len(_over_the_line(site.url + file)) for file in files}
    assert any("zxing_reader" in file for file in files)
    assert len(text) <= 14 * KB, len(text)
    assert len(text) + sum(sizes.values()) <= 600 * KB, sizes
    assert sum(size for file, size in sizes.items() if "zxing" not in file) <= 100 * KB, sizes


def _over_the_line(address):
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked) as answer:
        return answer.read()
