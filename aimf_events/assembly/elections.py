"""Elections under an item of the Assembly's agenda: prepared, called for, their list published. Rounds are in `election_rounds.py`.

prepare_election(item, office=..., seats=...)   nobody is told of it yet
call_candidacies(election, until=...)           members may stand, on the page of their convocation
publish_list(election)                          members read who stands
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from .. import journal
from ..clock import now
from ..database import Translated, db, lock, transaction
from ..errors import NotFound
from ..live import topics
from ..live.topics import Pace
from ..people.models import Person
from .agenda import BEFORE_CLOSING
from .ballot_pauses import topic_of
from .election_models import Candidacy, CandidacyState, Election, Office
from .election_refusals import ElectionMoved, NotAnElection
from .election_round_models import ElectionRound, RoundCandidate, RoundState
from .models import Body
from .parameters import Parameter
from .profiles import Profile
from .rules.notice import civil_day, last_day
from .sitting_models import AgendaItem, ItemKind, Sitting
from .sittings import day_at_seat, lock_in, profile_of


def prepare_election(
    item: AgendaItem,
    *,
    office: Office,
    title: Translated,
    seats: int,
    regions: Mapping[str, int] | None = None,
    by: Person | None,
) -> Election:
    """Prepare an election on an item. Nobody is told of it yet.

    Args:
        title: {"fr": …, "en": …}.
        regions: how many seats each region would have: a balance that is shown, never counted.

    Raises:
        SittingMoved: the sitting is closed.
        NotAnElection: the item says something else, or it is the Bureau's.
    """
    with transaction():
        lock_in(item.sitting, *BEFORE_CLOSING)
        if item.kind is not ItemKind.ELECTION or item.sitting.body is not Body.GENERAL_ASSEMBLY:
            raise NotAnElection
        election = Election(
            item=item,
            office=office,
            title=title,
            seats=seats,
            regions=dict(regions or {}),
            prepared_at=now(),
            prepared_by_id=by.id if by else None,
        )
        db.session.add(election)
        db.session.flush()
        record("election_prepared", election, by=by, office=office.value, seats=seats)
        return election


def change_election(
    election: Election, *, office: Office, title: Translated, seats: int, regions: Mapping[str, int], by: Person | None
) -> Election:
    """Change what is to be filled, before anybody has voted.

    Raises:
        SittingMoved: the sitting is closed.
        ElectionMoved: a round was opened; or the office would change where somebody stands for it.
    """
    with transaction():
        lock_election(election)
        stands = select(Candidacy.id).filter_by(election_id=election.id).limit(1)
        if rounds_of(election) or (office is not election.office and db.session.scalar(stands) is not None):
            raise ElectionMoved
        was = [election.office.value, election.seats, election.regions]
        election.office, election.title, election.seats, election.regions = office, title, seats, dict(regions)
        record("election_changed", election, by=by, was=was)
        return election


def remove_election(election: Election, *, by: Person | None) -> None:
    """Throw away what nobody stands for.

    Raises:
        SittingMoved: the sitting is closed.
        ElectionMoved: somebody stood, or a round was opened.
    """
    with transaction():
        lock_election(election)
        if db.session.scalar(select(Candidacy.id).filter_by(election_id=election.id).limit(1)) is not None:
            raise ElectionMoved
        record("election_removed", election, by=by)
        db.session.delete(election)


def call_candidacies(election: Election, *, until: date, by: Person | None) -> Election:
    """Call for candidacies until a civil day at the seat, that day included; again, to change the day. No letter leaves by this.

    Raises:
        SittingMoved: the sitting is closed.
        ElectionMoved: a round was opened.
    """
    with transaction():
        lock_election(election)
        if rounds_of(election):
            raise ElectionMoved
        election.candidacies_until = until
        election.called_at = election.called_at or now()
        record("candidacies_called", election, by=by, until=until)
        return election


def publish_list(election: Election, *, by: Person | None) -> Election:
    """Let members read who stands, from now on. A second press publishes nothing more.

    Raises:
        SittingMoved: the sitting is closed.
    """
    with transaction():
        lock_election(election)
        if election.published_at is None:
            election.published_at = now()
            record("candidacies_published", election, by=by)
        return election


def lock_election(election: Election) -> Election:
    """Lock an election, and its sitting before it. The caller holds the transaction.

    Raises:
        SittingMoved: the sitting is closed.
    """
    lock_in(election.item.sitting, *BEFORE_CLOSING)
    return lock(election)


def last_day_usual(sitting: Sitting, profile: Profile | None = None) -> date | None:
    """Return the last day for candidacies that the statutes name, a civil day at the seat; None where they name none."""
    profile = profile or profile_of(sitting)
    if not profile.says(Parameter.CANDIDACIES_DAYS):
        return None
    return last_day(day_at_seat(sitting, profile.zone()), profile.number(Parameter.CANDIDACIES_DAYS))


def is_called(election: Election) -> bool:
    """Return whether a member may stand now: called for, its last day not over, no round opened."""
    if election.called_at is None or election.candidacies_until is None or rounds_of(election):
        return False
    return civil_day(now(), profile_of(election.item.sitting).zone()) <= election.candidacies_until


def elections_of(sitting: Sitting) -> list[Election]:
    """Return the elections of a sitting, in the order of the agenda, then of their preparation. One query."""
    rows = select(Election).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id)
    return list(db.session.scalars(rows.order_by(AgendaItem.position, Election.id).options(joinedload(Election.item))))


def election_of(sitting: Sitting, public_id: str) -> Election:
    """Return an election of a sitting.

    Raises:
        NotFound: it is another sitting's, or does not exist.
    """
    rows = select(Election).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id, Election.public_id == public_id)
    found = db.session.scalars(rows.options(joinedload(Election.item))).first()
    if found is None:
        raise NotFound
    return found


def rounds_of(election: Election) -> list[ElectionRound]:
    """Return the rounds of an election, those that were annulled too, in order. One query."""
    papers = selectinload(ElectionRound.candidates).joinedload(RoundCandidate.candidacy)
    names = papers.joinedload(Candidacy.person), papers.joinedload(Candidacy.member)
    rows = select(ElectionRound).filter_by(election_id=election.id).options(joinedload(ElectionRound.ballot), *names)
    return list(db.session.scalars(rows.order_by(ElectionRound.number, ElectionRound.id)))


def rounds_in(sitting: Sitting) -> dict[int, list[ElectionRound]]:
    """Return the rounds of all elections of a sitting, by election, each list in order. A constant number of queries."""
    papers = selectinload(ElectionRound.candidates).joinedload(RoundCandidate.candidacy)
    names = papers.joinedload(Candidacy.person), papers.joinedload(Candidacy.member)
    rows = select(ElectionRound).join(Election).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id)
    found: dict[int, list[ElectionRound]] = {}
    for each in db.session.scalars(
        rows.order_by(ElectionRound.number, ElectionRound.id).options(joinedload(ElectionRound.ballot), *names)
    ):
        found.setdefault(each.election_id, []).append(each)
    return found


def live_rounds(sitting: Sitting) -> dict[int, ElectionRound]:
    """Return the last round that stands of each election of a sitting, by election. One query."""
    rows = select(ElectionRound).join(Election).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id)
    rows = rows.where(ElectionRound.state != RoundState.ANNULLED).order_by(ElectionRound.number)
    return {each.election_id: each for each in db.session.scalars(rows)}


def candidacy_counts(sitting: Sitting) -> dict[tuple[int, CandidacyState], int]:
    """Return how many candidacies are in each state, by election. One query."""
    rows = select(Candidacy.election_id, Candidacy.state, func.count()).join(Election).join(AgendaItem)
    grouped = rows.where(AgendaItem.sitting_id == sitting.id).group_by(Candidacy.election_id, Candidacy.state)
    return {(election, state): count for election, state, count in db.session.execute(grouped)}


def record(verb: str, election: Election, *, by: Person | None, **more: object) -> None:
    """Write an act on an election into the journal. The caller holds the transaction."""
    journal.record(verb, election, by=by, congress_id=election.item.sitting.congress_id, **more)


def tell(what: str, round_: ElectionRound, *, by: Person | None, **more: object) -> None:
    """Write a step of a round in the journal, and announce it to whoever follows the sitting: the step alone."""
    sitting = round_.election.item.sitting
    journal.record(
        f"election_round_{what}", round_, by=by, congress_id=sitting.congress_id, number=round_.number, **more
    )
    topics.announce(topic_of(sitting), f"election_{what}", {"election": round_.election.public_id}, pace=Pace.STEADY)
