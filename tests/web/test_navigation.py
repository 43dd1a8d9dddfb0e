"""Where the first page leads those who work on one congress only."""

from aimf_events.congress.models import CongressRole
from tests.factories import make_congress, make_staff


def test_volunteer_finds_the_doors_from_the_first_page(browse):
    congress = make_congress()
    browse.sign_in(make_staff(CongressRole.DOOR, congress=congress))
    page = browse.get("/")
    assert f'href="/{congress.name}/door/"' in page.body
    assert "Ouvrir mon bureau" in page.text


def test_reader_without_a_role_is_shown_the_programme_only(browse):
    congress = make_congress()
    page = browse.get("/")
    assert "Ouvrir mon bureau" not in page.text
    assert f'href="/{congress.name}/"' in page.body
