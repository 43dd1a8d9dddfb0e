"""The three tellers of a sealed urn: who they are, their public keys, the trial that each pair opened, and the totals that they attest."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id
from ..people.models import Person
from .ballot_models import Ballot

TELLERS = 3
KEY = 32
"""Bytes of a public key (X25519)."""


class Teller(db.Model):  # type: ignore[name-defined, misc]
    """One of the three tellers of a secret ballot. The private key is never here: its teller keeps it as a file and on paper.

    `place`: 0, 1 or 2; the pair that begins with this teller ends with the next one (`partner`). `trial`: the trial papers of that pair
    once this teller has taken off the outer envelopes ({"inner": [base64], "totals": [int]}); `trial_opened_at`: the second one has opened
    them and found the same. `agrees_at`: ready to close the urn. `destroyed_at`: says that both copies of the key are destroyed.
    """

    __tablename__ = "teller"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    ballot_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("ballot.id", ondelete="CASCADE"))
    place: Mapped[int] = mapped_column(SmallInteger)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    delivered_at: Mapped[datetime | None]
    trial: Mapped[dict[str, Any] | None]
    trial_opened_at: Mapped[datetime | None]
    agrees_at: Mapped[datetime | None]
    destroyed_at: Mapped[datetime | None]
    ballot: Mapped[Ballot] = relationship()
    person: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("ballot_id", "place"),
        UniqueConstraint("ballot_id", "person_id"),
        UniqueConstraint("ballot_id", "public_key"),
        CheckConstraint(f"place BETWEEN 0 AND {TELLERS - 1}", name="place"),
        CheckConstraint(f"octet_length(public_key) = {KEY}", name="key"),
        CheckConstraint("(public_key IS NULL) = (delivered_at IS NULL)", name="delivered"),
    )

    @property
    def has_opened(self) -> bool:
        """Whether the pair that begins with this teller opened its trial."""
        return self.trial_opened_at is not None

    @property
    def partner(self) -> int:
        """The place of who opens what this teller has peeled."""
        return (self.place + 1) % TELLERS


class UrnCount(db.Model):  # type: ignore[name-defined, misc]
    """The totals of both urns as one pair of tellers counted them. `first`: the place of who peeled; the second enters, the first attests.

    `totals`: {"in_favour", "against", "abstentions", "blanks", "unreadable"}, papers of the sealed urn and of the paper one together.
    """

    __tablename__ = "urn_count"

    ballot_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("urn.ballot_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    first: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    totals: Mapped[dict[str, Any]]
    entered_at: Mapped[datetime]
    attested_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint(f"first BETWEEN 0 AND {TELLERS - 1}", name="first"),)

    @property
    def is_attested(self) -> bool:
        """Whether both of the pair stand by these totals."""
        return self.attested_at is not None
