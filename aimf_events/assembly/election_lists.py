"""The whole list by one question, where the statutes let it and there are no more candidates than seats.

The question is a ballot of its own (`ballots.py`), by hands or by name; its published result is taken as the first round. Rejected,
the candidates are voted one by one, on paper.
"""

from flask_babel import gettext as _

from ..clock import now
from ..database import db, lock, transaction
from ..i18n import LANGUAGES, pick, use_language
from ..people.models import Person
from .agenda import BEFORE_CLOSING
from .ballot_models import Ballot, BallotKind, BallotState, HandsCount
from .ballots import draft_ballot, next_round_of
from .candidacy_register import candidacies_of
from .election_counts import proclaim
from .election_models import Election
from .election_refusals import ElectionMoved, EnBlocRefused
from .election_round_models import ElectionRound, RoundState, RoundWay
from .election_rounds import Next, demand_list, new_round, next_round
from .elections import lock_election, record
from .parameters import Parameter
from .profiles import Profile
from .sittings import lock_in, profile_of

WAYS = {
    "hands": (BallotKind.HANDS, HandsCount.TOTALS),
    "open": (BallotKind.OPEN, None),
}
"""How the question may be voted: hands are counted, or each voice answers by name."""


def put_list_to_vote(election: Election, *, way: str, by: Person | None) -> Ballot:
    """Prepare the question on the whole list. Twice is one question, until it is annulled and run again.

    Raises:
        SittingMoved: the sitting is closed.
        ElectionMoved: a round was held already.
        EnBlocRefused: the statutes do not let it, or there are more candidates than seats.
        CandidaciesWaiting, CandidatesNoLonger: the list is not ready.
    """
    with transaction():
        lock_in(election.item.sitting, *BEFORE_CLOSING)
        lock(election)
        coming = _first(election)
        if not may_be_en_bloc(profile_of(election.item.sitting), coming):
            raise EnBlocRefused
        known = list_ballot_of(election)
        if known is not None:
            return known
        demand_list(election, coming)
        kind, counted_by = WAYS[way]
        election.list_ballot = draft_ballot(
            election.item,
            kind=kind,
            counted_by=counted_by,
            question=_question(election, coming),
            majority=Parameter.ELECTION_FIRST_ROUND,
            by=by,
        )
        record("election_list_put", election, by=by, candidates=len(coming.candidacies))
        return election.list_ballot


def take_list_result(election: Election, *, by: Person | None) -> ElectionRound:
    """Take the published result of the question as the first round: all are elected, or nobody.

    Raises:
        SittingMoved: the sitting is closed.
        ElectionMoved: there is no published result, or the list has changed since the question was written.
        CandidaciesWaiting, CandidatesNoLonger: somebody is not decided on, or lacks what the statutes ask.
    """
    with transaction():
        lock_election(election)
        ballot, coming = list_ballot_of(election), _first(election)
        if ballot is None or ballot.state is not BallotState.PUBLISHED or not _is_still_the_list(election, ballot):
            raise ElectionMoved
        demand_list(election, coming)
        assert ballot.opening is not None, "a published ballot has its roll"
        profile, sitting = profile_of(election.item.sitting), election.item.sitting
        made = new_round(election, coming, profile, sitting, way=RoundWay.EN_BLOC, opening=ballot.opening, by=by)
        tally = ballot.tally
        made.ballot, made.opened_at = ballot, ballot.opened_at or now()
        made.papers, made.blanks, made.spoiled = tally.in_favour + tally.against + tally.blanks, tally.blanks, 0
        made.closed_at = made.counted_at = ballot.closed_at
        made.state = RoundState.COUNTED
        for each in made.candidates:
            each.votes = tally.in_favour
        db.session.flush()
        proclaim(made, made.concluded, by=by)
        return made


def may_be_en_bloc(profile: Profile, coming: Next | None) -> bool:
    """Return whether the whole list may be put to one question now."""
    if coming is None or coming.number != 1 or not coming.candidacies:
        return False
    grants = profile.says(Parameter.ELECTION_EN_BLOC) and profile.flag(Parameter.ELECTION_EN_BLOC)
    return grants and len(coming.candidacies) <= coming.seats


def list_ballot_of(election: Election) -> Ballot | None:
    """Return the question on the whole list, the last one where it was annulled and run again; None where there is none."""
    ballot = election.list_ballot
    while ballot is not None and (again := next_round_of(ballot)) is not None:
        ballot = again
    return ballot


def _first(election: Election) -> Next:
    coming = next_round(election)
    if coming is None or coming.number != 1:
        raise ElectionMoved
    return coming


def _is_still_the_list(election: Election, ballot: Ballot) -> bool:
    """Whether nobody came on the list or left it since the first question was written; who came later and was refused did neither."""
    written = election.list_ballot.drafted_at if election.list_ballot else ballot.drafted_at
    return all(
        each.decided_at is None or each.decided_at <= written or (each.recorded_at > written and not each.is_admitted)
        for each in candidacies_of(election)
    )


def _question(election: Election, coming: Next) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with use_language(language):
            said[language] = _(
                "%(title)s : élisez-vous la liste entière, de %(count)d noms\u202f?",
                title=pick(election.title, language),
                count=len(coming.candidacies),
            )
    return said
