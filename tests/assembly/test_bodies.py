"""Who sits in the Bureau and the Assembly, and the conflict that it makes in the programme: read from the mandates."""

from datetime import date, timedelta
from typing import Any

import pytest

from aimf_events.assembly.bodies import bureau_members, seated_in
from aimf_events.assembly.mandates import seat_members
from aimf_events.assembly.models import Body
from aimf_events.congress.models import Congress, CongressRole
from aimf_events.congress.venues import add_room, add_venue
from aimf_events.programme.conflict_models import Rule
from aimf_events.programme.judgement import conflicts_of
from aimf_events.programme.models import SessionKind, SpeakerRole
from aimf_events.programme.speakers import add_speaker
from aimf_events.registration.models import Capacity, RegistrationState
from tests.factories import make_congress, make_delegation, make_member, make_person, make_registration, make_staff
from tests.factories.assembly import make_mayor, make_sitting
from tests.factories.programme import make_session, room_of
from tests.statements import statements_sent


@pytest.fixture
def congress(app: Any) -> Congress:
    congress = make_congress(starts_on=date(2026, 12, 9))
    add_room(add_venue(congress, name="Annexe"), name="Salle du conseil", capacity=60)
    return congress


def bureau(congress: Congress, *members: Any, starts: str = "09:00", title: str = "Bureau") -> Any:
    council = room_of(congress, "Salle du conseil")
    planned = make_session(congress, title, kind=SessionKind.BUREAU, starts=starts, room=council)
    seat_members(make_sitting(Body.BUREAU, congress=congress, session=planned), members, by=None)
    return planned


def elsewhere(congress: Congress) -> list[str]:
    found = [each for each in conflicts_of(congress) if each.conflict.rule is Rule.BODY_MEMBER_ELSEWHERE]
    return [each.sentence for each in found]


def test_a_member_of_the_bureau_who_speaks_while_it_sits_is_a_conflict_in_the_builder(
    congress: Congress, browser_of: Any
) -> None:
    city, other = make_member("Cotonou"), make_member("Lomé")
    mayor, neighbour = make_mayor(city), make_mayor(other)
    bureau(congress, city)
    colloquium = make_session(congress, "Colloque", starts="09:30")
    add_speaker(colloquium, neighbour, role=SpeakerRole.SPEAKER, by=None)
    assert elsewhere(congress) == []
    add_speaker(colloquium, mayor, role=SpeakerRole.CHAIR, by=None)
    [sentence] = elsewhere(congress)
    assert mayor.full_name in sentence
    desk = browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))
    assert mayor.full_name in desk.get(f"/{congress.name}/programme-desk/builder").text


def test_the_bureau_that_is_elected_sits_without_those_who_left_it(congress: Congress) -> None:
    before, after = make_member("Avant"), make_member("Après")
    leaving, entering = make_mayor(before), make_mayor(after)
    first = bureau(congress, before)
    last = bureau(congress, after, starts="15:00", title="Nouveau Bureau")
    assert seated_in(congress) == {first.id: {leaving.id}, last.id: {entering.id}}
    assert bureau_members(congress) == {entering.id}
    afternoon = make_session(congress, "Atelier", starts="15:30")
    add_speaker(afternoon, leaving, role=SpeakerRole.SPEAKER, by=None)
    assert elsewhere(congress) == []


def test_a_substitute_who_comes_alone_is_expected_in_the_mayors_place(congress: Congress) -> None:
    city = make_member("Cotonou")
    mayor, deputy = make_mayor(city), make_person("Adjoint", "Du maire")
    delegation = make_delegation(congress, member=city)
    planned = bureau(congress, city)
    coming = {"state": RegistrationState.APPROVED}
    make_registration(delegation, person=deputy, capacity=Capacity.SUBSTITUTE, **coming)
    assert seated_in(congress) == {planned.id: {deputy.id}}
    make_registration(delegation, person=mayor, capacity=Capacity.TITULAR, **coming)
    assert seated_in(congress) == {planned.id: {mayor.id}}


def test_before_its_sitting_is_prepared_the_bureau_is_that_of_the_last_one(congress: Congress) -> None:
    city = make_member("Cotonou")
    mayor = make_mayor(city)
    earlier = make_sitting(Body.BUREAU, day=congress.starts_on - timedelta(days=90))
    seat_members(earlier, [city], by=None)
    council = room_of(congress, "Salle du conseil")
    make_session(congress, "Bureau", kind=SessionKind.BUREAU, starts="09:00", room=council)
    add_speaker(make_session(congress, "Colloque"), mayor, role=SpeakerRole.SPEAKER, by=None)
    assert len(elsewhere(congress)) == 1


def test_more_sittings_and_members_cost_no_more_questions(congress: Congress) -> None:
    def questions() -> int:
        with statements_sent() as sent:
            conflicts_of(congress)
        return len(sent)

    one = make_member("Un")
    make_mayor(one)
    bureau(congress, one)
    few = questions()
    cities = [make_member(f"Ville {n}") for n in range(8)]
    for city in cities:
        make_mayor(city)
    bureau(congress, *cities, starts="15:00", title="Nouveau Bureau")
    assert questions() == few
