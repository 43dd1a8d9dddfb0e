"""A proxy (pouvoir): the voice of one mandate given to another at one sitting, on the member's page or on paper."""

import enum
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import db, pk, public_id, words
from .rules import proxies as rules
from .sitting_models import Mandate, Sitting


class ProxyWay(enum.StrEnum):
    """How it was given."""

    ONLINE = "online"
    PAPER = "paper"


class ProxyState(enum.StrEnum):
    """`offered → accepted | declined | taken`, on paper `entered → accepted | refused`; then `returned | revoked | replaced | void`.

    `taken`: another holder accepted first. `replaced`: the giver gave a later one. `void`: two of one giver, where the statutes
    say that neither counts.
    """

    OFFERED = "offered"
    ENTERED = "entered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RETURNED = "returned"
    REVOKED = "revoked"
    REPLACED = "replaced"
    TAKEN = "taken"
    REFUSED = "refused"
    VOID = "void"


WAITING = frozenset({ProxyState.OFFERED, ProxyState.ENTERED})


class Proxy(db.Model):  # type: ignore[name-defined, misc]
    """Whose voice, who carries it, since when and until when. It is worth nothing outside its sitting.

    `instructions` are sealed, for the holder's page alone; so is the scan of a paper. `given_at`: when it was offered, or deposited.
    It counts from `accepted_at` until `ended_at`; rows are never deleted. `is_blank`: a paper that named nobody.
    """

    __tablename__ = "proxy"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    sitting_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sitting.id", ondelete="CASCADE"), index=True)
    giver_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mandate.id", ondelete="CASCADE"), index=True)
    holder_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("mandate.id", ondelete="CASCADE"), index=True)
    way: Mapped[ProxyWay] = mapped_column(words(ProxyWay))
    state: Mapped[ProxyState] = mapped_column(words(ProxyState))
    is_blank: Mapped[bool] = mapped_column(default=False, server_default=false())
    instructions: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    scan: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    scan_type: Mapped[str] = mapped_column(String(60), default="", server_default="")
    scan_name: Mapped[str] = mapped_column(String(160), default="", server_default="")
    scan_size: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    scan_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    given_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    sitting: Mapped[Sitting] = relationship()
    giver: Mapped[Mandate] = relationship(foreign_keys=[giver_id])
    holder: Mapped[Mandate] = relationship(foreign_keys=[holder_id])

    __table_args__ = (
        CheckConstraint("giver_id <> holder_id", name="not_oneself"),
        CheckConstraint("state <> 'accepted' OR (accepted_at IS NOT NULL AND ended_at IS NULL)", name="accepted"),
        CheckConstraint("(way = 'paper') = (scan_sha256 <> '')", name="paper_is_scanned"),
        Index("uq_proxy_standing", "giver_id", unique=True, postgresql_where=text("state = 'accepted'")),
        Index("uq_proxy_offered", "giver_id", "holder_id", unique=True, postgresql_where=text("state = 'offered'")),
    )

    @property
    def stands(self) -> bool:
        """Whether it was accepted and nobody has ended it."""
        return self.state is ProxyState.ACCEPTED

    @property
    def waits(self) -> bool:
        """Whether somebody's answer is awaited: the holder's, or the second person's."""
        return self.state in WAITING

    @property
    def as_rule(self) -> rules.Proxy:
        """What the rules read of it: it was accepted."""
        assert self.accepted_at is not None, "the rules read proxies that were accepted"
        return rules.Proxy(str(self.giver_id), str(self.holder_id), self.accepted_at)
