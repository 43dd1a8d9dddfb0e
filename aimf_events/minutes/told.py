"""What happened at a sitting, told in official French: the facts that the minutes are made of, block by block.

Read from the records of the sitting in a constant number of queries. Nothing here is written by a person; `drafting.py` puts what
people wrote over it. The minutes have effect in French alone, so these sentences have no other language.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..assembly.ballot_models import Ballot, BallotLine, Choice, Vote
from ..assembly.ballots import ballots_of
from ..assembly.convocation import Line, Proof, register_of
from ..assembly.election_models import Election
from ..assembly.election_round_models import ElectionRound
from ..assembly.elections import elections_of, rounds_in
from ..assembly.floor_models import Speech
from ..assembly.item_moments import ItemTimes, times_of
from ..assembly.models import Body
from ..assembly.quorum_words import quorum_words
from ..assembly.recusal_models import Recusal
from ..assembly.rolls import Roll, roll_of
from ..assembly.rules.roll import Carrier
from ..assembly.simulator import SittingKind
from ..assembly.sitting_models import AgendaItem, ItemDocument, Mandate, Moment, Sitting, SittingMoment
from ..assembly.sittings import moments_of
from ..assembly.teller_models import Teller, UrnCount
from ..assembly.urn_models import Urn
from ..database import db
from ..i18n import DEFAULT_LANGUAGE, format_day, list_words, use_language, zone_city
from ..people.titles import called
from ..programme.models import SessionMode
from .decision_models import RegisteredDecision
from .election_lines import told_rounds, vacancy
from .extracts import ASSOCIATION
from .french import fr
from .register import decisions_of
from .told_ballots import ballot_lines, decision_line, hour_of, teller_lines

DEBATES = "debates"


@dataclass(frozen=True, slots=True)
class Fact:
    """A block of the minutes as the records tell it. `key` names it for good; `level` 2 for a chapter, 3 beneath it."""

    key: str
    heading: str
    level: int
    text: str


@dataclass(slots=True)
class _Records:
    """What the blocks are told from."""

    sitting: Sitting
    moments: Sequence[SittingMoment]
    convoked: Sequence[Line]
    opening: Roll | None
    ballots: Mapping[int, list[Ballot]]
    urns: Mapping[int, Urn]
    tellers: Mapping[int, list[Teller]]
    counts: Mapping[int, list[UrnCount]]
    named: Mapping[int, dict[Choice, list[str]]]
    recused: Mapping[int, list[str]]
    times: Mapping[int, ItemTimes]
    speeches: Mapping[int, list[Speech]]
    elections: Mapping[int, list[tuple[Election, list[ElectionRound]]]]
    decided: Sequence[RegisteredDecision] = field(default_factory=list)


def facts_of(sitting: Sitting) -> list[Fact]:
    """Return the blocks in the order of the paper. A constant number of queries."""
    with use_language(DEFAULT_LANGUAGE):
        records = _read(sitting)
        blocks = [
            Fact("opening", fr("Ouverture de la séance"), 2, _opening(records)),
            Fact("convocation", fr("Convocation"), 2, _convocation(records)),
            Fact("quorum", fr("Présences et quorum à l’ouverture"), 2, _quorum(records)),
            Fact("agenda", fr("Ordre du jour"), 2, _agenda(sitting)),
        ]
        for number, item in enumerate(sitting.items, start=1):
            blocks += _item_blocks(records, number, item)
        blocks.append(Fact("incidents", fr("Suspensions et incidents"), 2, _incidents(records)))
        blocks.append(Fact("closing", fr("Levée de la séance"), 2, _closing(records)))
        return blocks


def sitting_title(sitting: Sitting) -> str:
    """Return « Assemblée générale ordinaire », « Bureau »."""
    if sitting.body is Body.BUREAU:
        return fr("Bureau")
    return {
        SittingKind.ORDINARY: fr("Assemblée générale ordinaire"),
        SittingKind.EXTRAORDINARY: fr("Assemblée générale extraordinaire"),
        SittingKind.DISSOLUTION: fr("Assemblée générale appelée à dissoudre l’association"),
    }[sitting.kind]


# -- reading ---------------------------------------------------------------------------------------------------------------


def _read(sitting: Sitting) -> _Records:
    ballots = [each for each in ballots_of(sitting) if not each.is_draft]
    under: dict[int, list[Ballot]] = defaultdict(list)
    for ballot in ballots:
        under[ballot.item_id].append(ballot)
    idents = [ballot.id for ballot in ballots]
    urns = {urn.ballot_id: urn for urn in db.session.scalars(select(Urn).where(Urn.ballot_id.in_(idents)))}
    return _Records(
        sitting,
        moments_of(sitting),
        register_of(sitting),
        roll_of(sitting, at=sitting.opened_at) if sitting.opened_at else None,
        under,
        urns,
        *_counting(idents),
        _dissenters([ballot.id for ballot in ballots if ballot.is_counted]),
        _recused(sitting),
        times_of(sitting),
        _heard(sitting),
        _elections(sitting),
        decisions_of(sitting),
    )


def _counting(idents: Sequence[int]) -> tuple[dict[int, list[Teller]], dict[int, list[UrnCount]]]:
    """The tellers of the secret ballots, and what pairs of them attested. Two queries."""
    tellers: dict[int, list[Teller]] = defaultdict(list)
    rows = select(Teller).where(Teller.ballot_id.in_(idents)).options(joinedload(Teller.person))
    for teller in db.session.scalars(rows.order_by(Teller.place)):
        tellers[teller.ballot_id].append(teller)
    counts: dict[int, list[UrnCount]] = defaultdict(list)
    attested = select(UrnCount).where(UrnCount.ballot_id.in_(idents), UrnCount.attested_at.is_not(None))
    for count in db.session.scalars(attested.order_by(UrnCount.attested_at)):
        counts[count.ballot_id].append(count)
    return tellers, counts


def _heard(sitting: Sitting) -> dict[int, list[Speech]]:
    """Who had the floor on each item, in the order of the floor. One query."""
    rows = select(Speech).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id, Speech.begun_at.is_not(None))
    found: dict[int, list[Speech]] = defaultdict(list)
    for each in db.session.scalars(rows.order_by(Speech.begun_at, Speech.id)):
        found[each.item_id].append(each)
    return found


def _elections(sitting: Sitting) -> dict[int, list[tuple[Election, list[ElectionRound]]]]:
    """The elections with their rounds, by item. A constant number of queries."""
    rounds, found = rounds_in(sitting), defaultdict(list)
    for election in elections_of(sitting):
        found[election.item_id].append((election, rounds.get(election.id, [])))
    return found


def _recused(sitting: Sitting) -> dict[int, list[str]]:
    """Who withdrew from each item, by name. One query."""
    rows = select(Recusal).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id, Recusal.ended_at.is_(None))
    found: dict[int, list[str]] = defaultdict(list)
    shown = joinedload(Recusal.mandate).joinedload(Mandate.member)
    for each in db.session.scalars(rows.order_by(Recusal.id).options(shown)):
        found[each.item_id].append(each.mandate.member.name)
    return found


def _dissenters(idents: Sequence[int]) -> dict[int, dict[Choice, list[str]]]:
    """Who voted against or abstained by name, by ballot. One query."""
    shown = joinedload(Vote.line).joinedload(BallotLine.mandate).joinedload(Mandate.member)
    rows = select(Vote).join(BallotLine).where(BallotLine.ballot_id.in_(idents), Vote.choice != Choice.FOR)
    found: dict[int, dict[Choice, list[str]]] = defaultdict(lambda: defaultdict(list))
    said = sorted(db.session.scalars(rows.options(shown)), key=lambda vote: vote.line.mandate.member.sort_key)
    for vote in said:
        found[vote.line.ballot_id][vote.choice].append(vote.line.mandate.member.name)
    return found


# -- chapters --------------------------------------------------------------------------------------------------------------


def _opening(records: _Records) -> str:
    sitting, city = records.sitting, zone_city(records.sitting.time_zone)
    place = sitting.place or city
    where = {
        SessionMode.IN_PERSON: place,
        SessionMode.HYBRID: fr("%(place)s, et à distance", place=place),
        SessionMode.ONLINE: fr("à distance"),
    }[sitting.mode]
    title = sitting_title(sitting)
    whose = fr("Le %(title)s", title=title) if sitting.body is Body.BUREAU else fr("L’%(title)s", title=title)
    met = fr("s’est réuni") if sitting.body is Body.BUREAU else fr("s’est réunie")
    day = format_day(sitting.day)
    said = [
        fr(
            "%(whose)s de l’%(association)s %(met)s le %(day)s (%(where)s).",
            whose=whose,
            association=ASSOCIATION,
            met=met,
            day=day,
            where=where,
        ),
        fr(
            "Les heures sont celles de %(city)s. La séance, convoquée pour %(planned)s, est ouverte à %(opened)s.",
            city=city,
            planned=hour_of(sitting, sitting.starts_at),
            opened=hour_of(sitting, sitting.opened_at),
        ),
    ]
    if sitting.first_call is not None:
        day = format_day(sitting.first_call.day)
        said.append(
            fr("Elle se tient sur seconde convocation, la séance du %(day)s n’ayant pas réuni le quorum.", day=day)
        )
    return "\n".join(said)


def _convocation(records: _Records) -> str:
    lines = records.convoked
    sent = [line.at for line in lines if line.at is not None]
    if not sent:
        return fr("Le registre des convocations ne porte aucun envoi.")
    first, last = _day_of(records.sitting, min(sent)), _day_of(records.sitting, max(sent))
    when = fr("le %(first)s", first=first) if first == last else fr("du %(first)s au %(last)s", first=first, last=last)
    said = [fr("Membres convoqués : %(count)d, %(when)s, avec l’ordre du jour.", count=len(lines), when=when)]
    late = [line.convocation.member.name for line in lines if line.proof is Proof.LATE]
    lost = [line.convocation.member.name for line in lines if line.proof is Proof.FAILED]
    if late:
        said.append(fr("Convoqués hors du délai statutaire : %(members)s.", members=list_words(late)))
    if lost:
        said.append(fr("Convocations dont l’envoi a échoué : %(members)s.", members=list_words(lost)))
    if not late and not lost:
        said.append(fr("Tous l’ont été dans le délai statutaire."))
    return "\n".join(said)


def _quorum(records: _Records) -> str:
    roll = records.opening
    if roll is None:
        return fr("La séance n’a pas été ouverte.")
    hall = roll.hall
    return "\n".join(
        [
            fr(
                "À l’ouverture, %(present)d voix sont présentes dans la salle, %(remote)d à distance et %(represented)d par un pouvoir, "
                "soit %(voices)d voix.",
                present=hall.present,
                remote=hall.remote,
                represented=hall.represented,
                voices=hall.voices,
            ),
            quorum_words(roll),
            fr("La feuille de présence, avec les heures d’arrivée et de départ et les pouvoirs, est annexée."),
        ]
    )


def _agenda(sitting: Sitting) -> str:
    lines = []
    for number, item in enumerate(sitting.items, start=1):
        added = sitting.convened_at is not None and item.added_at > sitting.convened_at
        lines.append(f"{number}. {item.title}" + (f" ({fr('point ajouté depuis la convocation')})" if added else ""))
    return "\n".join(lines)


def _item_blocks(records: _Records, number: int, item: AgendaItem) -> Iterable[Fact]:
    ballots = records.ballots.get(item.id, [])
    agreed = [each for each in records.decided if each.item_id == item.id and each.ballot_id is None]
    said = _when(records, item) + ([item.text] if item.text else [])
    papers = _newest(item)
    if papers:
        said.append(fr("Documents examinés : %(papers)s.", papers=list_words([_paper(each) for each in papers])))
    recused = records.recused.get(item.id)
    if recused:
        members = list_words(recused)
        said.append(
            fr(
                "Ne prennent part ni au débat ni au vote sur ce point, qui concerne leur ville : %(members)s.",
                members=members,
            )
        )
    said += [
        fr("Par consensus, personne ne s’y opposant : %(decision)s", decision=decision_line(each)) for each in agreed
    ]
    elections = records.elections.get(item.id, [])
    said += [words for election, _rounds in elections if (words := vacancy(election))]
    if not ballots and not agreed and not any(rounds for _election, rounds in elections):
        said.append(fr("Ce point n’a donné lieu à aucun vote."))
    yield Fact(f"item-{item.public_id}", f"{number}. {item.title}", 2, "\n".join(said))
    yield Fact(f"{DEBATES}-{item.public_id}", fr("Débats"), 3, _speakers(records, item))
    for election, rounds in elections:
        for key, heading, text in told_rounds(election, rounds):
            yield Fact(key, heading, 3, text)
    for ballot in ballots:
        heading = fr("Scrutin") + (f" ({fr('tour %(number)d', number=ballot.round)})" if ballot.round > 1 else "")
        yield Fact(f"ballot-{ballot.public_id}", heading, 3, "\n".join(_ballot_lines(records, ballot)))


def _when(records: _Records, item: AgendaItem) -> list[str]:
    """From when to when the sitting was at the item, where its secretary opened and closed items."""
    times = records.times.get(item.id)
    if times is None:
        return []
    sitting = records.sitting
    said = [
        fr(
            "de %(begins)s à %(ends)s",
            begins=hour_of(sitting, begins),
            ends=hour_of(sitting, ends or sitting.closed_at),
        )
        for begins, ends in times.stretches
    ]
    told = [fr("Point examiné %(hours)s.", hours=list_words(said))] if said else []
    return [*told, *([fr("La séance le reporte.")] if times.is_postponed else [])]


def _speakers(records: _Records, item: AgendaItem) -> str:
    """Who had the floor, each once, in the order of the floor; points of order apart."""
    seats = {seat.mandate.id: seat for seat in records.opening.seats} if records.opening else {}
    spoke: dict[bool, list[str]] = {False: [], True: []}
    for each in records.speeches.get(item.id, []):
        seat = seats[each.mandate_id]
        person = seat.holder.substitute if each.carrier is Carrier.SUBSTITUTE else seat.holder.titular
        name = f"{called(person)} ({seat.member.name})" if person else seat.member.name
        if name not in spoke[each.is_order]:
            spoke[each.is_order].append(name)
    said = [fr("Ont pris la parole : %(names)s.", names=list_words(spoke[False]))] if spoke[False] else []
    if spoke[True]:
        said.append(fr("Motions d’ordre : %(names)s.", names=list_words(spoke[True])))
    return "\n".join(said)


def _ballot_lines(records: _Records, ballot: Ballot) -> list[str]:
    lines = ballot_lines(ballot, records.urns.get(ballot.id), records.named.get(ballot.id, {}), records.decided)
    return [*lines, *teller_lines(records.tellers.get(ballot.id, []), records.counts.get(ballot.id, []))]


def _incidents(records: _Records) -> str:
    sitting = records.sitting
    said = [
        fr("La séance est suspendue à %(hour)s.", hour=hour_of(sitting, each.at))
        if each.what is Moment.SUSPENDED
        else fr("Elle reprend à %(hour)s ; chacun s’est présenté de nouveau.", hour=hour_of(sitting, each.at))
        for each in records.moments
        if each.what in (Moment.SUSPENDED, Moment.RESUMED)
    ]
    return "\n".join(said) or fr("La séance n’a pas été suspendue.")


def _closing(records: _Records) -> str:
    closed = records.sitting.closed_at
    if closed is None:
        return fr("La séance n’est pas levée.")
    return fr("La présidence lève la séance à %(hour)s.", hour=hour_of(records.sitting, closed))


# -- words -----------------------------------------------------------------------------------------------------------------


def _paper(paper: ItemDocument) -> str:
    return fr(
        "%(name)s (version %(number)d, empreinte %(hash)s)",
        name=paper.name,
        number=paper.version,
        hash=paper.sha256[:16],
    )


def _newest(item: AgendaItem) -> list[ItemDocument]:
    newest: dict[str, ItemDocument] = {}
    for paper in item.documents:  # by name, the latest version first
        newest.setdefault(paper.name, paper)
    return list(newest.values())


def _day_of(sitting: Sitting, at: datetime) -> str:
    return format_day(at.astimezone(ZoneInfo(sitting.time_zone)).date(), weekday=False)
