"""Badges and their keys, checkpoints, devices, and scans: facts that are never refused."""

import enum
from datetime import date, datetime
from typing import Any

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..congress.models import Congress, Room, Zone
from ..database import db, pk, public_id, words
from ..people.models import Person
from ..programme.models import ProgrammeSession
from ..registration.models import Delegation, Registration


class BadgeKey(db.Model):  # type: ignore[name-defined, misc]
    """A signing key of one congress. `kid` (4 bits) goes into the token; the private half is encrypted at rest."""

    __tablename__ = "badge_key"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    kid: Mapped[int] = mapped_column(SmallInteger)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    is_current: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("congress_id", "kid"), CheckConstraint("kid BETWEEN 0 AND 15", name="kid"))


class BadgeState(enum.StrEnum):
    """`issued → collected`, aside `revoked`."""

    ISSUED = "issued"
    COLLECTED = "collected"
    REVOKED = "revoked"


class Badge(db.Model):  # type: ignore[name-defined, misc]
    """The badge of a registration. `number` is 48 random bits; a reissue keeps it and adds one to `issue`: lower issues die.

    Or a transferable card (docs/decisions/0018): nobody's, of a delegation, for one zone, numbered there from 1.
    Or a day pass (docs/decisions/0023): stands for the badge `pass_of_id` of its bearer, who forgot it, on the day `pass_on`.
    """

    __tablename__ = "badge"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    registration_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("registration.id"))
    pass_of_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("badge.id"))
    pass_on: Mapped[date | None]
    delegation_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("delegation.id")
    )  # a card's; so the next two
    zone_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("zone.id"))
    card_number: Mapped[int | None] = mapped_column(SmallInteger)
    number: Mapped[int] = mapped_column(BigInteger)
    issue: Mapped[int] = mapped_column(SmallInteger, default=1)
    kid: Mapped[int] = mapped_column(SmallInteger)
    short_code: Mapped[str] = mapped_column(String(9))
    category_number: Mapped[int] = mapped_column(SmallInteger)
    zones: Mapped[int] = mapped_column(Integer)
    days: Mapped[int] = mapped_column(SmallInteger)
    token: Mapped[str] = mapped_column(String(189))
    state: Mapped[BadgeState] = mapped_column(words(BadgeState), default=BadgeState.ISSUED)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    registration: Mapped[Registration | None] = relationship()
    card_delegation: Mapped[Delegation | None] = relationship()
    zone: Mapped[Zone | None] = relationship()

    __table_args__ = (
        UniqueConstraint("congress_id", "number"),
        UniqueConstraint("congress_id", "short_code"),
        UniqueConstraint("delegation_id", "zone_id", "card_number"),
        CheckConstraint("number BETWEEN 0 AND 281474976710655", name="number"),
        CheckConstraint("issue BETWEEN 1 AND 255", name="issue"),
        CheckConstraint(
            "num_nonnulls(delegation_id, zone_id, card_number) = CASE WHEN registration_id IS NULL THEN 3 ELSE 0 END",
            name="bearer",
        ),
        CheckConstraint(
            "num_nonnulls(pass_of_id, pass_on) IN (0, 2) AND (pass_on IS NULL OR registration_id IS NOT NULL)",
            name="day_pass",
        ),
        Index("uq_badge_registration_id", "registration_id", unique=True, postgresql_where=text("pass_on IS NULL")),
        Index(
            "uq_badge_day_pass",
            "registration_id",
            "pass_on",
            unique=True,
            postgresql_where=text("pass_on IS NOT NULL"),
        ),
    )

    @property
    def delegation(self) -> Delegation:
        """The delegation of its bearer, or the one that holds the card."""
        held = self.registration.delegation if self.registration is not None else self.card_delegation
        assert held is not None, "the database keeps one of the two"
        return held


class Direction(enum.StrEnum):
    """Which way a passage goes."""

    IN = "in"
    OUT = "out"


class Way(enum.StrEnum):
    """Which passages a door notes: one that only lets in never lets out, and so lets each badge in once for all."""

    BOTH = "both"
    IN = "in"
    OUT = "out"

    def notes(self, direction: Direction) -> bool:
        """Whether a passage that way is one of this door's."""
        return self is Way.BOTH or self.value == direction.value


checkpoint_session = db.Table(
    "checkpoint_session",
    db.Column("checkpoint_id", BigInteger, ForeignKey("checkpoint.id", ondelete="CASCADE"), primary_key=True),
    db.Column(
        "session_id", BigInteger, ForeignKey("programme_session.id", ondelete="CASCADE"), primary_key=True, index=True
    ),
)
"""The sessions that a door serves, where these are not simply those of its room."""


