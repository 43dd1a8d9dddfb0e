"""Where the first page leads those who work on one congress only."""

import re

from aimf_events.accounts.models import Role
from aimf_events.congress.models import CongressRole
from aimf_events.web.navigation import ON_ONE_LINE
from tests.factories import make_congress, make_staff


def _desks(body: str) -> tuple[list[str], list[str], str | None]:
    """The words of the line, those of the menu, and the word that opens the menu."""
    nav = body.split('<nav class="desk-nav"')[1].split("</nav>")[0]
    line, _, more = nav.partition("<details")
    words = [re.findall(r"<a [^>]*>([^<]+)</a>", part) for part in (line, more)]
    opens = re.search(r"<summary[^>]*>([^<]+?)\s*<svg", more)
    return words[0], words[1], opens and opens[1].strip()


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


def test_secretariats_desks_stand_in_one_line_and_the_others_behind_one_word(browse):
    congress = make_congress()
    browse.sign_in(make_staff(Role.SECRETARIAT))
    line, more, word = _desks(browse.get(f"/{congress.name}/secretariat/").body)
    assert len(line) <= ON_ONE_LINE
    assert word == "Autres"
    assert "Documents" in more
    assert not set(more) & set(line)
    assert line.count("Aujourd’hui") == 1


def test_desk_behind_the_word_names_itself_when_one_is_there(browse):
    congress = make_congress()
    browse.sign_in(make_staff(Role.SECRETARIAT))
    _line, more, word = _desks(browse.get(f"/{congress.name}/travel/").body)
    assert word == "Voyage"
    assert "Voyage" in more


def test_volunteer_has_one_desk_and_no_word_for_others(browse):
    congress = make_congress()
    browse.sign_in(make_staff(CongressRole.DOOR, congress=congress))
    assert _desks(browse.get(f"/{congress.name}/door/").body) == (["Portes"], [], None)
