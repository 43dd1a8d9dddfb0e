"""The desk's one field: a badge, a code, a name without accents, initials, a city."""

from typing import Any

import pytest

from aimf_events.checkin.badges import issue_badge, reissue_badge
from aimf_events.checkin.models import ScanReason
from aimf_events.congress.models import Congress
from aimf_events.reception.finding import SHOWN, seek
from aimf_events.registration.models import RegistrationState
from tests.checkin.doors import make_badge, today_congress
from tests.factories import make_delegation, make_person, make_registration
from tests.statements import statements_sent

AZERTY = str.maketrans("1234567890", "&é\"'(-è_çà")


@pytest.fixture
def congress(app: Any) -> Congress:
    return today_congress()


def registered(congress: Congress, given: str, family: str, city: str, **values: Any) -> Any:
    values.setdefault("state", RegistrationState.APPROVED)
    return make_registration(make_delegation(congress, city), person=make_person(given, family), **values)


def names(congress: Congress, text: str) -> list[str]:
    return [each.person.badge_name for each in seek(congress, text).people]


def test_name_is_found_without_accents_by_its_beginning_by_initials_and_by_its_city(congress: Congress) -> None:
    registered(congress, "Aïchatou", "Soumanou Bio", "Parakou")
    registered(congress, "Éric", "Nguyễn", "Huế")
    assert names(congress, "soumanou") == ["Aïchatou Soumanou Bio"]
    assert names(congress, "NGUYEN e") == ["Éric Nguyễn"]
    assert names(congress, "asb") == names(congress, "s b a") == ["Aïchatou Soumanou Bio"]
    assert names(congress, "hue") == ["Éric Nguyễn"]
    assert [d.name for d in seek(congress, "hué").delegations] == ["Huế"]
    assert names(congress, "%") == names(congress, "personne") == []


def test_who_bears_the_name_comes_before_whose_city_bears_it(congress: Congress) -> None:
    registered(congress, "Zoé", "Adjovi", "Lomé")
    registered(congress, "Amina", "Lomé", "Cotonou")
    assert names(congress, "lome") == ["Amina Lomé", "Zoé Adjovi"]


def test_badge_is_read_from_any_scanner_and_says_whether_it_is_good(congress: Congress) -> None:
    badge = make_badge(congress)
    for text in (
        badge.token,
        badge.token.translate(AZERTY),
        badge.short_code.lower(),
        f" {badge.short_code[:4]}-{badge.short_code[4:]}",
    ):
        found = seek(congress, text)
        assert (found.shown, found.trouble) == (badge, None)
    former, code = badge.token, badge.short_code
    reissue_badge(badge, by=None, reason="lost")
    assert seek(congress, former).trouble is ScanReason.REPLACED
    assert seek(congress, code).shown is None
    forged = former[:-1] + str((int(former[-1]) + 1) % 10)
    assert seek(congress, forged).trouble is ScanReason.FORGED
    assert seek(today_congress(), badge.token).trouble is ScanReason.OTHER_CONGRESS
    assert seek(congress, "7" * 189).trouble is ScanReason.UNREADABLE


def test_nobody_of_another_congress_and_no_draft_is_found(congress: Congress) -> None:
    registered(today_congress(), "Rose", "Adjovi", "Cotonou")
    registered(congress, "Rose", "Adjovi", "Lokossa", state=RegistrationState.DRAFT)
    assert names(congress, "adjovi") == []


def test_long_list_is_cut_and_counted_in_as_many_questions_as_a_short_one(congress: Congress) -> None:
    delegation = make_delegation(congress, "Cotonou", places={"delegate": 40})
    with statements_sent() as few:
        issue_badge(make_registration(delegation, state=RegistrationState.APPROVED))
        few.clear()
        assert seek(congress, "cotonou").total == 1
    for _ in range(SHOWN + 4):
        issue_badge(make_registration(delegation, state=RegistrationState.APPROVED))
    with statements_sent() as many:
        found = seek(congress, "cotonou")
    assert (found.total, len(found.people), len(found.badges)) == (SHOWN + 5, SHOWN, SHOWN)
    assert len(many) == len(few)
