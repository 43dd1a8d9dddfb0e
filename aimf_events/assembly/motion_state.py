"""Where a text stands: what became of each amendment, which is voted next, and the text that those adopted make.

What became of an amendment is read from its ballot and from those voted before it; nothing of it is stored.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ..database import db
from ..errors import NotFound
from .ballot_models import Ballot, BallotState
from .motion_models import Amendment, Motion
from .rules.amendments import Act, Part, Piece, consolidated, differences, fallen, rivals, vote_order
from .rules.majority import Outcome
from .sitting_models import AgendaItem, Mandate


class AmendmentState(enum.StrEnum):
    """`deposited → in vote → adopted | rejected`; withdrawn by its author; fallen where another on the same paragraph was adopted."""

    DEPOSITED = "deposited"
    IN_VOTE = "in_vote"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    FALLEN = "fallen"
    WITHDRAWN = "withdrawn"


WAITING = (AmendmentState.DEPOSITED, AmendmentState.IN_VOTE)


@dataclass(frozen=True, slots=True)
class Line:
    """An amendment in the order of the votes. `rivals`: the numbers of those that cannot stand beside it; `felled_by`: the one that was adopted."""

    amendment: Amendment
    state: AmendmentState
    ballot: Ballot | None
    rivals: Sequence[int]
    felled_by: int | None

    @property
    def pieces(self) -> list[tuple[Piece, str]]:
        """What it changes of its paragraph, word by word."""
        change = self.amendment.change
        before = "" if change.act is Act.ADD else self.amendment.motion.paragraphs[change.paragraph - 1]
        return differences(before, change.words)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with its amendments in the order of the votes. `ballot`: the vote on the whole, None before."""

    motion: Motion
    lines: Sequence[Line]
    parts: Sequence[Part]
    ballot: Ballot | None

    @property
    def next(self) -> Line | None:
        """The amendment that is voted next, None while one is in vote or where none waits."""
        first = next((line for line in self.lines if line.state in WAITING), None)
        return first if first is not None and first.state is AmendmentState.DEPOSITED else None

    @property
    def waiting(self) -> int:
        """How many amendments have no decision yet."""
        return sum(line.state in WAITING for line in self.lines)

    @property
    def is_adopted(self) -> bool | None:
        """Whether the whole was adopted; None before its result is proclaimed."""
        if self.ballot is None or self.ballot.state is not BallotState.PUBLISHED:
            return None
        return self.ballot.decision is Outcome.ADOPTED


def motion_of(item: AgendaItem) -> Motion | None:
    """Return the text of an item, None where none was written. Two queries, amendments and their authors included."""
    rows = select(Motion).filter_by(item_id=item.id)
    authors = selectinload(Motion.amendments).joinedload(Amendment.mandate).joinedload(Mandate.member)
    return db.session.scalars(rows.options(authors).execution_options(populate_existing=True)).first()


def reading_of(motion: Motion) -> Reading:
    """Return where a text stands. One query more than the text."""
    last = _last_rounds(motion.item)
    standing = [each for each in motion.amendments if each.withdrawn_at is None]
    decided = {each.number: _decision(last.get(each.ballot_id)) for each in standing}
    adopted = {number for number, said in decided.items() if said is AmendmentState.ADOPTED}
    changes = [each.change for each in standing]
    felled = {
        number: by
        for number, by in fallen(changes, motion.paragraphs, adopted).items()
        if decided[number] is not AmendmentState.REJECTED
    }
    by_number = {each.number: each for each in motion.amendments}
    lines = [
        Line(
            by_number[change.number],
            AmendmentState.FALLEN if change.number in felled else decided[change.number],
            last.get(by_number[change.number].ballot_id),
            sorted(each.number for each in rivals(change, changes)),
            felled.get(change.number),
        )
        for change in vote_order(changes, motion.paragraphs)
    ]
    lines += [
        Line(each, AmendmentState.WITHDRAWN, None, [], None)
        for each in motion.amendments
        if each.withdrawn_at is not None
    ]
    made = consolidated(
        motion.paragraphs, [change for change in changes if change.number in adopted and change.number not in felled]
    )
    return Reading(motion, lines, made, last.get(motion.ballot_id))


def settled_paragraphs(motion: Motion) -> set[int]:
    """Return the paragraphs of which the sitting has adopted a deletion or another wording."""
    adopted = [line.amendment.change for line in reading_of(motion).lines if line.state is AmendmentState.ADOPTED]
    return {change.paragraph for change in adopted if change.act is not Act.ADD}


def amendment_of(motion: Motion, public_id: str) -> Amendment:
    """Return an amendment of a text.

    Raises:
        NotFound: it is another text's, or does not exist.
    """
    found = next((each for each in motion.amendments if each.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def _last_rounds(item: AgendaItem) -> dict[int | None, Ballot]:
    """Every ballot of an item by its id, each told as the last round that runs it again."""
    rows = select(Ballot).filter_by(item_id=item.id).options(joinedload(Ballot.item)).order_by(Ballot.id)
    ballots = list(db.session.scalars(rows.execution_options(populate_existing=True)))
    again = {each.replaces_id: each for each in ballots if each.replaces_id is not None}
    found: dict[int | None, Ballot] = {}
    for each in ballots:
        last = each
        while last.id in again:
            last = again[last.id]
        found[each.id] = last
    return found


def _decision(ballot: Ballot | None) -> AmendmentState:
    if ballot is None:
        return AmendmentState.DEPOSITED
    if ballot.state is not BallotState.PUBLISHED:
        return AmendmentState.IN_VOTE
    return AmendmentState.ADOPTED if ballot.decision is Outcome.ADOPTED else AmendmentState.REJECTED
