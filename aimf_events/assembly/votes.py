"""Voices given by name: each line of the roll once, signed by its carrier's device, or said aloud and written by the secretary.

A ballot is held (FOR SHARE) while a voice is written: whoever closes it waits for those on their way, and then takes no more. Votes are
their own facts: the journal does not repeat them.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import contains_eager, joinedload

from ..clock import now
from ..database import db, transaction
from ..errors import NotFound
from ..people.models import Person
from .ballot_counts import object_to
from .ballot_models import Ballot, BallotKind, BallotLine, BallotState, Channel, Choice, Vote
from .ballot_refusals import BallotMoved, BallotNotTaking, VoteGiven
from .ballots import lock_ballot
from .emargement_models import VotingCredential
from .sitting_models import Mandate
from .urn_models import OpenVoted, Voted
from .voting_devices import verify_cast

OBJECTION = b"objection"
"""What a device signs to object."""
SHOWN = 10
"""Published ballots that a voter's page lists, the latest first."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A line that somebody carries, and whether its voice was given, by name or sealed. What it said is nowhere before the ballot has closed."""

    line: BallotLine
    is_given: bool


def may_cast(line: BallotLine, *, content: bytes, nonce: str, signature: bytes) -> VotingCredential:
    """Let a voice through only where the device bound for its carrier signed exactly this; return the sheet. The one gate of a screen.

    Raises:
        NotEnrolled: no device is bound for the person on the roll, or it was replaced.
        VoteNotSigned: another device signed it, or it was altered.
    """
    return verify_cast(
        mandate_id=line.carrying_id,
        person_id=line.person_id or 0,
        ballot=line.ballot.public_id,
        voice=line.mandate.public_id,
        content=content,
        nonce=nonce,
        signature=signature,
    )


def cast_vote(line: BallotLine, choice: Choice, *, nonce: str, signature: bytes) -> bool:
    """Record a voice that its carrier's device signed; return whether it is new. The same one again is harmless; it does not change.

    Raises:
        NotEnrolled, VoteNotSigned: as `may_cast`.
        VoteGiven: it was given, and otherwise.
        BallotNotTaking: the ballot is not open, or is not voted by name. Nothing was recorded.
    """
    with transaction():
        hold(line.ballot)
        sheet = may_cast(line, content=choice.value.encode(), nonce=nonce, signature=signature)
        proof = {"sheet_id": sheet.id, "nonce": nonce, "signature": signature}
        return _written(line, choice, Channel.SCREEN, by_id=line.person_id, **proof)


def say_aloud(line: BallotLine, choice: Choice, *, by: Person | None) -> bool:
    """Record a voice that its carrier said aloud, as the secretary heard it; the result says so beside the name. True: it is new.

    Only who wrote it may write it again: to anybody else, the answer would tell what was voted before the ballot closes.

    Raises:
        VoteGiven: it was given on a screen, written by another, or said otherwise.
        BallotNotTaking: the ballot is not open, or is not voted by name.
    """
    with transaction():
        hold(line.ballot)
        return _written(line, choice, Channel.DESK, by_id=by.id if by else None)


def object_from_screen(line: BallotLine, *, nonce: str, signature: bytes) -> Ballot:
    """Object, from the carrier's own device, to what would be adopted without a vote; return the ballot that comes next.

    Raises:
        NotEnrolled, VoteNotSigned: as `may_cast`.
        BallotNotTaking: it is over, or asks for a vote already.
    """
    with transaction():
        try:
            lock_ballot(line.ballot, BallotState.OPEN)  # before the sheet, as whoever votes
            may_cast(line, content=OBJECTION, nonce=nonce, signature=signature)
            return object_to(line.ballot, line, by=line.person)
        except BallotMoved as moved:
            raise BallotNotTaking(not_taking(line.ballot)) from moved


def hold(ballot: Ballot) -> Ballot:
    """Hold a ballot as it is until the commit: others may vote, nobody closes it. The caller holds the transaction."""
    db.session.refresh(ballot, with_for_update={"read": True, "of": Ballot})
    return ballot


