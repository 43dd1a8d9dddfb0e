"""The rooms online of a session, in the order in which they replace each other; what the operator said; tickets into them."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id, words
from ..people.models import Person
from ..programme.models import ProgrammeSession


class RoomKind(enum.StrEnum):
    """What one does there: take part, watch, listen, go to another site, call."""

    JANUS = "janus"
    HLS = "hls"
    AUDIO = "audio"
    LINK = "link"
    TELEPHONE = "telephone"

    @property
    def plays_here(self) -> bool:
        """Whether the page of the session itself shows it."""
        return self in (RoomKind.JANUS, RoomKind.HLS, RoomKind.AUDIO)


class RoomHealth(enum.StrEnum):
    """What the last look at a room found."""

    UP = "up"
    DOWN = "down"
    UNKNOWN = "unknown"


class OnlineRoom(db.Model):  # type: ignore[name-defined, misc]
    """One way to follow a session from afar. `settings`: a JSON object sealed at rest, each kind its own (`providers/`)."""

    __tablename__ = "online_room"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("programme_session.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[RoomKind] = mapped_column(words(RoomKind))
    settings: Mapped[bytes | None] = mapped_column(LargeBinary)
    health: Mapped[RoomHealth] = mapped_column(words(RoomHealth), default=RoomHealth.UNKNOWN)
    checked_at: Mapped[datetime | None]
    present: Mapped[int | None] = mapped_column(Integer)  # how many the provider listed then; None where it cannot say
    removed_at: Mapped[datetime | None]
    session: Mapped[ProgrammeSession] = relationship()

    __table_args__ = (Index("ix_online_room_session_id_position", "session_id", "position"),)


class RoomSwitch(db.Model):  # type: ignore[name-defined, misc]
    """Append-only: from this moment on everyone is led to this room. The last one of a session holds."""

    __tablename__ = "room_switch"

    id: Mapped[int] = pk()
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("programme_session.id"), index=True)
    room_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("online_room.id"), index=True)
    switched_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    room: Mapped[OnlineRoom] = relationship()
    by: Mapped[Person | None] = relationship()


class RoomNotice(db.Model):  # type: ignore[name-defined, misc]
    """What the operator told everyone who follows a session; an empty one takes the last one away."""

    __tablename__ = "room_notice"

    id: Mapped[int] = pk()
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("programme_session.id"), index=True)
    text: Mapped[str] = mapped_column(String(400))
    said_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    by: Mapped[Person | None] = relationship()


class JoinTicket(db.Model):  # type: ignore[name-defined, misc]
    """One entry of one person into one room: five minutes, once. The secret itself is not kept."""

    __tablename__ = "join_ticket"

    id: Mapped[int] = pk()
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id"), index=True)
    link_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("join_link.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("online_room.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    room: Mapped[OnlineRoom | None] = relationship()

    __table_args__ = (UniqueConstraint("secret_hash"),)