class Checkpoint(db.Model):  # type: ignore[name-defined, misc]
    """A door: who may pass (categories, zones, days), how often, how many. Empty lists and zero bits mean everyone.

    `limit`: badges inside at once; without it, the seats of its room, all doors of the room counted. At a statutory sitting,
    `capacities`: those admitted (empty: all); `delegation_seats`: of one delegation inside at once, one of which stays its
    titular's.
    """

    __tablename__ = "checkpoint"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    room_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("room.id"))
    name: Mapped[str] = mapped_column(String(120))
    category_numbers: Mapped[list[int]]
    zones: Mapped[int] = mapped_column(Integer, default=0)
    checks_day: Mapped[bool] = mapped_column(default=True)
    admits_once: Mapped[bool] = mapped_column(default=True)
    limit: Mapped[int | None] = mapped_column(Integer)
    way: Mapped[Way] = mapped_column(words(Way), default=Way.BOTH, server_default="both")
    capacities: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    delegation_seats: Mapped[int | None] = mapped_column(SmallInteger)
    is_open: Mapped[bool] = mapped_column(default=True)
    prints_on_entry: Mapped[bool] = mapped_column(default=False, server_default="false")
    congress: Mapped[Congress] = relationship()
    room: Mapped[Room | None] = relationship()
    sessions: Mapped[list[ProgrammeSession]] = relationship(
        secondary=checkpoint_session, order_by=(ProgrammeSession.day, ProgrammeSession.starts, ProgrammeSession.id)
    )

    __table_args__ = (CheckConstraint("delegation_seats > 0", name="delegation_seats"),)

    @property
    def places(self) -> int | None:
        """How many may be inside at once: the door's own limit, else the seats of its room; None without any."""
        return self.limit or (self.room.capacity if self.room else None)


class DeviceRole(enum.StrEnum):
    """What a paired device is for: a supervisor's answers for people by itself where the list is too old, a desk's finds
    people by name and typed code with the network gone, during a shift."""

    DOOR = "door"
    SUPERVISOR = "supervisor"
    DESK = "desk"


class ScanDevice(db.Model):  # type: ignore[name-defined, misc]
    """A telephone at the doors: a signed-in volunteer's (`person_id`), or one that was paired (`public_key`) and signs.

    Facts are numbered per device, without gaps; a revoked one is no longer heard, and a paired one told so wipes itself.
    """

    __tablename__ = "scan_device"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    label: Mapped[str] = mapped_column(String(80), default="")
    role: Mapped[DeviceRole] = mapped_column(words(DeviceRole), default=DeviceRole.DOOR, server_default="door")
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    paired_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    told_revoked_at: Mapped[datetime | None]
    desk_opened_at: Mapped[datetime | None]  # the shift of a desk, and until when its key is given
    desk_until: Mapped[datetime | None]
    congress: Mapped[Congress] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    paired_by: Mapped[Person | None] = relationship(foreign_keys=[paired_by_id])

    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (public_key IS NULL)", name="account_or_key"),)


class DevicePairing(db.Model):  # type: ignore[name-defined, misc]
    """A telephone that asks to be a device: the link is used once (`public_key`), then a supervisor compares `number`."""

    __tablename__ = "device_pairing"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"))
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    number: Mapped[str | None] = mapped_column(String(6))
    refused_at: Mapped[datetime | None]
    device_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("scan_device.id"))
    device: Mapped[ScanDevice | None] = relationship()


class Verdict(enum.StrEnum):
    """What a scan means: come in / look at the person / not here."""

    ADMITTED = "admitted"
    LOOK = "look"
    REFUSED = "refused"


class ScanReason(enum.StrEnum):
    """Why, in one word that the page turns into a sentence. `LET_IN`: the door admitted someone against its rules (laissez-passer).

    `LIST_TOO_OLD`, `UNCHECKED` (a code typed without the network) and `NEARLY_FULL` are only ever shown, by a device: the
    server knows better.
    """

    WELCOME = "welcome"
    GOODBYE = "goodbye"
    ALREADY_IN = "already_in"
    NOT_IN_LIST = "not_in_list"
    OTHER_CATEGORY = "other_category"
    OTHER_CAPACITY = "other_capacity"
    OTHER_ZONE = "other_zone"
    OTHER_DAY = "other_day"
    OTHER_CONGRESS = "other_congress"
    FULL = "full"
    DELEGATION_FULL = "delegation_full"
    NOT_SIGNED_UP = "not_signed_up"
    WRONG_WAY = "wrong_way"
    REVOKED = "revoked"
    REPLACED = "replaced"
    FORGED = "forged"
    UNREADABLE = "unreadable"
    CLOSED = "closed"
    LET_IN = "let_in"
    LIST_TOO_OLD = "list_too_old"
    UNCHECKED = "unchecked"
    NEARLY_FULL = "nearly_full"


