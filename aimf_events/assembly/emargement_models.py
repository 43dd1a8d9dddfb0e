"""Who may vote from which device: a code delivered by hand or by telephone binds one device to a voice and a person."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, words
from ..people.models import Person
from .sitting_models import Mandate

TRIES = 5
"""Wrong codes after which a sheet is worth nothing (specs/assembly.md, « Who votes »)."""


class VotingWay(enum.StrEnum):
    """How the code reaches its person, outside every mailbox."""

    DESK = "desk"
    REMOTE = "remote"


class VotingState(enum.StrEnum):
    """`made → handed → bound`, by telephone `checking → handed → bound`; aside `locked`, `ended`."""

    MADE = "made"
    CHECKING = "checking"
    HANDED = "handed"
    LOCKED = "locked"
    BOUND = "bound"
    ENDED = "ended"


class VotingCredential(db.Model):  # type: ignore[name-defined, misc]
    """One sheet: a code for a person who may speak with a voice, then the public key of the one device that used it.

    The sheet that counts is the one with the highest `number`, unless it has ended: a new sheet ends the one before.
    `reference` names it in addresses and on paper, and opens nothing. `code_hash` is Argon2id, blanked once the code is used.
    `public_key`: a point of P-256, uncompressed, 65 bytes. By telephone `first_check` and `second_check` are two officers who
    each saw the person on video.
    """

    __tablename__ = "voting_credential"

    id: Mapped[int] = pk()
    reference: Mapped[str] = mapped_column(String(9), unique=True)
    mandate_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mandate.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    number: Mapped[int] = mapped_column(SmallInteger)
    way: Mapped[VotingWay] = mapped_column(words(VotingWay))
    code_hash: Mapped[str] = mapped_column(String(200), default="")
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    first_check_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    second_check_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    handed_at: Mapped[datetime | None]
    handed_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    locked_at: Mapped[datetime | None]
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    bound_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    mandate: Mapped[Mandate] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        UniqueConstraint("mandate_id", "person_id", "number"),
        CheckConstraint(f"tries BETWEEN 0 AND {TRIES}", name="tries"),
        CheckConstraint("(public_key IS NULL) = (bound_at IS NULL)", name="bound"),
        CheckConstraint("bound_at IS NULL OR handed_at IS NOT NULL", name="handed_first"),
        CheckConstraint(
            "way = 'desk' OR handed_at IS NULL OR (first_check_by_id IS NOT NULL AND second_check_by_id IS NOT NULL)",
            name="two_officers",
        ),
    )

    @property
    def state(self) -> VotingState:
        """How far this sheet is."""
        if self.ended_at is not None:
            return VotingState.ENDED
        if self.bound_at is not None:
            return VotingState.BOUND
        if self.locked_at is not None:
            return VotingState.LOCKED
        if self.handed_at is not None:
            return VotingState.HANDED
        return VotingState.MADE if self.way is VotingWay.DESK else VotingState.CHECKING
