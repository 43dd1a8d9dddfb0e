"""What a congress asks of its participants beyond their name: each field with its purpose, its readers and its end."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, SmallInteger, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ...congress.models import Category, Congress
from ...database import Translated, db, pk, public_id, words
from .registrations import Registration


class FieldKind(enum.StrEnum):
    """How a field is answered."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"
    DATE = "date"
    COUNTRY = "country"


class FieldPhase(enum.StrEnum):
    """When a field is asked: with the registration, with the journey, or for the visa letter."""

    REGISTRATION = "registration"
    TRAVEL = "travel"
    VISA = "visa"


class LegalBasis(enum.StrEnum):
    """Why the law allows to ask (GDPR, article 6(1) and, for health or belief, article 9(2)(a))."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGITIMATE_INTEREST = "legitimate_interest"


class Output(enum.StrEnum):
    """What a field is for: the list or letter in which its answers come out. A field without an output is not asked."""

    BADGE = "badge"
    ARRIVALS = "arrivals"
    ROOMING = "rooming"
    TRANSFERS = "transfers"
    DIETS = "diets"
    ACCESSIBILITY = "accessibility"
    INTERPRETATION = "interpretation"
    VISA_LETTER = "visa_letter"
    HOST_SECURITY = "host_security"
    PROTOCOL = "protocol"


class Field(db.Model):  # type: ignore[name-defined, misc]
    """A question of a congress. `kept_days` counts from the last day of the congress; a secret one is encrypted, and each reading journalled."""

    __tablename__ = "field"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    code: Mapped[str] = mapped_column(String(30))
    kind: Mapped[FieldKind] = mapped_column(words(FieldKind))
    phase: Mapped[FieldPhase] = mapped_column(words(FieldPhase))
    label: Mapped[Translated]
    hint: Mapped[Translated]
    choices: Mapped[dict[str, Any]]  # {code: {fr, en}}, in order
    purpose: Mapped[Translated]
    legal_basis: Mapped[LegalBasis] = mapped_column(words(LegalBasis))
    readers: Mapped[list[str]]  # words of Role and CongressRole
    outputs: Mapped[list[str]]  # words of Output
    kept_days: Mapped[int] = mapped_column(Integer)
    is_secret: Mapped[bool] = mapped_column(default=False, server_default=false())
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    retired_at: Mapped[datetime | None]
    congress: Mapped[Congress] = relationship()
    uses: Mapped[list["FieldUse"]] = relationship(
        back_populates="field", cascade="all, delete-orphan", order_by="FieldUse.id"
    )

    __table_args__ = (UniqueConstraint("congress_id", "code"),)


class FieldUse(db.Model):  # type: ignore[name-defined, misc]
    """That a field is asked of a category, and whether it must be answered."""

    __tablename__ = "field_use"

    id: Mapped[int] = pk()
    field_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("field.id", ondelete="CASCADE"))
    category_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("category.id"), index=True)
    is_required: Mapped[bool] = mapped_column(default=False)
    field: Mapped[Field] = relationship(back_populates="uses")
    category: Mapped[Category] = relationship()

    __table_args__ = (UniqueConstraint("field_id", "category_id"),)


class FieldAnswer(db.Model):  # type: ignore[name-defined, misc]
    """The answer of one registration to one field: `value` in clear, or `sealed` where the field is secret. Purged: the row goes."""

    __tablename__ = "field_answer"

    id: Mapped[int] = pk()
    field_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("field.id"), index=True)
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id"))
    value: Mapped[dict[str, Any] | None]  # {"is": text | [texts] | true}
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    field: Mapped[Field] = relationship()
    registration: Mapped[Registration] = relationship()

    __table_args__ = (UniqueConstraint("registration_id", "field_id"),)
