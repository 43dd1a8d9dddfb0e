"""Sittings and halls, made by the domain's own verbs."""

from datetime import timedelta
from typing import Any

from aimf_events.assembly.agenda import add_item
from aimf_events.assembly.ballot_models import Ballot, BallotKind, HandsCount
from aimf_events.assembly.ballots import draft_ballot, open_ballot
from aimf_events.assembly.candidacies import Declaration, Particulars, admit_candidacy, enter_candidacy
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.election_counts import enter_count
from aimf_events.assembly.election_models import Candidacy, Election, Office
from aimf_events.assembly.election_round_models import ElectionRound
from aimf_events.assembly.election_rounds import close_round, lines_of, mark_voted
from aimf_events.assembly.elections import call_candidacies, prepare_election
from aimf_events.assembly.mandates import Seat, seats_of
from aimf_events.assembly.models import Body
from aimf_events.assembly.presence import enter_presence
from aimf_events.assembly.proxies import accept_proxy, offer_proxy
from aimf_events.assembly.proxy_models import Proxy
from aimf_events.assembly.rules.election import Count
from aimf_events.assembly.rules.roll import Carrier, How
from aimf_events.assembly.sitting_models import EntrySource, ItemKind, Sitting
from aimf_events.assembly.sittings import open_sitting, plan_sitting
from aimf_events.clock import now
from aimf_events.members.models import Member
from aimf_events.members.offices import set_office
from aimf_events.people.models import Person
from tests.factories import make_member, make_person


def make_mayor(member: Member, **values: Any) -> Person:
    """The recognised mayor of a member."""
    person = make_person(family_name=f"Maire de {member.name}", **values)
    set_office(member, person, title={"fr": "Maire"}, is_executive=True, by=None)
    return person


def make_cities(count: int) -> list[Member]:
    """Member cities, each with its mayor."""
    cities = [make_member(f"Cité {number:03d}") for number in range(count)]
    for city in cities:
        make_mayor(city)
    return cities


def make_sitting(body: Body = Body.GENERAL_ASSEMBLY, *, items: int = 1, **values: Any) -> Sitting:
    """A draft in forty days, at 9:30 in Tunis, with some items."""
    given: dict[str, Any] = {
        "day": values.pop("day", None) or (now() + timedelta(days=40)).date(),
        "starts": "09:30",
        "time_zone": "Africa/Tunis",
        "by": None,
    }
    sitting = plan_sitting(body, **{**given, **values})
    for number in range(items):
        add_item(sitting, kind=ItemKind.REPORT, title=f"Rapport {number + 1}", by=None)
    return sitting


def make_open_sitting(**values: Any) -> Sitting:
    """A sitting that was convened and is open."""
    sitting = make_sitting(**values)
    convene(sitting, by=None)
    return open_sitting(sitting, by=None)


def come_in(sitting: Sitting, seats: list[Seat], how: How | None = How.IN_ROOM) -> None:
    """The titulars of some seats come in, or go out."""
    for seat in seats:
        enter_presence(sitting, seat, carrier=Carrier.TITULAR, how=how, source=EntrySource.ROLL_CALL, by=None)


def give_proxy(sitting: Sitting, giver: Seat, holder: Seat, **values: Any) -> Proxy:
    """A proxy that its holder has accepted."""
    return accept_proxy(offer_proxy(sitting, giver, holder, by=None, **values), giver, holder, by=None)


def seat_for(sitting: Sitting, member: Member) -> Seat:
    """The seat of a member."""
    return next(seat for seat in seats_of(sitting) if seat.member.id == member.id)


def make_ballot(sitting: Sitting, **values: Any) -> Ballot:
    """A ballot by hands on the first item, prepared."""
    kind = values.pop("kind", BallotKind.HANDS)
    counted_by = values.pop("counted_by", HandsCount.TOTALS) if kind is BallotKind.HANDS else None
    question = values.pop("question", {"fr": "Approuvez-vous le rapport ?", "en": "Do you approve the report?"})
    return draft_ballot(sitting.items[0], kind=kind, counted_by=counted_by, question=question, by=None, **values)


def make_open_ballot(sitting: Sitting, **values: Any) -> Ballot:
    """A ballot that is open, on the roll of now."""
    return open_ballot(make_ballot(sitting, **values), by=None)


def make_election(sitting: Sitting, **values: Any) -> Election:
    """An election on an item of its own, candidacies called for until the eve of the sitting."""
    item = add_item(sitting, kind=ItemKind.ELECTION, title="Élection du Bureau", by=None)
    given: dict[str, Any] = {
        "office": Office.PRESIDENT,
        "title": {"fr": "Présidence", "en": "Presidency"},
        "seats": 1,
        **values,
    }
    election = prepare_election(item, by=None, **given)
    return call_candidacies(election, until=sitting.day - timedelta(days=1), by=None)


def make_candidates(election: Election, members: list[Member]) -> list[Candidacy]:
    """Admitted candidacies of some members."""
    said = Declaration(Particulars("Ingénieure", "12 rue de la Kasbah, Tunis", "tunisienne"))
    day = election.candidacies_until
    assert day is not None, "called for"
    received = [enter_candidacy(election, each, said, received_on=day, by=None) for each in members]
    return [admit_candidacy(each, by=None) for each in received]


def vote_on_paper(round_: ElectionRound, votes: list[int], *, blanks: int = 0, spoiled: int = 0) -> None:
    """Everybody signs off, the urn is closed, and two people write the same count: votes in the order of the papers."""
    voted = lines_of(round_)
    for line in voted:
        mark_voted(round_, line, by=None)
    close_round(round_, by=None)
    keys = [each.candidacy.public_id for each in round_.candidates]
    count = Count(len(voted), blanks, spoiled, dict(zip(keys, votes, strict=True)))
    for teller in (make_person(), make_person()):
        enter_count(round_, count, by=teller)
