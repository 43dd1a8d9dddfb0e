"""Badges printed beforehand for nobody, and the facts that bind them to somebody."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id, words
from .models import Badge, ScanDevice


class BlankState(enum.StrEnum):
    """`free → bound | handwritten`; `contested`: bound to several; `withdrawn`: its sheet is lost, and it stands for nobody."""

    FREE = "free"
    BOUND = "bound"
    HANDWRITTEN = "handwritten"
    CONTESTED = "contested"
    WITHDRAWN = "withdrawn"


class BlankBadge(db.Model):  # type: ignore[name-defined, misc]
    """An emergency badge: signed and printed with a number and no name. Bound, it stands for the badge of a person.

    State, badge and handwriting are derived from its bindings (`blank_state`), whatever the order in which they arrive.
    """

    __tablename__ = "blank_badge"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    serial: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int] = mapped_column(BigInteger)
    short_code: Mapped[str] = mapped_column(String(9))
    token: Mapped[str] = mapped_column(String(189))
    made_at: Mapped[datetime]
    state: Mapped[BlankState] = mapped_column(words(BlankState), default=BlankState.FREE)
    badge_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("badge.id"))
    hand_name: Mapped[str] = mapped_column(String(120), default="")
    hand_delegation: Mapped[str] = mapped_column(String(120), default="")
    badge: Mapped[Badge | None] = relationship()

    __table_args__ = (
        UniqueConstraint("congress_id", "serial"),
        UniqueConstraint("congress_id", "number"),
        UniqueConstraint("congress_id", "short_code"),
        CheckConstraint("(state = 'bound') = (badge_id IS NOT NULL)", name="bound"),
    )


class BlankBinding(db.Model):  # type: ignore[name-defined, misc]
    """A fact: this desk, or this supervisor (`bound_by_id`), gave a blank to the bearer of a badge or to a written name.

    Never refused, never changed. `is_lost`: the badge that it replaces was to die; `dead_issue`: the issue that did.
    `is_held`: told by a desk that is no longer heard; it says nothing until a supervisor has it counted.
    """

    __tablename__ = "blank_binding"

    id: Mapped[int] = pk()
    blank_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("blank_badge.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("scan_device.id"))
    bound_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    nonce: Mapped[str] = mapped_column(String(32), unique=True)
    device_time: Mapped[datetime]
    clock_offset_ms: Mapped[int] = mapped_column(Integer, default=0)
    effective_at: Mapped[datetime]
    received_at: Mapped[datetime]
    badge_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("badge.id"))
    name: Mapped[str] = mapped_column(String(120), default="")
    delegation: Mapped[str] = mapped_column(String(120), default="")
    is_lost: Mapped[bool] = mapped_column(default=False)
    dead_issue: Mapped[int | None] = mapped_column(SmallInteger)
    is_held: Mapped[bool] = mapped_column(default=False, server_default="false")
    device: Mapped[ScanDevice | None] = relationship()
    badge: Mapped[Badge | None] = relationship()

    __table_args__ = (
        CheckConstraint("(device_id IS NULL) <> (bound_by_id IS NULL)", name="by_one"),
        CheckConstraint("badge_id IS NULL OR name = ''", name="to_one"),
    )
