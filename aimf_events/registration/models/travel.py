"""How a delegation comes and goes, and where it sleeps: given once for the group; and the lists handed to the host's security."""

import enum
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...database import db, pk, public_id, words
from ...people.models import Person
from .delegations import Delegation
from .registrations import Registration


class Direction(enum.StrEnum):
    """To the congress, or home."""

    ARRIVAL = "arrival"
    DEPARTURE = "departure"


class Means(enum.StrEnum):
    """How one travels."""

    FLIGHT = "flight"
    TRAIN = "train"
    ROAD = "road"
    SEA = "sea"


class Journey(db.Model):  # type: ignore[name-defined, misc]
    """One arrival or departure of a group: a planned hour is the wall's, in the zone of the congress (ARCHITECTURE.md)."""

    __tablename__ = "journey"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    delegation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("delegation.id"), index=True)
    direction: Mapped[Direction] = mapped_column(words(Direction))
    means: Mapped[Means] = mapped_column(words(Means))
    number: Mapped[str] = mapped_column(String(20), default="")  # TU 717
    place: Mapped[str] = mapped_column(String(120))  # where one arrives at, or leaves from, in the host city
    other_place: Mapped[str] = mapped_column(String(120), default="")
    day: Mapped[date]
    hour: Mapped[str] = mapped_column(String(5))  # HH:MM
    wants_transfer: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime]
    delegation: Mapped[Delegation] = relationship()
    passengers: Mapped[list["Passenger"]] = relationship(
        back_populates="journey", cascade="all, delete-orphan", order_by="Passenger.id"
    )

    __table_args__ = (Index("ix_journey_direction_day", "direction", "day"),)


class Passenger(db.Model):  # type: ignore[name-defined, misc]
    """Who is on a journey. A person arrives once and departs once: a new journey takes them off the old one."""

    __tablename__ = "passenger"

    id: Mapped[int] = pk()
    journey_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("journey.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id"))
    direction: Mapped[Direction] = mapped_column(words(Direction))
    journey: Mapped[Journey] = relationship(back_populates="passengers")
    registration: Mapped[Registration] = relationship()

    __table_args__ = (UniqueConstraint("registration_id", "direction"),)


class Stay(db.Model):  # type: ignore[name-defined, misc]
    """One room of a hotel, from a night to a morning, and who sleeps in it."""

    __tablename__ = "stay"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    delegation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("delegation.id"), index=True)
    hotel: Mapped[str] = mapped_column(String(160))
    arrives_on: Mapped[date]
    leaves_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime]
    delegation: Mapped[Delegation] = relationship()
    guests: Mapped[list["StayGuest"]] = relationship(
        back_populates="stay", cascade="all, delete-orphan", order_by="StayGuest.id"
    )

    __table_args__ = (CheckConstraint("leaves_on > arrives_on", name="dates"),)


class StayGuest(db.Model):  # type: ignore[name-defined, misc]
    """Who sleeps in a room. One room per person."""

    __tablename__ = "stay_guest"

    id: Mapped[int] = pk()
    stay_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("stay.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id"), unique=True)
    stay: Mapped[Stay] = relationship(back_populates="guests")
    registration: Mapped[Registration] = relationship()


class SecurityList(db.Model):  # type: ignore[name-defined, misc]
    """A list handed to the host's security: dated, encrypted, its recipient named. The file goes with the retention; the row stays."""

    __tablename__ = "security_list"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(160))
    organisation: Mapped[str] = mapped_column(String(160))
    purpose: Mapped[str] = mapped_column(String(300))
    fields: Mapped[list[str]]
    people: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    file: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    made_by: Mapped[Person | None] = relationship()

    __table_args__ = (Index("ix_security_list_kept", "made_at", postgresql_where=text("file IS NOT NULL")),)