MAY_BE_INCIDENT = "(scan.reason IN ('let_in', 'forged') OR scan.verdict_shown <> scan.verdict)"
"""The few scans among which incidents are; written out, so that PostgreSQL knows its index in the question."""


class Scan(db.Model):  # type: ignore[name-defined, misc]
    """A fact: this device read this at this door. What was answered and shown stands beside what the server derives.

    `effective_at` is device time + clock offset, never decreasing within a device's seq; it, `verdict` and `reason` are
    derived again when an older fact arrives late. `verdict_shown` and `reason_shown` never change: a replay repeats them.
    (But for an answer that came too late to be shown: then the device says what it showed instead.)
    `snapshot_version` and `revocation_seq` say what the device knew.
    """

    __tablename__ = "scan"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"))
    device_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("scan_device.id"))
    seq: Mapped[int] = mapped_column(BigInteger)
    nonce: Mapped[str] = mapped_column(String(32), unique=True)
    checkpoint_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("checkpoint.id"))
    direction: Mapped[Direction] = mapped_column(words(Direction), default=Direction.IN)
    badge_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("badge.id"))
    badge_number: Mapped[int | None] = mapped_column(BigInteger)
    issue: Mapped[int | None] = mapped_column(SmallInteger)
    device_time: Mapped[datetime]
    clock_offset_ms: Mapped[int] = mapped_column(Integer, default=0)
    effective_at: Mapped[datetime]
    is_online: Mapped[bool] = mapped_column(default=True)
    typed: Mapped[bool] = mapped_column(default=False)
    verdict_shown: Mapped[Verdict | None] = mapped_column(words(Verdict))
    reason_shown: Mapped[ScanReason | None] = mapped_column(words(ScanReason))
    verdict: Mapped[Verdict] = mapped_column(words(Verdict))
    reason: Mapped[ScanReason] = mapped_column(words(ScanReason))
    snapshot_version: Mapped[int | None] = mapped_column(BigInteger)
    revocation_seq: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("device_id", "seq"),
        Index("ix_scan_checkpoint_id_badge_id", "checkpoint_id", "badge_id"),
        Index("ix_scan_checkpoint_id_received_at", "checkpoint_id", "received_at"),
        Index("ix_scan_badge_id", "badge_id"),
        Index("ix_scan_incident", "congress_id", "effective_at", postgresql_where=text(MAY_BE_INCIDENT)),
    )


class ScanReview(db.Model):  # type: ignore[name-defined, misc]
    """A supervisor has seen an incident: the scan that made it, what is to be known, once."""

    __tablename__ = "scan_review"

    scan_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("scan.id"), primary_key=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    reviewed_at: Mapped[datetime]
    reviewed_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"))


class DeadScan(db.Model):  # type: ignore[name-defined, misc]
    """An item that a device sent and nobody can use: kept as it came, shown to the supervisor, never dropped in silence."""

    __tablename__ = "dead_scan"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("scan_device.id"))
    content: Mapped[str] = mapped_column(String(2000))
    why: Mapped[str] = mapped_column(String(200))
    received_at: Mapped[datetime]
    device: Mapped[ScanDevice | None] = relationship()


class QuarantinedScan(db.Model):  # type: ignore[name-defined, misc]
    """A fact that a revoked device sent, as it came: it counts only once a supervisor has released it."""

    __tablename__ = "quarantined_scan"

    id: Mapped[int] = pk()
    congress_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("congress.id"), index=True)
    device_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("scan_device.id"))
    checkpoint_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("checkpoint.id"))
    seq: Mapped[int] = mapped_column(BigInteger)
    nonce: Mapped[str] = mapped_column(String(32), unique=True)
    content: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))


class Presence(db.Model):  # type: ignore[name-defined, misc]
    """Where a badge stands at a checkpoint, derived from its scans: the row that two doors lock, and what counters read."""

    __tablename__ = "presence"

    badge_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("badge.id"), primary_key=True)
    checkpoint_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("checkpoint.id"), primary_key=True)
    is_in: Mapped[bool]
    scan_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("scan.id"))
    since: Mapped[datetime]

    __table_args__ = (Index("ix_presence_checkpoint_id", "checkpoint_id", "is_in"),)
