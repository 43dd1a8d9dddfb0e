"""A ballot on an item of the agenda: its question, the roll frozen at its opening, the voices given, and its count."""

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Translated, db, pk, public_id, words
from ..people.models import Person
from .ballot_opening import Opening
from .emargement_models import VotingCredential
from .parameters import Parameter
from .rules.majority import Outcome, Tally, outcome
from .rules.roll import Carrier
from .rules.tie import settle_by_chair
from .sitting_models import AgendaItem, Mandate


class BallotKind(enum.StrEnum):
    """How voices are given: hands in the hall, by name on a screen, or in a sealed urn."""

    HANDS = "hands"
    OPEN = "open"
    SECRET = "secret"  # noqa: S105 -- a way of voting


class HandsCount(enum.StrEnum):
    """How hands are counted: the tellers' totals; the dissenters alone, by name; or nobody objects within the window."""

    TOTALS = "totals"
    DISSENTERS = "dissenters"
    UNANIMITY = "unanimity"


class BallotState(enum.StrEnum):
    """`draft → open ⇄ suspended → closed → published`; the chair annuls what is open, suspended or closed, with a reason."""

    DRAFT = "draft"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    PUBLISHED = "published"
    ANNULLED = "annulled"


RUNNING = (BallotState.OPEN, BallotState.SUSPENDED)
COUNTED = (BallotState.CLOSED, BallotState.PUBLISHED)


class Choice(enum.StrEnum):
    """What a voice says to a question."""

    FOR = "for"
    AGAINST = "against"
    ABSTENTION = "abstention"


class Channel(enum.StrEnum):
    """By which way a voice came in: the carrier's own screen, or said aloud and written by the secretary."""

    SCREEN = "screen"
    DESK = "desk"


class Ballot(db.Model):  # type: ignore[name-defined, misc]
    """A question put to the vote. Nothing of its count is kept, nor shown, before it closes.

    `majority`: which of the statutes' majorities decides. `opening`: what was frozen with the roll (`Opening`), None for a draft.
    `closes_from`: before that moment it stays open, for whoever votes at a distance, or may object. `replaces`: the annulled
    ballot that this one runs again. Counts are of the settled voices; `provisional` holds those of the contested ones, apart.
    """

    __tablename__ = "ballot"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    item_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    kind: Mapped[BallotKind] = mapped_column(words(BallotKind))
    counted_by: Mapped[HandsCount | None] = mapped_column(words(HandsCount))
    question: Mapped[Translated]
    majority: Mapped[Parameter] = mapped_column(words(Parameter))
    state: Mapped[BallotState] = mapped_column(words(BallotState), default=BallotState.DRAFT)
    round: Mapped[int] = mapped_column(SmallInteger, default=1)
    replaces_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ballot.id"), unique=True)
    profile_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("statutory_profile.id"))
    opening: Mapped[dict[str, Any] | None]
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    opened_at: Mapped[datetime | None]
    closes_from: Mapped[datetime | None]
    last_call_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    annulled_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    in_favour: Mapped[int | None] = mapped_column(Integer)
    against: Mapped[int | None] = mapped_column(Integer)
    abstentions: Mapped[int | None] = mapped_column(Integer)
    blanks: Mapped[int | None] = mapped_column(Integer)
    not_voted: Mapped[int | None] = mapped_column(Integer)
    provisional: Mapped[dict[str, Any] | None]
    chair_votes: Mapped[bool | None]
    item: Mapped[AgendaItem] = relationship()
    replaces: Mapped["Ballot | None"] = relationship(remote_side="Ballot.id")

    __table_args__ = (
        CheckConstraint("(state = 'draft') = (opening IS NULL)", name="roll_once_open"),
        CheckConstraint("(kind = 'hands') = (counted_by IS NOT NULL)", name="hands_are_counted"),
        CheckConstraint("state NOT IN ('closed', 'published') OR in_favour IS NOT NULL", name="closed_is_counted"),
        CheckConstraint("state NOT IN ('open', 'suspended') OR in_favour IS NULL", name="no_partial_count"),
        CheckConstraint("(state = 'annulled') = (reason <> '')", name="annulled_for_a_reason"),
    )

    @property
    def is_draft(self) -> bool:
        """Whether nobody was asked yet."""
        return self.state is BallotState.DRAFT

    @property
    def is_running(self) -> bool:
        """Whether voices are given, or will be again after a suspension."""
        return self.state in RUNNING

    @property
    def is_counted(self) -> bool:
        """Whether there is a result."""
        return self.state in COUNTED

    @property
    def by_objection(self) -> bool:
        """Whether it is adopted unless somebody objects."""
        return self.counted_by is HandsCount.UNANIMITY

    @property
    def frozen(self) -> Opening:
        """What was frozen at its opening. A draft has nothing of it."""
        assert self.opening is not None, "a draft has no roll"
        return Opening.read(self.opening)

    @property
    def tally(self) -> Tally:
        """The count of the settled voices. What is not closed has none."""
        assert self.is_counted, "no partial result before closing"
        return Tally(
            self.in_favour or 0, self.against or 0, self.abstentions or 0, self.blanks or 0, self.not_voted or 0
        )

    @property
    def before_chair(self) -> Outcome:
        """What the voices alone decide."""
        return self._outcome(self.tally)

    @property
    def decision(self) -> Outcome:
        """What is decided, the chair's casting vote included where the statutes give one."""
        return settle_by_chair(
            self.before_chair,
            grants_casting_vote=self.frozen.casting_vote,
            is_secret=self.kind is BallotKind.SECRET,
            chair_votes=self.chair_votes,
        )

    @property
    def waits_for_chair(self) -> bool:
        """Whether a tie could still be settled by the chair."""
        may = self.frozen.casting_vote and self.kind is not BallotKind.SECRET and self.chair_votes is None
        return self.before_chair is Outcome.TIED and may

    @property
    def hangs_on_provisional(self) -> bool:
        """Whether counting the contested voices too would have decided otherwise."""
        if not self.provisional:
            return False
        return self._outcome(added(self.tally, self.provisional)) is not self.before_chair

    def _outcome(self, tally: Tally) -> Outcome:
        frozen = self.frozen
        return outcome(frozen.majority, tally, frozen.hall, members=frozen.members)


