"""One edition of the congress: dates, phases, places, categories of participants, zones, and who works on it."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clock import now
from ..database import Translated, db, pk, public_id, words
from ..people.models import Civility, Person


class Phase(enum.StrEnum):
    """What the congress is busy with; it opens and closes the doors of the desks."""

    PREPARATION = "preparation"
    REGISTRATION = "registration"
    CLOSED_REGISTRATION = "closed_registration"
    CONGRESS = "congress"
    ARCHIVE = "archive"


class Desk(enum.StrEnum):
    """A desk that a congress may put between the request and the accreditation (specs/registration.md, "States")."""

    NOMINATION = "nomination"
    PRE_APPROVAL = "pre_approval"


class DeadlineKind(enum.StrEnum):
    """What a delegation may no longer change by itself after a deadline. Registration's own is the congress's."""

    SUBSTITUTION = "substitution"
    DOCUMENTS = "documents"
    TRAVEL = "travel"
    VISA = "visa"


class CongressRole(enum.StrEnum):
    """A role for one congress."""

    PROGRAMME = "programme"
    ACCREDITATION = "accreditation"
    PROTOCOL = "protocol"
    DOOR_SUPERVISOR = "door_supervisor"
    DOOR = "door"
    DESK = "desk"
    ONLINE_OPERATOR = "online_operator"
    HOST_TEAM = "host_team"
    INTERPRETER = "interpreter"
    TELLER = "teller"
    CHAIR = "chair"
    HEAD_OF_DELEGATION = "head_of_delegation"
    FOCAL_POINT = "focal_point"


class Congress(db.Model):  # type: ignore[name-defined, misc]
    """An edition. `number` goes into the badge token (16 bits); `name` is its word in addresses (« tunis-2020 »)."""

    __tablename__ = "congress"

    id: Mapped[int] = pk()
    number: Mapped[int] = mapped_column(SmallInteger, unique=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[Translated]
    theme: Mapped[Translated]
    city: Mapped[Translated]
    country: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    phase: Mapped[Phase] = mapped_column(words(Phase), default=Phase.PREPARATION)
    registration_closes_at: Mapped[datetime]
    languages: Mapped[list[str]]
    desks: Mapped[list[str]] = mapped_column(default=list, server_default="[]")  # words of Desk, switched on
    letters_held_to_rank: Mapped[int | None] = mapped_column(SmallInteger)  # from this protocol rank up, a draft waits
    letters_held_for_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    created_at: Mapped[datetime]
    deadlines: Mapped[list["Deadline"]] = relationship(cascade="all, delete-orphan", order_by="Deadline.id")

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates"),
        CheckConstraint("number > 0", name="number"),
    )

    @property
    def days(self) -> list[date]:
        """Each day of the congress."""
        return [date.fromordinal(n) for n in range(self.starts_on.toordinal(), self.ends_on.toordinal() + 1)]

    @property
    def registration_is_open(self) -> bool:
        """In its phase, and before the deadline."""
        return self.phase is Phase.REGISTRATION and now() < self.registration_closes_at

    @property
    def registration_is_over(self) -> bool:
        """Past its phase, or past the deadline: only the desk still registers, and what is asked is late."""
        past = (Phase.CLOSED_REGISTRATION, Phase.CONGRESS, Phase.ARCHIVE)
        return self.phase in past or now() >= self.registration_closes_at


class Deadline(db.Model):  # type: ignore[name-defined, misc]
    """The moment after which only the desk still changes what this deadline is about."""

    __tablename__ = "deadline"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    kind: Mapped[DeadlineKind] = mapped_column(words(DeadlineKind))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("congress_id", "kind"),)


class ProtocolRank(db.Model):  # type: ignore[name-defined, misc]
    """A step of a congress's scale of precedence: 1 is the highest."""

    __tablename__ = "protocol_rank"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    label: Mapped[Translated]

    __table_args__ = (UniqueConstraint("congress_id", "number"), CheckConstraint("number > 0", name="number"))


class ProtocolStanding(db.Model):  # type: ignore[name-defined, misc]
    """The rank of a person at one congress, registered or only written to; and their place among those of one rank."""

    __tablename__ = "protocol_standing"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    rank_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("protocol_rank.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    rank: Mapped[ProtocolRank] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("congress_id", "person_id"),)


class Venue(db.Model):  # type: ignore[name-defined, misc]
    """A building, with the address people show to a taxi."""

    __tablename__ = "venue"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    address: Mapped[str] = mapped_column(String(300), default="")
    rooms: Mapped[list["Room"]] = relationship(back_populates="venue", order_by="Room.position")


class Room(db.Model):  # type: ignore[name-defined, misc]
    """A room of a venue; its capacity is in seats."""

    __tablename__ = "room"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    venue_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("venue.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    capacity: Mapped[int] = mapped_column(Integer)
    is_streamed: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    venue: Mapped[Venue] = relationship(back_populates="rooms")


class Category(db.Model):  # type: ignore[name-defined, misc]
    """A category of participants: colour AND letter AND words. `number` (8 bits) and `zones` (bit set) go into the badge token.

    `feminine` has the words for a woman in the languages where they differ: « Déléguée ».
    """

    __tablename__ = "category"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    code: Mapped[str] = mapped_column(String(30))
    number: Mapped[int] = mapped_column(SmallInteger)
    letter: Mapped[str] = mapped_column(String(2))
    colour: Mapped[str] = mapped_column(String(7))
    label: Mapped[Translated]
    feminine: Mapped[Translated] = mapped_column(default=dict, server_default="{}")
    zones: Mapped[int] = mapped_column(Integer, default=0)
    default_places: Mapped[dict[str, Any]]
    position: Mapped[int] = mapped_column(SmallInteger, default=0)

    __table_args__ = (
        UniqueConstraint("congress_id", "code"),
        UniqueConstraint("congress_id", "number"),
        UniqueConstraint("congress_id", "letter"),
        CheckConstraint("number BETWEEN 0 AND 254", name="number"),  # 255 is on transferable cards
        CheckConstraint("zones BETWEEN 0 AND 65535", name="zones"),
    )

    def said_of(self, person: Person) -> Translated:
        """Return its words as they are said of a person (the door says the same in SQL: `checkin.scan_queries`)."""
        return {**self.label, **self.feminine} if person.civility is Civility.MADAM else self.label


class Zone(db.Model):  # type: ignore[name-defined, misc]
    """A zone that a badge opens; `bit` is its place in the token's bit set (0 to 15)."""

    __tablename__ = "zone"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    bit: Mapped[int] = mapped_column(SmallInteger)
    label: Mapped[Translated]

    __table_args__ = (UniqueConstraint("congress_id", "bit"), CheckConstraint("bit BETWEEN 0 AND 15", name="bit"))


class CongressGrant(db.Model):  # type: ignore[name-defined, misc]
    """A role held by a person for one congress."""

    __tablename__ = "congress_grant"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    role: Mapped[CongressRole] = mapped_column(words(CongressRole))
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    congress: Mapped[Congress] = relationship()
