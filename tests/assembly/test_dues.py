"""Dues: called once a year, paid or waived, by two people on the day of a sitting; the standing follows at once."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from aimf_events.assembly import standing
from aimf_events.assembly.models import Body
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.profiles import profile_today
from aimf_events.assembly.standing import account_of, accounts_at, follow_all_standings, follow_standing, record_dues
from aimf_events.assembly.standing_lists import accounts_of_today
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.journal import history
from aimf_events.members import dues
from aimf_events.members.dues import (
    EntryClosed,
    NothingCalled,
    SamePerson,
    YearCalled,
    call_dues,
    confirm_entry,
    end_entry,
)
from aimf_events.members.models import DuesEntry, EntryKind, Member, MemberCategory, Standing
from aimf_events.members.suspensions import reinstate, suspend, suspension_of
from aimf_events.programme.models import SessionKind
from tests.factories import make_congress, make_member, make_person, make_statutes
from tests.factories.programme import make_session
from tests.statements import statements_sent

CITIES = {MemberCategory.MEMBER_CITY: 900}
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def rabat(app: Flask) -> Member:
    """A member city, statutes in force, 2025 called; it is 10 March 2026."""
    set_for_tests(NOON)
    make_statutes()
    member = make_member("Rabat", "MA")
    call_dues(2025, CITIES, decision="AG", by=None)
    return member


def pay(member: Member, amount: int = 900, year: int = 2025, **values: Any) -> DuesEntry:
    values = {"reference": "virement", "by": None, **values}
    return record_dues(member, year=year, kind=EntryKind.PAYMENT, amount=amount, **values)


def exempt(member: Member, **values: Any) -> DuesEntry:
    values = {"reference": "Bureau du 12 juin", "by": None, **values}
    return record_dues(member, year=2025, kind=EntryKind.EXEMPTION, amount=None, **values)


def test_what_was_called_for_the_year_before_is_owed_and_the_standing_follows(rabat: Member) -> None:
    assert (rabat.standing, account_of(rabat).years_due, account_of(rabat).amount_due) == (
        Standing.IN_ARREARS,
        (2025,),
        900,
    )
    [changed] = [entry for entry in history(rabat) if entry.verb == "standing_changed"]
    assert changed.details == {"before": "good", "after": "in_arrears"}


def test_a_payment_counts_from_the_minute_it_is_recorded(rabat: Member) -> None:
    pay(rabat, 400)
    assert (rabat.standing, account_of(rabat).amount_due) == (Standing.IN_ARREARS, 500)
    pay(rabat, 500)
    assert (rabat.standing, account_of(rabat).years_due) == (Standing.GOOD, ())
    profile = profile_today(Body.GENERAL_ASSEMBLY)
    moments = [NOON - timedelta(minutes=1), NOON, NOON + timedelta(minutes=1)]
    said = [accounts_at(moment, [rabat], profile)[rabat.id].standing for moment in moments]
    assert said == [Standing.GOOD, Standing.GOOD, Standing.GOOD], "before the call nothing was owed"


def test_paid_at_10_02_is_owed_at_10_01_and_not_at_10_03(rabat: Member) -> None:
    set_for_tests(datetime(2026, 3, 11, 10, 2, tzinfo=UTC))
    pay(rabat)
    profile = profile_today(Body.GENERAL_ASSEMBLY)
    moments = [datetime(2026, 3, 11, 10, minute, tzinfo=UTC) for minute in (1, 2, 3)]
    said = [accounts_at(moment, [rabat], profile)[rabat.id].standing for moment in moments]
    assert said == [Standing.IN_ARREARS, Standing.GOOD, Standing.GOOD]


def test_an_exemption_counts_as_paid_unless_the_statutes_say_otherwise(rabat: Member) -> None:
    exempt(rabat)
    assert rabat.standing is Standing.GOOD
    make_statutes(in_force_on=date(2026, 3, 1), values={Parameter.EXEMPTION_COUNTS: False})
    assert rabat.standing is Standing.IN_ARREARS, "new statutes are followed at once"


def test_a_withdrawn_payment_is_owed_again_and_stays_to_be_seen(rabat: Member) -> None:
    entry = pay(rabat)
    for _twice in range(2):
        end_entry(entry, reason="chèque sans provision", by=None)
    assert (rabat.standing, entry.end_reason) == (Standing.IN_ARREARS, "chèque sans provision")
    assert [one.verb for one in history(entry)] == ["dues_recorded", "dues_withdrawn"]


def test_this_year_is_not_asked_yet_and_the_turn_of_the_year_asks_it(rabat: Member) -> None:
    pay(rabat)
    call_dues(2026, CITIES, decision="AG", by=None)
    assert rabat.standing is Standing.GOOD
    set_for_tests(datetime(2026, 12, 31, 22, 59, tzinfo=UTC))
    follow_all_standings()
    assert rabat.standing is Standing.GOOD
    set_for_tests(datetime(2026, 12, 31, 23, 0, tzinfo=UTC))  # midnight at the seat
    follow_all_standings()
    assert rabat.standing is Standing.IN_ARREARS


def test_a_year_is_called_once_and_of_those_who_are_members_then(rabat: Member) -> None:
    with pytest.raises(YearCalled):
        call_dues(2025, {MemberCategory.MEMBER_CITY: 1}, decision="AG", by=None)
    assert account_of(rabat).amount_due == 900
    late = make_member("Nouvelle")
    associate = make_member("Associée", category=MemberCategory.ASSOCIATE_CITY)
    for member in (late, associate):
        with pytest.raises(NothingCalled):
            pay(member)
    follow_all_standings()
    assert (late.standing, associate.standing) == (Standing.GOOD, Standing.GOOD)


def test_a_form_sent_twice_is_one_payment_and_another_members_key_is_none_of_it(rabat: Member) -> None:
    first = pay(rabat, 400, form_key="k1")
    assert pay(rabat, 400, form_key="k1").id == first.id
    assert account_of(rabat).amount_due == 500
    other = make_member("Salé", "MA")
    call_dues(2024, CITIES, decision="AG", by=None)
    assert pay(other, 400, 2024, form_key="k1").id != first.id


def test_a_suspension_comes_before_dues_and_paying_does_not_end_it(rabat: Member) -> None:
    for decision in ("Bureau du 3 février", "une autre"):
        suspend(rabat, decision=decision, by=None)
    pay(rabat)
    suspension = suspension_of(rabat)
    assert suspension is not None
    assert (rabat.standing, suspension.decision) == (Standing.SUSPENDED, "Bureau du 3 février")
    for _twice in range(2):
        reinstate(rabat, decision="Bureau du 9 mars", by=None)
    assert (rabat.standing, suspension_of(rabat)) == (Standing.GOOD, None)
    verbs = [entry.verb for entry in history(rabat)]
    assert [verbs.count(verb) for verb in ("member_suspended", "member_reinstated")] == [1, 1]


def test_before_there_are_statutes_nobody_is_in_arrears_and_what_was_written_stays(app: Flask) -> None:
    written, other = make_member("Écrite", standing=Standing.IN_ARREARS), make_member("Autre")
    call_dues(2020, CITIES, decision="AG", by=None)
    follow_all_standings()
    assert (written.standing, other.standing) == (Standing.IN_ARREARS, Standing.GOOD)
    suspend(written, decision="Bureau", by=None)
    assert written.standing is Standing.SUSPENDED


@pytest.fixture
def sitting_today(rabat: Member) -> Member:
    """The Assembly sits today."""
    congress = make_congress("tunis", starts_on=NOON.date())
    make_session(congress, kind=SessionKind.GENERAL_ASSEMBLY, day=NOON.date())
    return rabat


def test_on_the_day_of_a_sitting_a_second_person_makes_it_count(sitting_today: Member) -> None:
    first, second = make_person("Une", "Première"), make_person("Une", "Seconde")
    entry = pay(sitting_today, by=first)
    assert (entry.is_awaiting, sitting_today.standing) == (True, Standing.IN_ARREARS)
    assert account_of(sitting_today).awaiting == [entry]
    for same in (first, None):
        with pytest.raises(SamePerson):
            confirm_entry(entry, by=same)
    set_for_tests(NOON + timedelta(minutes=3))
    for _twice in range(2):
        confirm_entry(entry, by=second)
    assert (sitting_today.standing, entry.effective_at) == (Standing.GOOD, NOON + timedelta(minutes=3))
    assert [one.verb for one in history(entry)] == ["dues_recorded", "dues_confirmed"]


def test_two_people_are_asked_on_that_day_alone_and_where_the_statutes_do(sitting_today: Member) -> None:
    set_for_tests(NOON + timedelta(days=1))
    assert not pay(sitting_today, 100).is_awaiting
    set_for_tests(NOON)
    make_statutes(in_force_on=date(2026, 3, 1), values={Parameter.DUES_TWO_PEOPLE: False})
    assert not pay(sitting_today, 100).is_awaiting


def test_an_entry_withdrawn_before_it_was_confirmed_never_counts(sitting_today: Member) -> None:
    entry = exempt(sitting_today, by=make_person("Une", "Première"))
    end_entry(entry, reason="erreur", by=None)
    with pytest.raises(EntryClosed):
        confirm_entry(entry, by=make_person("Une", "Seconde"))
    assert sitting_today.standing is Standing.IN_ARREARS


def _entry(ident: int) -> DuesEntry:
    return db.session.get_one(DuesEntry, ident)


def test_an_entry_confirmed_and_withdrawn_at_once_is_not_both(sitting_today: Member, at_once: Any) -> None:
    first, second = make_person("Une", "Première"), make_person("Une", "Seconde")
    ident = pay(sitting_today, by=first).id
    said = at_once(
        lambda: confirm_entry(_entry(ident), by=second) and None,
        lambda: end_entry(_entry(ident), reason="erreur", by=first) and None,
    )
    assert said[1] is None
    assert said[0] is None or isinstance(said[0], EntryClosed)
    assert db.session.get_one(Member, sitting_today.id).standing is Standing.IN_ARREARS
    assert _entry(ident).ended_at is not None


def test_control_without_the_lock_a_withdrawn_entry_is_confirmed(
    sitting_today: Member, at_once: Any, monkeypatch: Any
) -> None:
    """The race is real: where the rows are not locked, each finds the entry still open."""
    first, second = make_person("Une", "Première"), make_person("Une", "Seconde")
    ident = pay(sitting_today, by=first).id
    both_have_read = threading.Barrier(2)

    def unlocked(thing: Any) -> Any:
        if isinstance(thing, DuesEntry):
            both_have_read.wait(10)
        return thing

    monkeypatch.setattr(dues, "lock", unlocked)
    said = at_once(
        lambda: confirm_entry(_entry(ident), by=second) and None,
        lambda: end_entry(_entry(ident), reason="erreur", by=first) and None,
    )
    assert said == [None, None]
    assert None not in (_entry(ident).effective_at, _entry(ident).ended_at)


def test_two_halves_paid_at_once_leave_the_member_in_good_standing(rabat: Member, at_once: Any) -> None:
    ident = rabat.id

    def half() -> None:
        pay(db.session.get_one(Member, ident), 450)

    assert at_once(half, half) == [None, None]
    assert db.session.get_one(Member, ident).standing is Standing.GOOD


def test_control_without_the_lock_the_second_half_does_not_see_the_first(
    rabat: Member, at_once: Any, monkeypatch: Any
) -> None:
    """The race is real: each counts its own half, and the column says arrears while the account says good."""
    ident = rabat.id
    both_have_paid = threading.Barrier(2)
    follow = standing.accounts_at

    def counted(*given: Any) -> Any:
        found = follow(*given)
        both_have_paid.wait(10)
        return found

    monkeypatch.setattr(dues, "lock", lambda thing: thing)
    monkeypatch.setattr(standing, "accounts_at", counted)

    def half() -> None:
        pay(db.session.get_one(Member, ident), 450)

    assert at_once(half, half) == [None, None]
    monkeypatch.undo()
    set_for_tests(NOON)
    member = db.session.get_one(Member, ident)
    assert (member.standing, account_of(member).standing) == (Standing.IN_ARREARS, Standing.GOOD)


def test_two_suspensions_at_once_are_one(rabat: Member, at_once: Any) -> None:
    ident = rabat.id
    at_once(*[lambda: suspend(db.session.get_one(Member, ident), decision="Bureau", by=None).id] * 2)
    assert [entry.verb for entry in history(rabat)].count("member_suspended") == 1


def test_the_accounts_of_three_or_thirty_take_the_same_queries(rabat: Member) -> None:
    def asked() -> int:
        with statements_sent() as sent:
            assert all(account.standing for _member, account in accounts_of_today())
        return len(sent)

    few = asked()
    for number in range(30):
        make_member(f"Ville {number}")
    assert asked() == few


def test_the_column_says_what_the_account_says(rabat: Member) -> None:
    """After every act, for every member."""
    others = [make_member(f"Ville {number}") for number in range(3)]
    call_dues(2024, CITIES, decision="AG", by=None)
    pay(others[0], year=2024)
    suspend(others[1], decision="Bureau", by=None)
    exempt(rabat)
    with transaction():
        follow_standing()
    assert [member.standing for member, account in accounts_of_today()] == [
        account.standing for _member, account in accounts_of_today()
    ]