def voices_of(sheet: VotingCredential) -> list[Voice]:
    """Return the lines that the person of a sheet carries with its mandate, its own and by proxy, in ballots that were opened. One query."""
    rows = _carried(sheet).order_by(Ballot.opened_at.desc(), Ballot.id.desc(), BallotLine.id)
    return [Voice(line, given is not None) for line, given in db.session.execute(rows)]


def voice_of(sheet: VotingCredential, line_id: str) -> Voice:
    """Return one line that the person of a sheet carries.

    Raises:
        NotFound: it is another's, or does not exist.
    """
    found = db.session.execute(_carried(sheet).where(BallotLine.public_id == line_id)).first()
    if found is None:
        raise NotFound
    return Voice(found[0], found[1] is not None)


def line_of(ballot: Ballot, line_id: str) -> BallotLine:
    """Return a line of the roll of a ballot.

    Raises:
        NotFound: it is another ballot's, or does not exist.
    """
    rows = select(BallotLine).filter_by(ballot_id=ballot.id, public_id=line_id)
    found = db.session.scalars(rows.options(joinedload(BallotLine.mandate).joinedload(Mandate.member))).first()
    if found is None:
        raise NotFound
    return found


def given_in(ballot: Ballot) -> set[int]:
    """Return the lines whose voice was given, by their keys: that, and nothing of what they said."""
    rows = select(Vote.line_id).join(BallotLine, BallotLine.id == Vote.line_id)
    return set(db.session.scalars(rows.where(BallotLine.ballot_id == ballot.id)))


def not_taking(ballot: Ballot) -> Any:
    """Return why a ballot takes no voice from a screen."""
    if ballot.state is BallotState.SUSPENDED:
        return _l("Le scrutin est suspendu : votez quand la présidence le reprend.")
    if ballot.state is BallotState.ANNULLED:
        return _l("La présidence a annulé ce scrutin : attendez le nouveau tour.")
    if ballot.state in (BallotState.CLOSED, BallotState.PUBLISHED):
        return _l("Le scrutin est clos : cette voix est arrivée trop tard.")
    if ballot.state is BallotState.DRAFT:
        return _l("Le scrutin n’est pas encore ouvert.")
    return _l("Ce scrutin ne se vote pas à l’écran.")


def _carried(sheet: VotingCredential) -> Any:
    given = func.coalesce(Vote.line_id, OpenVoted.line_id, Voted.line_id)
    rows = select(BallotLine, given).join(Ballot, Ballot.id == BallotLine.ballot_id)
    rows = rows.join(Mandate, Mandate.id == BallotLine.mandate_id)
    for kind in (Vote, OpenVoted, Voted):
        rows = rows.outerjoin(kind, kind.line_id == BallotLine.id)
    mine = rows.where(BallotLine.person_id == sheet.person_id, BallotLine.carrying_id == sheet.mandate_id)
    return mine.options(
        contains_eager(BallotLine.ballot).joinedload(Ballot.item),
        contains_eager(BallotLine.mandate).joinedload(Mandate.member),
    )


def _written(line: BallotLine, choice: Choice, channel: Channel, *, by_id: int | None, **proof: Any) -> bool:
    """Write the voice of a line, unless it has one; return whether it is new. The caller holds the ballot."""
    if line.ballot.kind is BallotKind.OPEN and line.ballot.state is BallotState.OPEN:
        row = {"line_id": line.id, "choice": choice, "channel": channel, "at": now(), "by_id": by_id, **proof}
        new = insert(Vote).values(row).on_conflict_do_nothing().returning(Vote.line_id)
        if db.session.scalar(new) is not None:
            return True
    before = db.session.get(Vote, line.id, populate_existing=True)
    if before is None:
        raise BallotNotTaking(not_taking(line.ballot))
    is_own = channel is Channel.SCREEN or (before.channel, before.by_id) == (Channel.DESK, by_id)
    if before.choice is not choice or not is_own:
        raise VoteGiven(before.at)
    return False
