"""What a congress publishes beside its programme."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..congress.models import Congress
from ..database import Translated, db, pk, public_id, words


class Access(enum.StrEnum):
    """Who reads a publication."""

    PUBLIC = "public"
    MEMBERS = "members"


class Publication(db.Model):  # type: ignore[name-defined, misc]
    """A document (a file, sealed at rest) or a video (the address where it is watched). Not shown, it is a draft."""

    __tablename__ = "publication"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    title: Mapped[Translated]
    about: Mapped[Translated]
    access: Mapped[Access] = mapped_column(words(Access))
    is_shown: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    address: Mapped[str] = mapped_column(String(1000), default="")
    file_name: Mapped[str] = mapped_column(String(160), default="")
    media_type: Mapped[str] = mapped_column(String(40), default="")
    size: Mapped[int] = mapped_column(Integer, default=0)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    changed_at: Mapped[datetime]
    congress: Mapped[Congress] = relationship()

    __table_args__ = (CheckConstraint("(address = '') = (sealed IS NOT NULL)", name="file_or_address"),)

    @property
    def is_video(self) -> bool:
        """Whether it is watched elsewhere."""
        return bool(self.address)
