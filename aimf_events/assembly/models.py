"""The two bodies, and their statutes as data: versions, each parameter with its article."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id, words


class Body(enum.StrEnum):
    """Who sits: all the members, or those whom they elect."""

    GENERAL_ASSEMBLY = "general_assembly"
    BUREAU = "bureau"


class ProfileState(enum.StrEnum):
    """A draft is written; an adopted version is never changed again."""

    DRAFT = "draft"
    ADOPTED = "adopted"


class StatutoryProfile(db.Model):  # type: ignore[name-defined, misc]
    """A version of what the statutes say for one body. `decision`: what adopted it; `revision` counts the writings of a draft."""

    __tablename__ = "statutory_profile"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    body: Mapped[Body] = mapped_column(words(Body))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[ProfileState] = mapped_column(words(ProfileState), default=ProfileState.DRAFT)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    in_force_on: Mapped[date | None]
    decision: Mapped[str] = mapped_column(String(300), default="")
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    adopted_at: Mapped[datetime | None]
    adopted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    parameters: Mapped[list["StatutoryParameter"]] = relationship(
        back_populates="profile", cascade="all, delete-orphan", order_by="StatutoryParameter.id"
    )

    __table_args__ = (
        UniqueConstraint("body", "number"),
        Index("uq_statutory_profile_draft", "body", unique=True, postgresql_where=text("state = 'draft'")),
        Index("uq_statutory_profile_in_force", "body", "in_force_on", unique=True),
        CheckConstraint("(state = 'adopted') = (in_force_on IS NOT NULL)", name="dated_once_adopted"),
    )

    @property
    def is_draft(self) -> bool:
        """Whether it may still be written."""
        return self.state is ProfileState.DRAFT


class StatutoryParameter(db.Model):  # type: ignore[name-defined, misc]
    """One thing that the statutes say: its value (see `parameters.py`), and the article where they say it."""

    __tablename__ = "statutory_parameter"

    id: Mapped[int] = pk()
    profile_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("statutory_profile.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    value: Mapped[Any] = mapped_column(JSONB(none_as_null=False))
    article: Mapped[str] = mapped_column(String(120), default="")
    profile: Mapped[StatutoryProfile] = relationship(back_populates="parameters")

    __table_args__ = (UniqueConstraint("profile_id", "name"),)