def added(tally: Tally, provisional: Mapping[str, int]) -> Tally:
    """Return a count with that of the contested voices."""
    return Tally(
        tally.in_favour + provisional["for"],
        tally.against + provisional["against"],
        tally.abstentions + provisional["abstention"],
        tally.blanks,
        tally.not_voted + provisional["not_voted"],
    )


class BallotLine(db.Model):  # type: ignore[name-defined, misc]
    """A line of the frozen roll: a voice, who carries it and how. `carried_by`: the mandate of the carrier (its own, or a holder's)."""

    __tablename__ = "ballot_line"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    ballot_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("ballot.id", ondelete="CASCADE"))
    mandate_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mandate.id"), index=True)
    carrier: Mapped[Carrier] = mapped_column(words(Carrier))
    carrying_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mandate.id"))
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    is_remote: Mapped[bool]
    is_provisional: Mapped[bool]
    ballot: Mapped[Ballot] = relationship()
    mandate: Mapped[Mandate] = relationship(foreign_keys=[mandate_id])
    carried_by: Mapped[Mandate] = relationship(foreign_keys=[carrying_id])
    person: Mapped[Person | None] = relationship()

    __table_args__ = (UniqueConstraint("ballot_id", "mandate_id"), Index("ix_ballot_line_person_id", "person_id"))


class Vote(db.Model):  # type: ignore[name-defined, misc]
    """What one line said by name. The key is the line's own: the database refuses a second one. Counted by hands: the dissenters alone.

    From a screen, `signature` (64 bytes, of `voting_devices.signed_bytes` with `nonce`) is by the key of `sheet`: anybody can check it again.
    """

    __tablename__ = "vote"

    line_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("ballot_line.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    choice: Mapped[Choice] = mapped_column(words(Choice))
    channel: Mapped[Channel] = mapped_column(words(Channel))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    sheet_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("voting_credential.id"))
    nonce: Mapped[str] = mapped_column(String(22), default="")
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    line: Mapped[BallotLine] = relationship()
    sheet: Mapped[VotingCredential | None] = relationship()

    __table_args__ = (
        CheckConstraint("(channel = 'screen') = (signature IS NOT NULL AND sheet_id IS NOT NULL)", name="screens_sign"),
    )
