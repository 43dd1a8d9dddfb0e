"""What the credentials committee decided on a nomination or a proxy; who heads a contested delegation is decided at its own desk."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ..database import db, pk, public_id, words


class CredentialOutcome(enum.StrEnum):
    """A nomination or a proxy is valid, refused, or left to the sitting."""

    VALID = "valid"
    REFUSED = "refused"
    RESERVED = "reserved"


class CredentialDecision(db.Model):  # type: ignore[name-defined, misc]
    """Append-only: the latest of a nomination or of a proxy is in force, and a past roll keeps the one of its moment."""

    __tablename__ = "credential_decision"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    sitting_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("registration.id"), index=True)
    proxy_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("proxy.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[CredentialOutcome] = mapped_column(words(CredentialOutcome))
    reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))

    __table_args__ = (CheckConstraint("num_nonnulls(registration_id, proxy_id) = 1", name="one_subject"),)
