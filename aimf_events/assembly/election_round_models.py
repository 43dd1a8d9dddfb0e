"""The rounds of an election: the roll frozen at the opening, who put a paper into the urn, what two tellers counted, who is elected."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id, words
from ..people.models import Person
from .ballot_models import Ballot
from .ballot_opening import Opening
from .election_models import Candidacy, Election
from .rules.election import Concluded, Count, Rule, Stage, Stays, conclude, settled, whole_list
from .rules.majority import Outcome
from .rules.roll import Carrier
from .rules.tie import TieBreak
from .sitting_models import Mandate


class RoundWay(enum.StrEnum):
    """How a round is voted: on paper, or the whole list by one question."""

    PAPER = "paper"
    EN_BLOC = "en_bloc"


class RoundState(enum.StrEnum):
    """`open → closed → counted → proclaimed`; the chair annuls what is not proclaimed, with a reason, and the same round is run again."""

    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    PROCLAIMED = "proclaimed"
    ANNULLED = "annulled"


UNDER_WAY = (RoundState.OPEN, RoundState.CLOSED, RoundState.COUNTED)


class RoundOutcome(enum.StrEnum):
    """What a round made of a candidate."""

    ELECTED = "elected"
    TIED = "tied"
    STAYS = "stays"
    OUT = "out"


class ElectionRound(db.Model):  # type: ignore[name-defined, misc]
    """One round. `opening` is what was frozen with the roll; nothing of a count is kept before the closing.

    `ballot`: the question on the whole list, where it was not voted on paper. `winners`: of those who stayed equal
    (public ids of candidacies), by which rule (`tied_by`) and on what (`tie_note`).
    """

    __tablename__ = "election_round"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    election_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("election.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(SmallInteger)
    stage: Mapped[Stage] = mapped_column(words(Stage))
    way: Mapped[RoundWay] = mapped_column(words(RoundWay))
    state: Mapped[RoundState] = mapped_column(words(RoundState), default=RoundState.OPEN)
    seats: Mapped[int] = mapped_column(SmallInteger)
    stays: Mapped[Stays] = mapped_column(words(Stays))
    tie_break: Mapped[TieBreak] = mapped_column(words(TieBreak))
    tie_article: Mapped[str] = mapped_column(String(120), default="")
    profile_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("statutory_profile.id"))
    replaces_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("election_round.id"), unique=True)
    ballot_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ballot.id"), unique=True)
    opening: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    closed_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    proclaimed_at: Mapped[datetime | None]
    annulled_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    papers: Mapped[int | None] = mapped_column(Integer)
    blanks: Mapped[int | None] = mapped_column(Integer)
    spoiled: Mapped[int | None] = mapped_column(Integer)
    winners: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    tied_by: Mapped[TieBreak | None] = mapped_column(words(TieBreak))
    tie_note: Mapped[str] = mapped_column(String(300), default="")
    election: Mapped[Election] = relationship()
    ballot: Mapped[Ballot | None] = relationship()
    replaces: Mapped["ElectionRound | None"] = relationship(remote_side="ElectionRound.id")
    candidates: Mapped[list["RoundCandidate"]] = relationship(
        back_populates="round", order_by="RoundCandidate.place", cascade="all, delete-orphan"
    )

    __table_args__ = (
        Index(
            "uq_election_round_number",
            "election_id",
            "number",
            unique=True,
            postgresql_where=text("state <> 'annulled'"),
        ),
        CheckConstraint("state NOT IN ('counted', 'proclaimed') OR papers IS NOT NULL", name="counted_has_papers"),
        CheckConstraint("state NOT IN ('open', 'closed') OR papers IS NULL", name="no_partial_count"),
        CheckConstraint("(state = 'annulled') = (reason <> '')", name="annulled_for_a_reason"),
        CheckConstraint("(winners IS NULL) = (tied_by IS NULL)", name="tie_says_how"),
    )

    @property
    def frozen(self) -> Opening:
        """What was frozen at its opening."""
        return Opening.read(self.opening)

    @property
    def is_counted(self) -> bool:
        """Whether there is a result, proclaimed or not."""
        return self.state in (RoundState.COUNTED, RoundState.PROCLAIMED)

    @property
    def rule(self) -> Rule:
        """What decides it."""
        frozen = self.frozen
        return Rule(self.stage, self.seats, frozen.majority, frozen.hall, frozen.members, self.stays)

    @property
    def count(self) -> Count:
        """What was counted. Before that there is nothing."""
        assert self.is_counted, "no partial result before the count"
        votes = {each.candidacy.public_id: each.votes or 0 for each in self.candidates}
        return Count(self.papers or 0, self.blanks or 0, self.spoiled or 0, votes)

    @property
    def by_votes(self) -> Concluded:
        """What the votes alone decide; for a question on the whole list, what its ballot decided, the chair's voice included."""
        found = conclude(self.rule, self.count)
        if self.ballot is None:
            return found
        names = [each.candidacy.public_id for each in self.candidates]
        return whole_list(found, names, self.seats, adopted=self.ballot.decision is Outcome.ADOPTED)

    @property
    def concluded(self) -> Concluded:
        """What is decided, a tie settled where it was."""
        found = self.by_votes
        return found if self.winners is None else settled(found, self.winners)

    @property
    def waits_for_tie(self) -> bool:
        """Whether equals stay equal after a round between them."""
        return self.state is RoundState.COUNTED and self.stage is Stage.TIED and bool(self.concluded.tied)


