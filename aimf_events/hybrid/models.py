"""Personal links to sessions, and the evidence that someone came."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, words
from ..programme.models import ProgrammeSession
from ..registration.models import Registration


class JoinLink(db.Model):  # type: ignore[name-defined, misc]
    """One participant's permanent way into one session. Alone it opens nothing: the page asks who you are."""

    __tablename__ = "join_link"

    id: Mapped[int] = pk()
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id"))
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("programme_session.id"), index=True)
    generation: Mapped[int] = mapped_column(SmallInteger, default=1)
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")  # the channel listened to last
    registration: Mapped[Registration] = relationship()
    session: Mapped[ProgrammeSession] = relationship()

    __table_args__ = (UniqueConstraint("registration_id", "session_id"),)


class EvidenceSource(enum.StrEnum):
    """Who says that a person was there."""

    JOIN = "join"
    BADGE_SCAN = "badge_scan"
    OPERATOR = "operator"
    PROVIDER = "provider"


class PresenceEvidence(db.Model):  # type: ignore[name-defined, misc]
    """Append-only. A click on the way in is evidence that the person came, not that they stayed."""

    __tablename__ = "presence_evidence"

    id: Mapped[int] = pk()
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id"))
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("programme_session.id"))
    source: Mapped[EvidenceSource] = mapped_column(words(EvidenceSource))
    detail: Mapped[str] = mapped_column(String(200), default="")
    ident: Mapped[str | None] = mapped_column(String(64))  # what a provider tells twice is kept once
    at_source: Mapped[datetime]
    received_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_presence_evidence_session_id_registration_id", "session_id", "registration_id"),
        UniqueConstraint("session_id", "ident"),
    )


class Connection(db.Model):  # type: ignore[name-defined, misc]
    """A page of ours that somebody keeps open during a session: from its first heartbeat to its last. `key`: drawn by the page.

    A page that was silent for more than a minute begins a new row: what lies between two rows is never filled in.
    """

    __tablename__ = "presence_connection"

    id: Mapped[int] = pk()
    registration_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("registration.id"))
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("programme_session.id"))
    key: Mapped[str] = mapped_column(String(40))
    opened_at: Mapped[datetime]
    last_seen: Mapped[datetime]

    __table_args__ = (Index("ix_presence_connection_session_id_registration_id", "session_id", "registration_id"),)
