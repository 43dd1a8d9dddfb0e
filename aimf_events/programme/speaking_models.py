"""What the congress asks of those who speak, and what they give: their answer, how they are presented, their files, their summaries."""

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
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..congress.models import Congress
from ..database import Translated, db, pk, public_id, words
from ..people.models import Person
from .models import ProgrammeSession, SpeakerRole


class InvitationState(enum.StrEnum):
    """`invited → accepted | declined`; `withdrawn` by the organiser, whatever was answered."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SpeakerProfile(db.Model):  # type: ignore[name-defined, misc]
    """A person who speaks at a congress: their one link there, their biography and portrait, and what they let us publish.

    `presentation` is what the next release shows of them; None while they let nothing be published.
    """

    __tablename__ = "speaker_profile"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    link_generation: Mapped[int] = mapped_column(SmallInteger, default=1)
    biography: Mapped[Translated] = mapped_column(default=dict)
    jpeg: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    shows_biography: Mapped[bool] = mapped_column(default=False)
    shows_portrait: Mapped[bool] = mapped_column(default=False)
    presentation_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("presentation.id", ondelete="SET NULL"), index=True
    )
    changed_at: Mapped[datetime]
    congress: Mapped[Congress] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("congress_id", "person_id"),)

    @property
    def has_portrait(self) -> bool:
        """Whether a portrait was given."""
        return bool(self.sha256)


class Presentation(db.Model):  # type: ignore[name-defined, misc]
    """How a person was presented, frozen for the releases that show it. Consent withdrawn, the words and the picture are gone from all."""

    __tablename__ = "presentation"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    biography: Mapped[Translated]
    jpeg: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime]

    @property
    def has_portrait(self) -> bool:
        """Whether it shows a picture."""
        return bool(self.sha256)


class SpeakingInvitation(db.Model):  # type: ignore[name-defined, misc]
    """The question put to one person: will you take this part in this session? And what became of it.

    `trouble` is the code of the rule that kept an acceptance from becoming a registration; `instead` is who was asked after them.
    """

    __tablename__ = "speaking_invitation"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("programme_session.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    role: Mapped[SpeakerRole] = mapped_column(words(SpeakerRole))
    function: Mapped[str] = mapped_column(String(160), default="")
    email: Mapped[str] = mapped_column(String(254))
    message: Mapped[str] = mapped_column(String(1000), default="")
    state: Mapped[InvitationState] = mapped_column(words(InvitationState), default=InvitationState.INVITED)
    answer_by: Mapped[datetime]
    invited_at: Mapped[datetime]
    invited_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(1000), default="")
    trouble: Mapped[str] = mapped_column(String(40), default="")
    instead_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    session: Mapped[ProgrammeSession] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    invited_by: Mapped[Person | None] = relationship(foreign_keys=[invited_by_id])
    instead: Mapped[Person | None] = relationship(foreign_keys=[instead_id])

    __table_args__ = (UniqueConstraint("session_id", "person_id", "role"),)


class SessionFile(db.Model):  # type: ignore[name-defined, misc]
    """The slides that a person shows in a session, version by version; sealed at rest, the bytes of one taken back are gone at once."""

    __tablename__ = "session_file"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    session_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("programme_session.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    file_name: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    may_publish: Mapped[bool] = mapped_column(default=False)
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    session: Mapped[ProgrammeSession] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (Index("ix_session_file_session_id_person_id", "session_id", "person_id"),)


class SessionSummary(db.Model):  # type: ignore[name-defined, misc]
    """What a rapporteur says of a session once it is over; readers see it with the next release."""

    __tablename__ = "session_summary"

    id: Mapped[int] = pk()
    session_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("programme_session.id", ondelete="CASCADE"), unique=True
    )
    text: Mapped[Translated]
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    session: Mapped[ProgrammeSession] = relationship()


class SpeakingDeadlines(db.Model):  # type: ignore[name-defined, misc]
    """Until when one congress asks its speakers for what, in days. Without a row, the usual ones hold (`speaking_deadlines`)."""

    __tablename__ = "speaking_deadlines"

    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), primary_key=True)
    answer_within: Mapped[int] = mapped_column(SmallInteger)
    presented_before: Mapped[int] = mapped_column(SmallInteger)
    slides_before: Mapped[int] = mapped_column(SmallInteger)
    summary_after: Mapped[int] = mapped_column(SmallInteger)

    __table_args__ = (
        CheckConstraint("answer_within BETWEEN 1 AND 180", name="answer_within"),
        CheckConstraint("presented_before BETWEEN 0 AND 180", name="presented_before"),
        CheckConstraint("slides_before BETWEEN 0 AND 180", name="slides_before"),
        CheckConstraint("summary_after BETWEEN 0 AND 180", name="summary_after"),
    )
