"""Grants: what a member asks for a project, what the Bureau decides, what is paid, and the report that closes it. Whole units of a currency."""

import enum
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..assembly.ballot_models import Ballot
from ..assembly.sitting_models import AgendaItem
from ..database import db, pk, public_id, words
from ..members.models import Member
from .strategy_models import StrategicAxis


class GrantState(enum.StrEnum):
    """`requested → on_agenda → awarded → reported → closed`; refused, or cancelled, with a reason. A report sent back is awaited again."""

    REQUESTED = "requested"
    ON_AGENDA = "on_agenda"
    AWARDED = "awarded"
    REPORTED = "reported"
    CLOSED = "closed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Fund(enum.StrEnum):
    """From which fund it is paid (DOMAIN.md)."""

    COOPERATION = "cooperation"
    OPERATION = "operation"
    EMERGENCY = "emergency"


class GrantPaperKind(enum.StrEnum):
    """The papers of a project."""

    PROJECT = "project"
    BUDGET = "budget"
    REPORT = "report"
    OTHER = "other"


class Grant(db.Model):  # type: ignore[name-defined, misc]
    """A project of a member that asks for money. `awarded`: what the Bureau gave, which may be less than `asked`.

    `asking`: the ballot that was prepared to ask the Bureau, which alone decides it, or what runs it again; `ballot`: what did.
    `axis`: of the five-year programme, which it serves. `report_due_on`: when the member owes its report; `reminded_on`: when it was last reminded of it.
    """

    __tablename__ = "project_grant"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text, default="")
    fund: Mapped[Fund] = mapped_column(words(Fund))
    axis_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("strategic_axis.id", ondelete="SET NULL"), index=True
    )
    currency: Mapped[str] = mapped_column(String(3))
    asked: Mapped[int] = mapped_column(Integer)
    awarded: Mapped[int | None] = mapped_column(Integer)
    state: Mapped[GrantState] = mapped_column(words(GrantState))
    examination: Mapped[str] = mapped_column(String(1000), default="")
    requested_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    item_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True
    )
    asking_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ballot.id", ondelete="SET NULL"))
    ballot_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ballot.id", ondelete="SET NULL"))
    decision: Mapped[str] = mapped_column(String(300), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    report_due_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    report_note: Mapped[str] = mapped_column(String(500), default="")
    closed_at: Mapped[datetime | None]
    link_generation: Mapped[int] = mapped_column(SmallInteger, default=1)
    form_key: Mapped[str | None] = mapped_column(String(40))
    member: Mapped[Member] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    asking: Mapped[Ballot | None] = relationship(foreign_keys=[asking_id])
    ballot: Mapped[Ballot | None] = relationship(foreign_keys=[ballot_id])
    axis: Mapped[StrategicAxis | None] = relationship()
    instalments: Mapped[list["GrantInstalment"]] = relationship(
        back_populates="grant", order_by="GrantInstalment.number", cascade="all, delete-orphan"
    )
    papers: Mapped[list["GrantPaper"]] = relationship(
        back_populates="grant", order_by="GrantPaper.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("asked > 0", name="asked"),
        CheckConstraint("awarded > 0", name="awarded"),
        CheckConstraint(
            "state NOT IN ('awarded', 'reported', 'closed') OR (awarded IS NOT NULL AND report_due_on IS NOT NULL)",
            name="awarded_with_a_report_due",
        ),
        CheckConstraint("state NOT IN ('refused', 'cancelled') OR reason <> ''", name="refused_for_a_reason"),
        UniqueConstraint("member_id", "form_key"),
        Index("ix_project_grant_state", "state"),
    )

    @property
    def paid(self) -> int:
        """What was paid so far."""
        return sum(each.amount for each in self.instalments if each.paid_on is not None)

    @property
    def next_instalment(self) -> "GrantInstalment | None":
        """The first one that is not paid yet."""
        return next((each for each in self.instalments if each.paid_on is None), None)

    @property
    def awaits_report(self) -> bool:
        """Whether the member owes its report."""
        return self.state is GrantState.AWARDED

    def papers_of(self, *kinds: GrantPaperKind) -> list["GrantPaper"]:
        """Return the living papers of some kinds."""
        return [paper for paper in self.papers if paper.kind in kinds and paper.removed_at is None]


class GrantInstalment(db.Model):  # type: ignore[name-defined, misc]
    """A part of what was awarded: how much, when it is due, when and how it was paid."""

    __tablename__ = "grant_instalment"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    grant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("project_grant.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(SmallInteger)
    amount: Mapped[int] = mapped_column(Integer)
    due_on: Mapped[date]
    paid_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(String(200), default="")
    paid_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    grant: Mapped[Grant] = relationship(back_populates="instalments")

    __table_args__ = (
        UniqueConstraint("grant_id", "number"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(paid_on IS NULL) = (reference = '')", name="paid_with_a_reference"),
    )


class GrantPaper(db.Model):  # type: ignore[name-defined, misc]
    """A paper of a project, sealed at rest; taken back, its bytes are gone and the line stays."""

    __tablename__ = "grant_paper"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    grant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("project_grant.id", ondelete="CASCADE"), index=True)
    kind: Mapped[GrantPaperKind] = mapped_column(words(GrantPaperKind))
    file_name: Mapped[str] = mapped_column(String(170))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    grant: Mapped[Grant] = relationship(back_populates="papers")
