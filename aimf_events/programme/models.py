"""Sessions of the programme, who speaks in them, and the calendar invitation of each participant."""

import enum
import uuid
from datetime import date, datetime, timedelta
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
    Uuid,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..congress.models import Congress, Room
from ..database import Translated, db, pk, public_id, words
from ..i18n import local_to_utc
from ..people.models import Person
from ..registration.models import Registration


class SessionKind(enum.StrEnum):
    """What a session is; the statutory ones stand among the others."""

    CEREMONY = "ceremony"
    COLLOQUIUM = "colloquium"
    WORKSHOP = "workshop"
    BUREAU = "bureau"
    GENERAL_ASSEMBLY = "general_assembly"
    BREAK = "break"
    SOCIAL = "social"
    SIDE_EVENT = "side_event"


class SessionMode(enum.StrEnum):
    """Where one can attend from."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"


class Track(db.Model):  # type: ignore[name-defined, misc]
    """A theme that runs through a programme, or a colloquium with its sessions."""

    __tablename__ = "track"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    name: Mapped[Translated]
    position: Mapped[int] = mapped_column(SmallInteger, default=0)


class ProgrammeSession(db.Model):  # type: ignore[name-defined, misc]
    """A session. Planned hours are wall time in the congress's zone (`day`, `starts` "HH:MM", `minutes`)."""

    __tablename__ = "programme_session"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    kind: Mapped[SessionKind] = mapped_column(words(SessionKind))
    mode: Mapped[SessionMode] = mapped_column(words(SessionMode))
    title: Mapped[Translated]
    text: Mapped[Translated]
    day: Mapped[date]
    starts: Mapped[str] = mapped_column(String(5))
    minutes: Mapped[int] = mapped_column(SmallInteger)
    room_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("room.id"), index=True)
    place: Mapped[str] = mapped_column(String(160), default="")
    track_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("track.id"), index=True)
    languages: Mapped[list[str]]
    room_places: Mapped[int | None] = mapped_column(Integer)
    online_places: Mapped[int | None] = mapped_column(Integer)
    is_public: Mapped[bool] = mapped_column(default=True)
    online_address: Mapped[bytes | None] = mapped_column(LargeBinary)
    online_rooms: Mapped[int] = mapped_column(
        SmallInteger, default=0, server_default="0"
    )  # counted by hybrid/room_order.py
    cancelled_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(Integer, default=1)
    changed_at: Mapped[datetime]
    is_placed: Mapped[bool] = mapped_column(
        default=True, server_default=true()
    )  # otherwise it waits for day, hour and room
    congress: Mapped[Congress] = relationship()
    room: Mapped[Room | None] = relationship()
    track: Mapped[Track | None] = relationship()
    speakers: Mapped[list["Speaker"]] = relationship(
        back_populates="session", order_by="Speaker.position", cascade="all, delete-orphan"
    )

    __table_args__ = (
        Index("ix_programme_session_congress_id_day_starts", "congress_id", "day", "starts"),
        CheckConstraint("minutes BETWEEN 5 AND 1439", name="minutes"),
        CheckConstraint("starts ~ '^[0-2][0-9]:[0-5][0-9]$'", name="starts"),
    )

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not take place."""
        return self.cancelled_at is not None

    @property
    def time_zone(self) -> str:
        """The zone of its hours: the congress's."""
        return self.congress.time_zone

    @property
    def starts_at(self) -> datetime:
        """The moment it starts, UTC."""
        return local_to_utc(self.day, self.starts, self.congress.time_zone)

    @property
    def ends_at(self) -> datetime:
        """The moment it ends, UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_online(self) -> bool:
        """Whether one can attend from elsewhere."""
        return self.mode in (SessionMode.ONLINE, SessionMode.HYBRID)

    @property
    def has_way_in(self) -> bool:
        """Whether there is an address or a room online to lead people to."""
        return self.online_address is not None or self.online_rooms > 0


class SpeakerRole(enum.StrEnum):
    """What a person does in a session."""

    SPEAKER = "speaker"
    CHAIR = "chair"
    MODERATOR = "moderator"
    RAPPORTEUR = "rapporteur"
    INTERPRETER = "interpreter"


class Speaker(db.Model):  # type: ignore[name-defined, misc]
    """A person's part in a session. The public programme names all but interpreters."""

    __tablename__ = "speaker"

    id: Mapped[int] = pk()
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("programme_session.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    role: Mapped[SpeakerRole] = mapped_column(words(SpeakerRole))
    function: Mapped[str] = mapped_column(String(160), default="")
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    session: Mapped[ProgrammeSession] = relationship(back_populates="speakers")
    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("session_id", "person_id", "role"),)


class ProgrammeRelease(db.Model):  # type: ignore[name-defined, misc]
    """A version of the programme as it was published: frozen, numbered per congress.

    `content` is {"sessions": {id: released.to_json}}; who takes part stands in `ReleasePart`. `renderings` counts what changes
    the look of frozen rows: another name of a person in it, an erasure.
    """

    __tablename__ = "programme_release"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(1000), default="")
    content: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    sessions: Mapped[int] = mapped_column(Integer)
    renderings: Mapped[int] = mapped_column(Integer, default=0)
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    told_at: Mapped[datetime | None]  # when the letters about all that changed up to here were sent
    published_by: Mapped[Person | None] = relationship()

    __table_args__ = (UniqueConstraint("congress_id", "number"),)


class ReleasePart(db.Model):  # type: ignore[name-defined, misc]
    """A person's part in a session of a release. A row, so that an erasure and a merge reach every release."""

    __tablename__ = "release_part"

    id: Mapped[int] = pk()
    release_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("programme_release.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    role: Mapped[SpeakerRole] = mapped_column(words(SpeakerRole))
    function: Mapped[str] = mapped_column(String(160), default="")
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    presentation_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("presentation.id", ondelete="SET NULL"), index=True
    )

    __table_args__ = (Index("ix_release_part_release_id_session_id", "release_id", "session_id"),)


class CalendarInvitation(db.Model):  # type: ignore[name-defined, misc]
    """The one VEVENT sent to one participant: the days of the congress. Same UID in letter, feed and download; SEQUENCE only grows (RFC 5546)."""

    __tablename__ = "calendar_invitation"

    id: Mapped[int] = pk()
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id"), index=True)
    uid: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True, default=uuid.uuid4)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    content_key: Mapped[str] = mapped_column(String(64), default="")
    revised_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    registration: Mapped[Registration] = relationship()


class SessionInvitation(db.Model):  # type: ignore[name-defined, misc]
    """The VEVENT of one person who has a part in one session. After a cancellation another row, of another UID, begins."""

    __tablename__ = "session_invitation"

    id: Mapped[int] = pk()
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    session_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("programme_session.id", ondelete="CASCADE"), index=True
    )
    uid: Mapped[uuid.UUID] = mapped_column(Uuid, unique=True, default=uuid.uuid4)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    content_key: Mapped[str] = mapped_column(String(64))
    revised_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class SessionChoice(db.Model):  # type: ignore[name-defined, misc]
    """A session that a participant has put into their personal agenda: they are told when it changes."""

    __tablename__ = "session_choice"

    id: Mapped[int] = pk()
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("programme_session.id", ondelete="CASCADE"), index=True
    )
    chosen_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("registration_id", "session_id"),)
