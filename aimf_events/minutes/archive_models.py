"""The archive of a sitting: one sealed file, its hash, and the root that the journal keeps."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..assembly.sitting_models import Sitting
from ..database import db, pk, public_id


class SittingArchive(db.Model):  # type: ignore[name-defined, misc]
    """An archive that was asked for; `made_at` None while it is being made. `root`: the SHA-256 of its manifest, which names every file."""

    __tablename__ = "sitting_archive"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    sitting_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sitting.id"), index=True)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    made_at: Mapped[datetime | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int] = mapped_column(Integer, default=0)
    files: Mapped[int] = mapped_column(Integer, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    root: Mapped[str] = mapped_column(String(64), default="")
    sitting: Mapped[Sitting] = relationship()

    __table_args__ = (CheckConstraint("(made_at IS NULL) = (content IS NULL)", name="made_whole"),)

    @property
    def is_made(self) -> bool:
        """Whether it can be taken away."""
        return self.made_at is not None