class RoundCandidate(db.Model):  # type: ignore[name-defined, misc]
    """A candidate of a round, at their place on the paper; votes once counted, and what became of them once proclaimed."""

    __tablename__ = "election_round_candidate"

    round_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("election_round.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    candidacy_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("candidacy.id"), primary_key=True, autoincrement=False, index=True
    )
    place: Mapped[int] = mapped_column(SmallInteger)
    votes: Mapped[int | None] = mapped_column(Integer)
    outcome: Mapped[RoundOutcome | None] = mapped_column(words(RoundOutcome))
    round: Mapped[ElectionRound] = relationship(back_populates="candidates")
    candidacy: Mapped[Candidacy] = relationship()


class RoundLine(db.Model):  # type: ignore[name-defined, misc]
    """A line of a round's frozen roll: one voice. `voted_at`: its paper is in the urn; nothing joins the line to a paper."""

    __tablename__ = "election_line"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    round_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("election_round.id", ondelete="CASCADE"))
    mandate_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mandate.id"), index=True)
    carrier: Mapped[Carrier] = mapped_column(words(Carrier))
    carrying_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mandate.id"))
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    voted_at: Mapped[datetime | None]
    marked_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    round: Mapped[ElectionRound] = relationship()
    mandate: Mapped[Mandate] = relationship(foreign_keys=[mandate_id])
    carried_by: Mapped[Mandate] = relationship(foreign_keys=[carrying_id])
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])

    __table_args__ = (UniqueConstraint("round_id", "mandate_id"),)


class RoundCount(db.Model):  # type: ignore[name-defined, misc]
    """What one person wrote of the tellers' count, not knowing what the other wrote. `votes`: public id of a candidacy → number."""

    __tablename__ = "election_count"

    id: Mapped[int] = pk()
    round_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("election_round.id", ondelete="CASCADE"))
    by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"))
    papers: Mapped[int] = mapped_column(Integer)
    blanks: Mapped[int] = mapped_column(Integer)
    spoiled: Mapped[int] = mapped_column(Integer)
    votes: Mapped[dict[str, Any]]
    entered_at: Mapped[datetime]
    by: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("round_id", "by_id"),)

    @property
    def count(self) -> Count:
        """What was written, as the rule reads it."""
        return Count(self.papers, self.blanks, self.spoiled, self.votes)
