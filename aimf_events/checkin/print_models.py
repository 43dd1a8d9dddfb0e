"""What was printed of badges, and what waits to be: a row for each print, and a queue with one row for each badge and issue."""

import enum
from datetime import datetime

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clock import now
from ..congress.models import Category
from ..database import Translated, db, pk, public_id, words
from ..people.models import Person
from .models import Badge


class BadgeFormat(enum.StrEnum):
    """What a badge is cut from: an A6 lanyard badge, a card of 86 × 54 mm, a label of 62 mm tape."""

    A6 = "a6"
    CARD = "card"
    LABEL = "label"


class BadgePart(enum.StrEnum):
    """What a badge shows beside the name, the code, the category and its letter, which it always shows."""

    CIVILITY = "civility"
    FUNCTION = "function"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    ORIGINAL_NAME = "original_name"
    PHOTO = "photo"


class BadgeTemplate(db.Model):  # type: ignore[name-defined, misc]
    """How badges look: the congress's own (no category), and in its place that of a category. Colour and letter are the category's.

    `back`: what the back says, by language, paragraphs one to a line; a language without any has the words of the house.
    """

    __tablename__ = "badge_template"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    category_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("category.id"))
    format: Mapped[BadgeFormat] = mapped_column(words(BadgeFormat))
    parts: Mapped[list[str]]
    two_sided: Mapped[bool]
    back: Mapped[Translated]
    category: Mapped[Category | None] = relationship()

    __table_args__ = (UniqueConstraint("congress_id", "category_id", postgresql_nulls_not_distinct=True),)


class PrintReason(enum.StrEnum):
    """Why a badge is printed. `ARRIVAL`: its bearer came in at a door that prints; `FORGOTTEN`: left at the hotel, alive."""

    FIRST = "first"
    ARRIVAL = "arrival"
    WALK_IN = "walk_in"
    LOST = "lost"
    DAMAGED = "damaged"
    CHANGED = "changed"
    FORGOTTEN = "forgotten"


AGAIN = frozenset(PrintReason) - {PrintReason.FIRST, PrintReason.ARRIVAL}
"""Reasons that ask for an issue once more, though it was printed: a hand tore it, and the paper must come again."""


class PrintState(enum.StrEnum):
    """`waiting → printing → printed`; aside, `failed` (paper, ink) and `dropped` (nobody wants it any more)."""

    WAITING = "waiting"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    DROPPED = "dropped"


class PrintRequest(db.Model):  # type: ignore[name-defined, misc]
    """A badge that somebody, or a door, wants on paper: one row for a badge and an issue, however often it is asked.

    A desk (`kiosk`) holds it while it prints, until `held_until`: a browser that dies gives it back to the others.
    """

    __tablename__ = "print_request"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    badge_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("badge.id"))
    issue: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[PrintReason] = mapped_column(words(PrintReason))
    state: Mapped[PrintState] = mapped_column(words(PrintState), default=PrintState.WAITING)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    kiosk: Mapped[str] = mapped_column(String(40), default="")
    held_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(String(200), default="")
    badge: Mapped[Badge] = relationship()
    asked_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("badge_id", "issue"),
        CheckConstraint("(state = 'printing') = (held_until IS NOT NULL)", name="held"),
        Index(
            "ix_print_request_open",
            "congress_id",
            "asked_at",
            postgresql_where=text("state IN ('waiting', 'printing')"),
        ),
    )

    def is_held_by(self, kiosk: str) -> bool:
        """Whether that desk prints it now."""
        return self.state is PrintState.PRINTING and self.kiosk == kiosk and (self.held_until or now()) > now()


class PrintRun(db.Model):  # type: ignore[name-defined, misc]
    """Many badges printed in one file: which, in which order, how far it is, and the file, for a day.

    `format` is one of badge_pdf, or `template`: each badge in that of its template. `key` is the page's: pressed twice is once.
    """

    __tablename__ = "print_run"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    key: Mapped[str] = mapped_column(String(22), unique=True)
    format: Mapped[str] = mapped_column(String(10))
    selection: Mapped[dict[str, str]]
    badge_ids: Mapped[list[int]]
    done: Mapped[int] = mapped_column(Integer, default=0)
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    finished_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    kept_until: Mapped[datetime | None]
    started_by: Mapped[Person | None] = relationship()

    @property
    def total(self) -> int:
        """How many badges it has."""
        return len(self.badge_ids)

    @property
    def has_file(self) -> bool:
        """Whether its file may be taken."""
        return self.kept_until is not None and self.kept_until > now()


class PrintRunPiece(db.Model):  # type: ignore[name-defined, misc]
    """Some badges of a run that is under way: what a killed worker had done is not done again."""

    __tablename__ = "print_run_piece"

    run_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("print_run.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary)


class BadgePrint(db.Model):  # type: ignore[name-defined, misc]
    """An issue of a badge came out on paper. `said_key` and `look_key` are hashes of what it said and how it looked."""

    __tablename__ = "badge_print"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    badge_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("badge.id"), index=True)
    issue: Mapped[int] = mapped_column(SmallInteger)
    reason: Mapped[PrintReason] = mapped_column(words(PrintReason))
    printed_at: Mapped[datetime]
    printed_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    run_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("print_run.id"), index=True)
    said_key: Mapped[str] = mapped_column(String(16))
    look_key: Mapped[str] = mapped_column(String(16))
    badge: Mapped[Badge] = relationship()
    printed_by: Mapped[Person | None] = relationship()
