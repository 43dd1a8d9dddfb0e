"""The seats of the Bureau: who holds each, from when to when, by which sitting, and why it ended. Lines are added and ended, never rewritten."""

import enum
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Translated, db, pk, public_id, words
from ..members.models import Member
from ..members.regions import Region
from ..people.models import Person
from .sitting_models import Sitting


class BureauOffice(enum.StrEnum):
    """What somebody is in the Bureau, in the order of its page. Ex officio: without a member, without a voice."""

    PRESIDENT = "president"
    SECRETARY_GENERAL = "secretary_general"
    TREASURER = "treasurer"
    VICE_PRESIDENT = "vice_president"
    MEMBER = "member"
    EX_OFFICIO = "ex_officio"


ALONE = (BureauOffice.PRESIDENT, BureauOffice.SECRETARY_GENERAL, BureauOffice.TREASURER)
"""Offices that one person holds."""


class SeatOrigin(enum.StrEnum):
    """How somebody came to a seat."""

    ELECTED = "elected"
    CO_OPTED = "co_opted"
    INTERIM = "interim"
    EX_OFFICIO = "ex_officio"


class SeatEnd(enum.StrEnum):
    """Why a seat ended. All but the first two leave it vacant."""

    TERM = "term"
    OTHER_OFFICE = "other_office"
    LOCAL_OFFICE = "local_office"
    SUSPENSION = "suspension"
    RESIGNATION = "resignation"
    DEATH = "death"
    DECISION = "decision"


VACATES = (SeatEnd.LOCAL_OFFICE, SeatEnd.SUSPENSION, SeatEnd.RESIGNATION, SeatEnd.DEATH, SeatEnd.DECISION)


class BureauSeat(db.Model):  # type: ignore[name-defined, misc]
    """A person in the Bureau for a member, or ex officio.

    `due_on`: the day on which the term ends; None for whoever sits ex officio. `seated_at`: the sitting that elected, or co-opted.
    `fills`: the vacant seat that this one fills. `portrait`: a JPEG, there while the person agrees (`portrait_agreed_on`).
    """

    __tablename__ = "bureau_seat"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    office: Mapped[BureauOffice] = mapped_column(words(BureauOffice))
    origin: Mapped[SeatOrigin] = mapped_column(words(SeatOrigin))
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member.id"), index=True)
    title: Mapped[Translated]
    region: Mapped[Region | None] = mapped_column(words(Region))
    starts_on: Mapped[date]
    due_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    end: Mapped[SeatEnd | None] = mapped_column(words(SeatEnd))
    end_note: Mapped[str] = mapped_column(String(300), default="")
    decision: Mapped[str] = mapped_column(String(300), default="")
    seated_at_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sitting.id"), index=True)
    fills_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("bureau_seat.id"), unique=True)
    portrait: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    portrait_agreed_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    ended_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    member: Mapped[Member | None] = relationship()
    seated_at: Mapped[Sitting | None] = relationship()
    fills: Mapped["BureauSeat | None"] = relationship(remote_side="BureauSeat.id")

    __table_args__ = (
        CheckConstraint("(office = 'ex_officio') = (member_id IS NULL)", name="seat_of_a_member"),
        CheckConstraint("(office = 'ex_officio') = (due_on IS NULL)", name="term_of_the_elected"),
        CheckConstraint('(ends_on IS NULL) = ("end" IS NULL)', name="ended_for_a_reason"),
        CheckConstraint("(portrait IS NULL) = (portrait_agreed_on IS NULL)", name="portrait_while_agreed"),
        Index(
            "uq_bureau_seat_member_id",
            "member_id",
            unique=True,
            postgresql_where=text("ends_on IS NULL AND origin <> 'interim'"),
        ),
        Index(
            "uq_bureau_seat_office",
            "office",
            unique=True,
            postgresql_where=text("ends_on IS NULL AND office IN ('president', 'secretary_general', 'treasurer')"),
        ),
    )

    @property
    def is_live(self) -> bool:
        """Whether it is held."""
        return self.ends_on is None

    @property
    def has_portrait(self) -> bool:
        """Whether the person agreed that a portrait be shown."""
        return self.portrait_agreed_on is not None
