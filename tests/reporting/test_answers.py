"""The figures of the morning and of the board, from rows whose count is known."""

from datetime import timedelta

from flask import Flask

from aimf_events.blueprints.secretariat.world import discs
from aimf_events.clock import now
from aimf_events.database import db
from aimf_events.members.countries import COUNTRIES
from aimf_events.members.models import MemberCategory
from aimf_events.people.models import Civility
from aimf_events.registration.models import Capacity, DelegationState, Mode, RegistrationState
from aimf_events.reporting.answers import BoardFilter, Parity, Share, board, morning, parity_of_all, who_comes
from aimf_events.reporting.delegations import DelegationSearch, days_until, find_delegations, silent_delegations
from aimf_events.reporting.places import place_of
from tests.factories import make_congress, make_delegation, make_member, make_person, make_registration


def test_the_morning_counts_each_thing_once(app: Flask) -> None:
    congress = make_congress()
    parakou = make_delegation(congress, "Parakou", state=DelegationState.COMPOSING)
    parakou.answered_at = now()
    make_delegation(congress, "Manga")
    make_delegation(congress, "Moroni", state=DelegationState.CONTESTED)
    make_delegation(congress, "Thiès", state=DelegationState.PREPARED)
    make_delegation(congress, "Zahlé", state=DelegationState.WITHDRAWN)
    make_delegation(make_congress(), "Genève", state=DelegationState.COMPLETE)
    make_registration(parakou, capacity=Capacity.TITULAR)
    make_registration(parakou, state=RegistrationState.APPROVED)
    make_registration(parakou, state=RegistrationState.DRAFT)
    figures = morning(congress)
    assert (figures.delegations, figures.answered, figures.contested) == (4, 2, 1)
    assert (figures.to_invite, figures.unreachable) == (1, 1)
    assert (figures.approved, figures.waiting, figures.waiting_titulars) == (1, 1, 1)
    assert figures.oldest_waiting is not None


def test_whoever_is_between_two_desks_still_comes_and_still_waits(app: Flask) -> None:
    congress = make_congress()
    parakou = make_delegation(congress, "Parakou")
    for state in (RegistrationState.NOMINATED, RegistrationState.PRE_APPROVED, RegistrationState.PRE_APPROVED):
        make_registration(parakou, state=state)
    make_registration(parakou, is_late=True)
    figures = morning(congress)
    assert (figures.nominated, figures.pre_approved, figures.waiting, figures.late) == (1, 2, 1, 1)
    assert who_comes(congress)[0].total == 4


def test_an_empty_congress_has_nothing_and_breaks_nothing(app: Flask) -> None:
    congress = make_congress()
    assert morning(congress).delegations == 0
    assert board(congress, BoardFilter()).total == 0
    assert parity_of_all([]) == Parity(0, 0, 0)
    assert Parity().share_of_women == 0


def test_who_comes_is_counted_by_mode_and_a_draft_is_nobody(app: Flask) -> None:
    congress = make_congress()
    parakou = make_delegation(congress, "Parakou")
    for mode in (Mode.IN_PERSON, Mode.BOTH, Mode.ONLINE, Mode.UNDECIDED, None):
        make_registration(parakou, mode=mode)
    make_registration(parakou, state=RegistrationState.DRAFT)
    make_registration(parakou, state=RegistrationState.REFUSED)
    [row] = who_comes(congress)
    assert (row.label["fr"], row.in_person, row.online, row.undecided, row.total) == ("Délégué", 2, 1, 2, 5)


def test_the_board_is_narrowed_to_a_country_or_a_category(app: Flask) -> None:
    congress = make_congress()
    parakou = make_delegation(congress, "Parakou", state=DelegationState.COMPLETE)
    hue = make_delegation(congress, member=make_member("Huế", "VN", category=MemberCategory.ASSOCIATE_CITY))
    make_registration(parakou, person=make_person(civility=Civility.SIR))
    make_registration(hue, person=make_person())
    whole = board(congress, BoardFilter())
    assert whole.by_country == [Share("BJ", 1, 1), Share("VN", 0, 1)]
    assert [parity for _, parity in whole.parity] == [Parity(1, 1, 0)]
    one = board(congress, BoardFilter(country="VN"))
    assert (one.answered, one.total, [parity for _, parity in one.parity]) == (0, 1, [Parity(1, 0, 0)])
    assert board(congress, BoardFilter(category="associate_city")).total == 1


def test_the_silent_are_listed_from_the_oldest_invitation(app: Flask) -> None:
    congress = make_congress()
    late, early = make_delegation(congress, "Manga"), make_delegation(congress, "Parakou")
    early.invited_at = now() - timedelta(days=9)
    early.opened_at = now() - timedelta(days=1)
    db.session.commit()
    make_delegation(congress, "Thiès", state=DelegationState.COMPLETE)
    lines = silent_delegations(congress)
    assert [line.delegation.name for line in lines] == [early.name, late.name]
    assert lines[0].last_sign == ("opened", early.opened_at)


def test_the_list_is_sorted_both_ways_and_paged(app: Flask) -> None:
    congress = make_congress()
    for name in ("Écully", "Eaubonne", "Évian"):
        make_delegation(congress, name)
    assert [line.delegation.name for line in find_delegations(congress, DelegationSearch())[1]] == [
        "Eaubonne",
        "Écully",
        "Évian",
    ]
    page, lines = find_delegations(congress, DelegationSearch(sort="-name"), page=2)
    assert (page.total, lines) == (3, [])


def test_days_are_counted_on_the_clock_of_the_city(app: Flask) -> None:
    assert days_until(make_congress()) in (13, 14, 15)


def test_every_country_has_its_place_and_discs_do_not_lie_on_each_other(app: Flask) -> None:
    shares = [
        Share(code, 1, total) for code, total in (("BJ", 6), ("TG", 3), ("BF", 4), ("FR", 15), ("BE", 6), ("CD", 3))
    ]
    drawn = discs(shares)
    assert [disc.code for disc in drawn] == ["BJ", "TG", "BF", "FR", "BE", "CD"]
    assert all(
        (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > (one.radius + other.radius) ** 2
        for index, one in enumerate(drawn)
        for other in drawn[index + 1 :]
    )
    assert {code for code in COUNTRIES if place_of(code) is None} == set()
    assert place_of("XX") is None
