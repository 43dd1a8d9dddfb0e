"""Elections in the demo: the seat that somebody left, voted two weeks ago without a majority; and the Bureau that Tunis will elect.

The extraordinary Assembly of two weeks ago was convened by registered post: nobody's mailbox has letters of it.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from ..assembly.agenda import add_item
from ..assembly.candidacies import (
    Declaration,
    Particulars,
    admit_candidacy,
    declare_candidacy,
    enter_candidacy,
    refuse_candidacy,
    withdraw_candidacy,
)
from ..assembly.election_counts import enter_count, proclaim_round
from ..assembly.election_models import Office
from ..assembly.election_round_models import ElectionRound
from ..assembly.election_rounds import close_round, lines_of, mark_voted, open_round
from ..assembly.elections import call_candidacies, elections_of, last_day_usual, prepare_election, publish_list
from ..assembly.mandates import seat_members, seats_of
from ..assembly.models import Body
from ..assembly.presence import enter_presence
from ..assembly.rules.election import Count
from ..assembly.rules.roll import Carrier, How
from ..assembly.simulator import SittingKind
from ..assembly.sitting_models import Convocation, EntrySource, ItemKind, Moment, Sitting, SittingState
from ..assembly.sittings import close_sitting, open_sitting, plan_sitting, record_moment, statutes_for
from ..assembly.voices import VOTING
from ..clock import now, telling
from ..congress.models import Congress
from ..database import Translated, db, transaction
from ..members.models import LocalOffice, Member, Standing
from ..members.regions import Region
from ..people.models import Person
from ..programme.models import SessionMode

VACANT: Translated = {"fr": "Siège du Bureau devenu vacant", "en": "Seat of the Bureau that fell vacant"}
PRESIDENCY: Translated = {"fr": "Présidence de l’AIMF", "en": "Presidency of the AIMF"}
BUREAU: Translated = {"fr": "Trente sièges du Bureau", "en": "Thirty seats of the Bureau"}
REGIONS = {
    Region.AFRICA: 14,
    Region.EUROPE: 7,
    Region.AMERICAS: 4,
    Region.MIDDLE_EAST: 2,
    Region.INDIAN_OCEAN: 2,
    Region.ASIA_PACIFIC: 1,
}
STATEMENT = (
    "Nos villes ont besoin d’une association proche de leurs services techniques.\n"
    "Je propose que chaque projet soutenu soit visité par une autre ville membre."
)
PROFESSIONS = ("Médecin", "Ingénieure", "Enseignant", "Avocate", "Architecte")
STANDING = 34
"""How many stand for the thirty seats."""
IN_HALL = 90
FIRST = (0.46, 0.35, 0.13)
"""The shares of the papers that each candidate has; the rest are blank, and one is spoiled."""


def hold_vacancy(congress: Congress, *, day: date, by: Person, tellers: Sequence[Person]) -> None:
    """Hold the extraordinary Assembly called for the vacant seat, by its own clock: nobody has the majority, and the seat stays vacant until Tunis."""
    sitting = _convened_by_post(congress, day=day, by=by)
    begun = sitting.starts_at
    with telling(begun - timedelta(days=20)):
        election = prepare_election(sitting.items[0], office=Office.MEMBER, title=VACANT, seats=1, by=by)
        call_candidacies(election, until=day - timedelta(days=5), by=by)
        for place, member in enumerate(_able()[-3:]):
            admit_candidacy(declare_candidacy(election, member, _said(member, place), by=None), by=by)
    with telling(begun - timedelta(days=4)):
        publish_list(election, by=by)
    with telling(begun):
        open_sitting(sitting, by=by)
        for seat in [seat for seat in seats_of(sitting) if seat.holder.titular][:IN_HALL]:
            enter_presence(sitting, seat, carrier=Carrier.TITULAR, how=How.IN_ROOM, source=EntrySource.ROLL_CALL, by=by)
    with telling(begun + timedelta(minutes=20)):
        round_ = open_round(election, by=by)
    _vote(round_, minutes=20, tellers=tellers, by=by)
    _withdraw_third(round_)
    with telling(begun + timedelta(minutes=130)):
        close_sitting(sitting, by=by)


def prepare_bureau(assembly: Sitting, *, by: Person) -> None:
    """Call for the presidency and for the thirty seats that Tunis elects."""
    item = next(item for item in assembly.items if item.kind is ItemKind.ELECTION)
    presidency = prepare_election(item, office=Office.PRESIDENT, title=PRESIDENCY, seats=1, by=by)
    seats = {region.value: number for region, number in REGIONS.items()}
    bureau = prepare_election(item, office=Office.MEMBER, title=BUREAU, seats=30, regions=seats, by=by)
    call_candidacies(presidency, until=assembly.day - timedelta(days=1), by=by)
    call_candidacies(bureau, until=last_day_usual(assembly) or assembly.day, by=by)


def stand(assembly: Sitting, *, by: Person) -> None:
    """Members stand: most are admitted, two wait, one came late and was refused."""
    presidency, bureau = elections_of(assembly)
    able = _able()
    for place, member in enumerate(able[:2]):
        admit_candidacy(declare_candidacy(presidency, member, _said(member, place), by=None), by=by)
    publish_list(presidency, by=by)
    spread = able[:: max(1, len(able) // STANDING)][:STANDING]
    said = [(member, _said(member, place)) for place, member in enumerate(spread)]
    until = bureau.candidacies_until or now().date()
    for place, (member, what) in enumerate(said[:-1]):
        made = enter_candidacy(bureau, member, what, received_on=until - timedelta(days=place % 5), by=by)
        if place < len(said) - 3:
            admit_candidacy(made, by=by)
    late = enter_candidacy(bureau, *said[-1], received_on=until + timedelta(days=1), by=by)
    refuse_candidacy(late, reason="Candidature reçue le lendemain du dernier jour du dépôt.", by=by)


def _convened_by_post(congress: Congress, *, day: date, by: Person) -> Sitting:
    """An extraordinary Assembly in Paris, with the seats of all members that vote."""
    with telling(_noon(day) - timedelta(days=31)):
        sitting = plan_sitting(
            Body.GENERAL_ASSEMBLY,
            kind=SittingKind.EXTRAORDINARY,
            day=day,
            starts="14:00",
            time_zone="Europe/Paris",
            place="Hôtel de Ville de Paris",
            mode=SessionMode.IN_PERSON,
            congress=congress,
            by=by,
        )
        add_item(sitting, kind=ItemKind.ELECTION, title="Siège du Bureau devenu vacant", by=by)
        with transaction():
            sitting.state, sitting.profile, sitting.convened_at = SittingState.CONVENED, statutes_for(sitting), now()
            record_moment(sitting, Moment.CONVENED, by=by)
        voting = select(Member).where(Member.category.in_(VOTING)).order_by(Member.id)
        members = list(db.session.scalars(voting))
        seat_members(sitting, members, by=by)
        with transaction():
            for number, member in enumerate(members, start=401):
                proof = f"Recommandé RK 47 902 {number:03d} 0 FR"
                db.session.add(
                    Convocation(
                        sitting_id=sitting.id, member_id=member.id, proof=proof, sent_at=now(), sent_by_id=by.id
                    )
                )
    return sitting


def _vote(round_: ElectionRound, *, minutes: int, tellers: Sequence[Person], by: Person) -> None:
    """Everybody signs off, two people write the same count, the chair proclaims."""
    begun = round_.election.item.sitting.starts_at + timedelta(minutes=minutes)
    lines = lines_of(round_)
    for place, line in enumerate(lines):
        with telling(begun + timedelta(minutes=2, seconds=20 * place)):
            mark_voted(round_, line, by=by)
    with telling(begun + timedelta(minutes=22)):
        close_round(round_, by=by)
    votes = [int(len(lines) * share) for share in FIRST]
    keys = [each.candidacy.public_id for each in round_.candidates]
    count = Count(len(lines), len(lines) - sum(votes) - 1, 1, dict(zip(keys, votes, strict=True)))
    for place, teller in enumerate(tellers):
        with telling(begun + timedelta(minutes=34 + 2 * place)):
            enter_count(round_, count, by=teller)
    with telling(begun + timedelta(minutes=40)):
        proclaim_round(round_, by=by)


def _withdraw_third(round_: ElectionRound) -> None:
    """Whoever had the fewest votes withdraws after the first round."""
    last = min(round_.candidates, key=lambda each: each.votes or 0)
    with telling((round_.proclaimed_at or now()) + timedelta(minutes=10)):
        withdraw_candidacy(last.candidacy, by=None)


def _able() -> list[Member]:
    """The members in good standing whose mayor is known, in the order of their keys."""
    rows = select(Member).join(LocalOffice, LocalOffice.member_id == Member.id)
    known = rows.where(LocalOffice.is_executive, LocalOffice.is_recognised, LocalOffice.ends_on.is_(None))
    able = known.where(Member.category.in_(VOTING), Member.standing == Standing.GOOD)
    return list(db.session.scalars(able.order_by(Member.id)))


def _said(member: Member, place: int) -> Declaration:
    particulars = Particulars(
        PROFESSIONS[place % len(PROFESSIONS)], f"{place + 3} rue de l’Hôtel-de-Ville, {member.name}"
    )
    return Declaration(particulars, STATEMENT if place % 3 == 0 else "")


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
