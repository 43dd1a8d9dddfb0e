"""The urn of a secret ballot: who has voted on one side, sealed papers on the other, and nothing that joins them once it is closed.

No table here has a time, a person, an address or an order of arrival beside a paper, and no key leads from a paper to the roll. While the urn is
open PostgreSQL itself tells which rows were written together; `urn_closing.py` writes both sides anew, in the order of their keys, in one
transaction (specs/assembly.md, « The secret ballot », point 3).
"""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, LargeBinary, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db
from .ballot_models import Ballot
from .rules.urn import PAPER

BOX = PAPER // 3
"""Bytes of each of the three sealed boxes of a paper."""


class Urn(db.Model):  # type: ignore[name-defined, misc]
    """What a secret ballot was opened on, and what its closing showed.

    `frozen`: the question, the options, the voices, the majority and the tellers' public keys; `opening_hash` is the SHA-256 of its canonical JSON.
    `root`: the hash of the board, once closed; `papers`: how many sealed papers the closing counted.
    `destroyed_at`: the papers are gone, the contest period being over since `contest_ended_on`; hashes and totals stay.
    """

    __tablename__ = "urn"

    ballot_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("ballot.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    frozen: Mapped[dict[str, Any]]
    opening_hash: Mapped[bytes] = mapped_column(LargeBinary)
    closed_at: Mapped[datetime | None]
    root: Mapped[bytes | None] = mapped_column(LargeBinary)
    papers: Mapped[int | None] = mapped_column(Integer)
    contest_ended_on: Mapped[date | None]
    destroyed_at: Mapped[datetime | None]
    destroyed_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    ballot: Mapped[Ballot] = relationship()

    __table_args__ = (
        CheckConstraint("octet_length(opening_hash) = 32", name="opening_hash"),
        CheckConstraint("(closed_at IS NULL) = (root IS NULL)", name="closed_with_its_root"),
        CheckConstraint("(closed_at IS NULL) = (papers IS NULL)", name="closed_with_its_count"),
        CheckConstraint("destroyed_at IS NULL OR closed_at IS NOT NULL", name="destroyed_once_closed"),
        CheckConstraint("(destroyed_at IS NULL) = (contest_ended_on IS NULL)", name="destroyed_after_contest"),
    )

    @property
    def is_closed(self) -> bool:
        """Whether both sides were written anew, and no paper is taken any more."""
        return self.closed_at is not None


class OpenVoted(db.Model):  # type: ignore[name-defined, misc]
    """A line of the frozen roll has voted, while the urn is open. The key is the line's own: the database refuses a second vote.

    `on_paper`: in the booth's paper urn, which is counted apart and added.
    """

    __tablename__ = "urn_open_voted"

    line_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("ballot_line.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    ballot_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("urn.ballot_id", ondelete="CASCADE"), index=True)
    on_paper: Mapped[bool]


class OpenPaper(db.Model):  # type: ignore[name-defined, misc]
    """A sealed paper while the urn is open, as its three boxes: each must be alone of its bytes, or its author copied another's vote."""

    __tablename__ = "urn_open_paper"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    ballot_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("urn.ballot_id", ondelete="CASCADE"))
    first: Mapped[bytes] = mapped_column(LargeBinary)
    second: Mapped[bytes] = mapped_column(LargeBinary)
    third: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        UniqueConstraint("ballot_id", "first"),
        UniqueConstraint("ballot_id", "second"),
        UniqueConstraint("ballot_id", "third"),
        CheckConstraint(
            f"octet_length(first) = {BOX} AND octet_length(second) = {BOX} AND octet_length(third) = {BOX}",
            name="boxes",
        ),
    )


class Voted(db.Model):  # type: ignore[name-defined, misc]
    """A line that has voted, in a closed urn. Rows lie in the order of their keys, all of one transaction."""

    __tablename__ = "urn_voted"

    line_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("ballot_line.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    ballot_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("urn.ballot_id", ondelete="CASCADE"), index=True)
    on_paper: Mapped[bool]


class Paper(db.Model):  # type: ignore[name-defined, misc]
    """A sealed paper of a closed urn. Rows lie in the order of their random keys, all of one transaction."""

    __tablename__ = "urn_paper"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    ballot_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("urn.ballot_id", ondelete="CASCADE"), index=True)
    first: Mapped[bytes] = mapped_column(LargeBinary)
    second: Mapped[bytes] = mapped_column(LargeBinary)
    third: Mapped[bytes] = mapped_column(LargeBinary)
