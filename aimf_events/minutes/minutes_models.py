"""The minutes of a sitting: what people wrote over the facts, block by block, and what became of the paper."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..assembly.ballot_models import Ballot
from ..assembly.sitting_models import AgendaItem, Sitting
from ..database import db, pk, public_id, words


class MinutesState(enum.StrEnum):
    """`draft ⇄ settled → signed → corrected → approved`; corrected only where something had to be."""

    DRAFT = "draft"
    SETTLED = "settled"
    SIGNED = "signed"
    CORRECTED = "corrected"
    APPROVED = "approved"


ON_PAPER = (MinutesState.SIGNED, MinutesState.CORRECTED, MinutesState.APPROVED)


class Minutes(db.Model):  # type: ignore[name-defined, misc]
    """The minutes of one sitting.

    `content`: the text as it was settled, of which `sha256` is the hash of its canonical JSON and stands on each printed page; None for
    a draft, which is told from the facts each time. `scan`: the signed copy, sealed, `scan_sha256` of what was sent. `approval_item`:
    the item of a later sitting that puts them to its approval; `asking`: the ballot prepared there to ask for it.
    """

    __tablename__ = "minutes"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    sitting_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sitting.id"), unique=True)
    state: Mapped[MinutesState] = mapped_column(words(MinutesState), default=MinutesState.DRAFT)
    chair: Mapped[str] = mapped_column(String(160), default="")
    secretary: Mapped[str] = mapped_column(String(160), default="")
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    content: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    scan: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    scan_type: Mapped[str] = mapped_column(String(60), default="")
    scan_name: Mapped[str] = mapped_column(String(160), default="")
    scan_size: Mapped[int] = mapped_column(Integer, default=0)
    scan_sha256: Mapped[str] = mapped_column(String(64), default="")
    approval_item_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("agenda_item.id", ondelete="SET NULL"), unique=True
    )
    asking_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ballot.id", ondelete="SET NULL"))
    approved_at: Mapped[datetime | None]
    approval_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("registered_decision.id"))
    sitting: Mapped[Sitting] = relationship()
    approval_item: Mapped[AgendaItem | None] = relationship()
    asking: Mapped[Ballot | None] = relationship()

    __table_args__ = (
        CheckConstraint("(state = 'draft') = (content IS NULL)", name="settled_is_frozen"),
        CheckConstraint("(content IS NULL) = (sha256 = '')", name="frozen_is_hashed"),
        CheckConstraint("(state IN ('draft', 'settled')) = (scan IS NULL)", name="signed_is_scanned"),
        CheckConstraint("(state = 'approved') = (approved_at IS NOT NULL)", name="approved_at_a_moment"),
    )

    @property
    def is_draft(self) -> bool:
        """Whether its text still follows the facts."""
        return self.state is MinutesState.DRAFT

    @property
    def is_signed(self) -> bool:
        """Whether two people have signed it on paper."""
        return self.state in ON_PAPER


class MinutesText(db.Model):  # type: ignore[name-defined, misc]
    """Append-only: what a person wrote in place of the facts of a block, which `based_on` keeps as they were then.

    The last line of a key counts; `text` None takes the facts again. Nothing that was written is ever lost.
    """

    __tablename__ = "minutes_text"

    id: Mapped[int] = pk()
    minutes_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("minutes.id"))
    key: Mapped[str] = mapped_column(String(60))
    text: Mapped[str | None] = mapped_column(Text)
    based_on: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))

    __table_args__ = (Index("ix_minutes_text_minutes_id_key", "minutes_id", "key"),)
