"""What a congress decided about conflicts of its programme: how grave each rule is, and those that someone takes on themselves."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id, words
from ..people.models import Person


class Rule(enum.StrEnum):
    """What two sessions, or one alone, may not be (specs/programme-calendar.md, "Conflict rules")."""

    CONVENED = "convened"
    ROOM_TWICE = "room_twice"
    PERSON_TWICE = "person_twice"
    BODY_MEMBER_ELSEWHERE = "body_member_elsewhere"
    NO_TIME_TO_WALK = "no_time_to_walk"
    NO_INTERPRETER = "no_interpreter"
    NO_WAY_TO_JOIN = "no_way_to_join"
    OVER_CAPACITY = "over_capacity"
    REMOTE_HOUR = "remote_hour"
    LATE_CHANGE = "late_change"
    ACROSS_MIDNIGHT = "across_midnight"
    ACROSS_CLOCKS = "across_clocks"


class Severity(enum.StrEnum):
    """What a conflict forbids."""

    DROP = "drop"
    RELEASE = "release"
    WARN = "warn"
    OFF = "off"


class ConflictRules(db.Model):  # type: ignore[name-defined, misc]
    """How one congress judges conflicts. `severities` holds what differs from `conflict_rules.USUAL`: {rule: severity}."""

    __tablename__ = "conflict_rules"

    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), primary_key=True)
    severities: Mapped[dict[str, str]]
    minutes_between_rooms: Mapped[int] = mapped_column(SmallInteger)
    minutes_between_venues: Mapped[int] = mapped_column(SmallInteger)

    __table_args__ = (
        CheckConstraint("minutes_between_rooms BETWEEN 0 AND 240", name="minutes_between_rooms"),
        CheckConstraint("minutes_between_venues BETWEEN 0 AND 240", name="minutes_between_venues"),
    )


class ConflictOverride(db.Model):  # type: ignore[name-defined, misc]
    """A conflict that someone accepts, and why. `facts` is a hash of what was accepted: other hours, another conflict."""

    __tablename__ = "conflict_override"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    session_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("programme_session.id", ondelete="CASCADE"), index=True
    )
    rule: Mapped[Rule] = mapped_column(words(Rule))
    facts: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    made_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        Index(
            "uq_conflict_override_congress_id_facts",
            "congress_id",
            "facts",
            unique=True,
            postgresql_where=db.text("withdrawn_at IS NULL"),
        ),
    )
