"""The seats of the Bureau: elected, co-opted, ad interim, ended with the local office, and who sits by them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from aimf_events.assembly.bodies import bureau_members
from aimf_events.assembly.bureau import (
    act_for,
    co_opt,
    composition,
    end_seat,
    end_terms,
    seat_earlier,
    seat_elected,
    seat_ex_officio,
    seat_newcomer,
    seat_of_member,
)
from aimf_events.assembly.bureau_composition import composition_now, former_seats, vacant_seats
from aimf_events.assembly.bureau_models import BureauOffice, BureauSeat, SeatEnd, SeatOrigin
from aimf_events.assembly.bureau_refusals import (
    BureauFull,
    NobodyToSit,
    NotTheWay,
    OfficeHeld,
    SeatMoved,
    SitsAlready,
)
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.mandates import last_bureau, seat_members
from aimf_events.assembly.models import Body
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.rehearsal_limits import RehearsalCountsForNothing
from aimf_events.assembly.sitting_models import Sitting
from aimf_events.clock import set_for_tests
from aimf_events.database import db, new_public_id, transaction
from aimf_events.members.models import Member, MemberCategory
from aimf_events.members.offices import end_office, offices_of
from aimf_events.members.regions import Region, region_of
from aimf_events.members.suspensions import suspend
from aimf_events.people.models import Civility, Person
from aimf_events.registration.new_mayor import change_mayor
from tests.factories import make_congress, make_member, make_person, make_statutes
from tests.factories.assembly import make_cities, make_mayor, make_sitting

MARCH = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def statutes(app: Flask) -> None:
    set_for_tests(MARCH)
    make_statutes(values={Parameter.BUREAU_SEATS: 3, Parameter.BUREAU_COOPTATION: True, Parameter.BUREAU_INTERIM: True})
    make_statutes(Body.BUREAU)


def assembly(day: date = date(2027, 3, 1), body: Body = Body.GENERAL_ASSEMBLY) -> Sitting:
    sitting = make_sitting(body, day=day)
    if body is Body.BUREAU:
        seat_members(sitting, db.session.scalars(db.select(Member)).all(), by=None)
    convene(sitting, by=None)
    return sitting


def elect(member: Member, at: Sitting, office: BureauOffice = BureauOffice.MEMBER) -> BureauSeat:
    return seat_elected(member, office, at=at, by=None)


def replace_mayor(member: Member) -> None:
    change_mayor(
        member,
        civility=Civility.SIR,
        given_name="Rachid",
        family_name="Dossou",
        email="dossou@example.org",
        title={"fr": "Maire"},
        source="procès-verbal du conseil",
        by=None,
    )


def test_the_elected_sit_for_the_term_of_the_statutes_and_twice_is_one_seat() -> None:
    cotonou, at = make_cities(1)[0], assembly()
    seat = elect(cotonou, at, BureauOffice.PRESIDENT)
    assert elect(cotonou, at, BureauOffice.PRESIDENT) == seat
    assert (seat.starts_on, seat.due_on) == (date(2027, 3, 1), date(2029, 3, 1))
    assert (seat.person.full_name, seat.region, seat.origin) == (
        "Aïchatou Maire de Cité 000",
        Region.AFRICA,
        SeatOrigin.ELECTED,
    )


def test_a_seat_given_before_the_platform_is_taken_over_with_its_own_day() -> None:
    city = make_cities(1)[0]
    given = {"starts_on": date(2025, 6, 24), "decision": "Assemblée générale d’Abidjan", "by": None}
    seat = seat_earlier(city, BureauOffice.PRESIDENT, **given)
    assert (seat.starts_on, seat.due_on, seat.seated_at) == (date(2025, 6, 24), date(2027, 6, 24), None)
    with pytest.raises(SitsAlready):
        seat_earlier(city, BureauOffice.MEMBER, **given)


def test_an_election_on_the_29th_of_february_ends_on_the_28th() -> None:
    assert elect(make_cities(1)[0], assembly(date(2028, 2, 29))).due_on == date(2030, 2, 28)


def test_no_more_sit_than_the_statutes_give_and_an_office_is_held_by_one() -> None:
    cities, at = make_cities(5), assembly()
    elect(cities[0], at, BureauOffice.PRESIDENT)
    with pytest.raises(OfficeHeld):
        elect(cities[1], at, BureauOffice.PRESIDENT)
    elect(cities[1], at)
    elect(cities[2], at)
    with pytest.raises(BureauFull):
        elect(cities[3], at)
    changed = elect(cities[1], at, BureauOffice.TREASURER)  # from the benches to an office: not one seat more
    assert [each.office for each in composition()] == [
        BureauOffice.PRESIDENT,
        BureauOffice.MEMBER,
        BureauOffice.TREASURER,
    ]
    assert former_seats()[0].end is SeatEnd.OTHER_OFFICE
    assert vacant_seats() == []
    assert seat_of_member(cities[1]) == changed


def test_only_a_recognised_executive_of_a_voting_member_in_its_rights_sits() -> None:
    suspended, at = make_cities(1)[0], assembly()
    orphan, friend = make_member(), make_member(category=MemberCategory.ASSOCIATE_CITY)
    make_mayor(friend)
    suspend(suspended, decision="Bureau", by=None)
    for member in (orphan, friend, suspended):
        with pytest.raises(NobodyToSit):
            elect(member, at)
    assert composition() == []


def test_a_seat_ends_with_the_local_office_and_is_vacant_until_it_is_filled() -> None:
    cities, at = make_cities(3), assembly()
    seat = elect(cities[0], at, BureauOffice.VICE_PRESIDENT)
    elect(cities[1], at)
    replace_mayor(cities[0])
    assert (seat.end, seat.ends_on) == (SeatEnd.LOCAL_OFFICE, date(2027, 3, 1))
    assert vacant_seats() == [seat]
    end_office(offices_of(cities[1])[0], by=None)  # without a successor it ends as well
    assert composition() == []
    filled = seat_elected(cities[2], BureauOffice.VICE_PRESIDENT, at=assembly(date(2027, 9, 1)), fills=seat, by=None)
    assert filled.due_on == seat.due_on  # the rest of that term, not a new one
    assert [each.member for each in vacant_seats()] == [cities[1]]


def test_the_same_mayor_under_another_title_keeps_the_seat() -> None:
    city = make_cities(1)[0]
    seat = elect(city, assembly())
    from aimf_events.members.offices import set_office

    set_office(city, seat.person, title={"fr": "Maire de district"}, is_executive=True, by=None)
    assert seat.is_live


def test_the_bureau_co_opts_to_a_vacant_seat_where_the_statutes_say_so() -> None:
    cities = make_cities(3)
    seat = elect(cities[0], assembly())
    end_seat(seat, why=SeatEnd.RESIGNATION, on=date(2027, 3, 1), by=None)
    meeting = assembly(date(2027, 3, 10), Body.BUREAU)
    made = co_opt(cities[1], seat, at=meeting, by=None)
    assert (made.origin, made.due_on, made.fills) == (SeatOrigin.CO_OPTED, seat.due_on, seat)
    with pytest.raises(SeatMoved):  # filled already
        co_opt(cities[2], seat, at=meeting, by=None)


def test_without_a_clause_a_seat_waits_for_the_assembly() -> None:
    cities = make_cities(3)
    make_statutes(
        in_force_on=date(2027, 2, 1), values={Parameter.BUREAU_COOPTATION: False, Parameter.BUREAU_INTERIM: False}
    )
    at = assembly()
    seat, other = elect(cities[0], at, BureauOffice.PRESIDENT), elect(cities[1], at)
    end_seat(seat, why=SeatEnd.DEATH, on=date(2027, 3, 1), by=None)
    with pytest.raises(NotTheWay):
        co_opt(cities[2], seat, at=assembly(body=Body.BUREAU), by=None)
    with pytest.raises(NotTheWay):
        act_for(other, seat, decision="Bureau, décision 1", by=None)


def test_an_interim_holds_the_office_beside_its_own_seat_and_leaves_with_it() -> None:
    cities, at = make_cities(2), assembly()
    president, deputy = elect(cities[0], at, BureauOffice.PRESIDENT), elect(cities[1], at, BureauOffice.VICE_PRESIDENT)
    with pytest.raises(OfficeHeld):
        act_for(deputy, president, decision="décision 2", by=None)
    end_seat(president, why=SeatEnd.RESIGNATION, on=date(2027, 3, 1), by=None)
    interim = act_for(deputy, president, decision="décision 2", by=None)
    now = composition_now()
    assert (len(now.elected), len(now.seats), now.vacant) == (1, 2, [president])
    end_seat(deputy, why=SeatEnd.DECISION, on=date(2027, 3, 2), by=None)
    assert not interim.is_live


def test_a_new_bureau_follows_the_outgoing_one_and_nothing_of_it_stays_vacant() -> None:
    cities, first = make_cities(3), assembly()
    old, gone = elect(cities[0], first), elect(cities[1], first)
    end_seat(gone, why=SeatEnd.RESIGNATION, on=date(2027, 6, 1), by=None)
    second = assembly(date(2029, 3, 1))
    with pytest.raises(SitsAlready):
        elect(cities[0], second)
    assert end_terms(second, by=None) == [old]
    assert end_terms(second, by=None) == []
    again = elect(cities[0], second)
    assert end_terms(second, by=None) == []
    assert composition() == [again]
    assert vacant_seats() == []


def test_sittings_and_the_programme_read_who_sits_from_the_composition() -> None:
    congress, city, at = make_congress(starts_on=date(2027, 5, 9)), make_cities(1)[0], assembly()
    guest = make_person("Louise", "Mushikiwabo")
    seat = elect(city, at)
    seat_ex_officio(guest, title={"fr": "Secrétaire générale de la Francophonie"}, decision="", by=None)
    assert bureau_members(congress) == {seat.person_id, guest.id}
    assert last_bureau(make_sitting(Body.BUREAU, day=date(2027, 5, 9))) == [city]
    end_seat(seat, why=SeatEnd.RESIGNATION, on=date(2027, 5, 1), by=None)
    assert bureau_members(congress) == {guest.id}


def test_what_is_rehearsed_seats_nobody_and_ends_no_term() -> None:
    city, at = make_cities(1)[0], assembly()
    again = make_sitting(day=at.day)
    with transaction():
        again.rehearsed = at
    with pytest.raises(RehearsalCountsForNothing):
        elect(city, again)
    with pytest.raises(RehearsalCountsForNothing):
        end_terms(again, by=None)
    assert composition() == []


def test_two_desks_that_elect_at_once_do_not_seat_one_too_many(app: Flask, at_once: Any) -> None:
    cities, at = make_cities(4), assembly()
    for city in cities[:2]:
        elect(city, at)
    sitting_id = at.id

    def seat(ident: int) -> None:
        elect(db.session.get_one(Member, ident), db.session.get_one(Sitting, sitting_id))

    results = at_once(lambda: seat(cities[2].id), lambda: seat(cities[3].id))
    assert sorted(type(each) for each in results if each) == [BureauFull]
    assert len(composition()) == 3


def test_without_the_lock_two_desks_seat_one_too_many(app: Flask, at_once: Any, monkeypatch: Any) -> None:
    import threading

    from aimf_events.assembly import bureau

    cities, at = make_cities(4), assembly()
    for city in cities[:2]:
        elect(city, at)
    sitting_id, both, counted = at.id, threading.Barrier(2, timeout=20), bureau._count_elected

    def count_together() -> int:
        number = counted()
        both.wait()
        return number

    monkeypatch.setattr(bureau, "lock_name", lambda _name: None)
    monkeypatch.setattr(bureau, "_count_elected", count_together)

    def seat(ident: int) -> None:
        elect(db.session.get_one(Member, ident), db.session.get_one(Sitting, sitting_id))

    assert at_once(lambda: seat(cities[2].id), lambda: seat(cities[3].id)) == [None, None]
    with transaction():
        assert len(composition()) == 4


@pytest.mark.parametrize(
    "country, region",
    [
        ("BJ", Region.AFRICA),
        ("MG", Region.INDIAN_OCEAN),
        ("HT", Region.AMERICAS),
        ("AM", Region.EUROPE),
        ("LB", Region.MIDDLE_EAST),
        ("VN", Region.ASIA_PACIFIC),
        ("CV", Region.AFRICA),
    ],
)
def test_a_country_lies_in_its_region(country: str, region: Region) -> None:
    assert region_of(country) is region


def test_a_form_sent_twice_seats_one_person_ex_officio() -> None:
    key = new_public_id()
    identity = {"given_name": "Louise", "family_name": "M.", "civility": None, "language": "fr", "email": None}
    given = {"title": {"fr": "Secrétaire générale"}, "decision": "", "form_key": key, "by": None}
    first = seat_newcomer(identity, **given)
    assert seat_newcomer(identity, **given) == first
    assert len(db.session.scalars(db.select(Person).filter_by(given_name="Louise")).all()) == 1
    assert len(composition()) == 1
