"""Sessions with limited places: the sheet on which people sign up, and each line of it."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, words
from ..registration.models import Registration
from .models import ProgrammeSession


class PlaceKind(enum.StrEnum):
    """Where a place is: the two are counted apart."""

    ROOM = "room"
    ONLINE = "online"


class SignUpState(enum.StrEnum):
    """`waiting → held`, in the order of the requests."""

    HELD = "held"
    WAITING = "waiting"


class SignUpSheet(db.Model):  # type: ignore[name-defined, misc]
    """A session to which one signs up, and from where. Its row is the lock of the session's places, which are the session's own."""

    __tablename__ = "sign_up_sheet"

    id: Mapped[int] = pk()
    session_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("programme_session.id", ondelete="CASCADE"), unique=True
    )
    for_room: Mapped[bool] = mapped_column(default=True)
    for_online: Mapped[bool] = mapped_column(default=False)
    closes_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    session: Mapped[ProgrammeSession] = relationship()

    __table_args__ = (CheckConstraint("for_room OR for_online", name="for_something"),)

    def places(self, kind: PlaceKind) -> int | None:
        """How many places the session has of a kind; None for no limit."""
        return self.session.room_places if kind is PlaceKind.ROOM else self.session.online_places

    def asks_for(self, kind: PlaceKind) -> bool:
        """Whether one signs up for a place of this kind; otherwise whoever may attend comes as they like."""
        return self.for_room if kind is PlaceKind.ROOM else self.for_online


class SignUp(db.Model):  # type: ignore[name-defined, misc]
    """A participant's line on a sheet. Whoever withdraws is no longer on it; the journal says that they were."""

    __tablename__ = "sign_up"

    id: Mapped[int] = pk()
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("programme_session.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[PlaceKind] = mapped_column(words(PlaceKind))
    state: Mapped[SignUpState] = mapped_column(words(SignUpState))
    asked_at: Mapped[datetime]
    placed_at: Mapped[datetime | None]
    session: Mapped[ProgrammeSession] = relationship()
    registration: Mapped[Registration] = relationship()

    __table_args__ = (
        UniqueConstraint("session_id", "registration_id"),
        Index("ix_sign_up_session_id_kind_state_asked_at", "session_id", "kind", "state", "asked_at"),
    )
