"""Letters of the congress as papers: those issued with a number, and those that reached someone another way than by mail."""

import enum
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...database import db, pk, public_id, words
from ...people.models import Person
from .delegations import Delegation
from .registrations import Document, Registration


class PaperKind(enum.StrEnum):
    """Which paper a congress issues."""

    VISA = "visa"
    ATTENDANCE = "attendance"


class IssuedPaper(db.Model):  # type: ignore[name-defined, misc]
    """A visa invitation letter or an attendance certificate: numbered, with a code that a consulate can check.

    Corrected, a new one is issued that `replaces` it; withdrawn, it ends. Its facts and its bytes are encrypted at rest, and
    purged with the passport fields; number, code and initials stay, so that a check still tells the truth.
    """

    __tablename__ = "issued_paper"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id"), index=True)
    kind: Mapped[PaperKind] = mapped_column(words(PaperKind))
    number: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    initials: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    facts: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    replaces_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("issued_paper.id"), unique=True)
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(300), default="")
    outdated_at: Mapped[datetime | None]  # what it says has changed since: a corrected one is offered
    registration: Mapped[Registration] = relationship()
    replaces: Mapped["IssuedPaper | None"] = relationship(remote_side="IssuedPaper.id")
    issued_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("congress_id", "kind", "number"),
        Index(
            "uq_issued_paper_valid",
            "registration_id",
            "kind",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class DeliveryMeans(enum.StrEnum):
    """How a letter reached someone otherwise than by the mail server."""

    POST = "post"
    DIPLOMATIC_BAG = "diplomatic_bag"
    BY_HAND = "by_hand"
    WHATSAPP = "whatsapp"
    TELEPHONE = "telephone"


class OtherDelivery(db.Model):  # type: ignore[name-defined, misc]
    """That a letter was delivered by post, bag, hand, WhatsApp or telephone: when, to whom, with what proof. Never rewritten."""

    __tablename__ = "other_delivery"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    delegation_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("delegation.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("registration.id"), index=True)
    fact: Mapped[str] = mapped_column(String(60))
    means: Mapped[DeliveryMeans] = mapped_column(words(DeliveryMeans))
    delivered_on: Mapped[date]
    received_by: Mapped[str] = mapped_column(String(160), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    proof_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("document.id"))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    delegation: Mapped[Delegation] = relationship()
    proof: Mapped[Document | None] = relationship()
    recorded_by: Mapped[Person | None] = relationship()
