"""An election at a statutory sitting: for which office, how many seats, and who stands."""

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
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..database import Translated, db, pk, public_id, words
from ..members.models import Member
from ..people.models import Person
from .ballot_models import Ballot
from .sitting_models import AgendaItem


class Office(enum.StrEnum):
    """What is to be filled. Officers are elected apart from the seats of the Bureau."""

    PRESIDENT = "president"
    SECRETARY_GENERAL = "secretary_general"
    TREASURER = "treasurer"
    VICE_PRESIDENT = "vice_president"
    MEMBER = "member"


class Election(db.Model):  # type: ignore[name-defined, misc]
    """One office, or the seats of the Bureau, filled in rounds chained from the first result.

    `regions`: how many seats each region would have ({region: seats}): a balance that is shown, never counted. `candidacies_until`:
    the last civil day at the seat. `called_at`: members may stand since then. `published_at`: members read the list since then.
    `ended_at`: its last round was proclaimed; `seats_vacant` says how many nobody took. `list_ballot`: the question on the whole list.
    """

    __tablename__ = "election"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    item_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    office: Mapped[Office] = mapped_column(words(Office))
    title: Mapped[Translated]
    seats: Mapped[int] = mapped_column(SmallInteger)
    regions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    candidacies_until: Mapped[date | None]
    called_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    seats_vacant: Mapped[int | None] = mapped_column(SmallInteger)
    list_ballot_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ballot.id"), unique=True)
    prepared_at: Mapped[datetime]
    prepared_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    item: Mapped[AgendaItem] = relationship()
    list_ballot: Mapped[Ballot | None] = relationship()

    __table_args__ = (
        CheckConstraint("seats BETWEEN 1 AND 200", name="seats"),
        CheckConstraint("(called_at IS NULL) OR candidacies_until IS NOT NULL", name="call_has_last_day"),
        CheckConstraint("(ended_at IS NULL) = (seats_vacant IS NULL)", name="ended_says_vacant"),
    )


class CandidacyState(enum.StrEnum):
    """`received → admitted | refused`; `withdrawn` by the member until the opening; `fallen` with the local office."""

    RECEIVED = "received"
    ADMITTED = "admitted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    FALLEN = "fallen"


class Obstacle(enum.StrEnum):
    """Why a member may not stand, or not yet."""

    NO_VOICE = "no_voice"
    STANDING = "standing"
    NO_HOLDER = "no_holder"
    CONTESTED = "contested"
    OTHER_HOLDER = "other_holder"
    SPONSORS = "sponsors"
    LATE = "late"


STANDING = (CandidacyState.RECEIVED, CandidacyState.ADMITTED)


class CandidacyWay(enum.StrEnum):
    """How it came: declared on the member's page, or on paper and entered at the desk."""

    ONLINE = "online"
    DESK = "desk"


class Candidacy(db.Model):  # type: ignore[name-defined, misc]
    """A member that stands, by the person who holds its executive office.

    `particulars` are sealed: profession, domicile and nationality, which the association declares to the prefecture of whoever is
    elected. `elected_at`: since its round was proclaimed. `reason`: why it was refused, withdrawn at the desk, or fell.
    """

    __tablename__ = "candidacy"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    election_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("election.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("person.id"), index=True)
    state: Mapped[CandidacyState] = mapped_column(words(CandidacyState), default=CandidacyState.RECEIVED)
    way: Mapped[CandidacyWay] = mapped_column(words(CandidacyWay))
    received_on: Mapped[date]
    is_late: Mapped[bool] = mapped_column(server_default=false())
    statement: Mapped[str] = mapped_column(Text, default="")
    particulars: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    document: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    document_type: Mapped[str] = mapped_column(String(60), default="")
    document_name: Mapped[str] = mapped_column(String(160), default="")
    document_size: Mapped[int] = mapped_column(Integer, default=0)
    document_sha256: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    elected_at: Mapped[datetime | None]
    election: Mapped[Election] = relationship()
    member: Mapped[Member] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    sponsors: Mapped[list["Sponsor"]] = relationship(order_by="Sponsor.id", cascade="all, delete-orphan")

    __table_args__ = (
        Index(
            "uq_candidacy_standing",
            "election_id",
            "member_id",
            unique=True,
            postgresql_where=text("state IN ('received', 'admitted')"),
        ),
        CheckConstraint("state <> 'refused' OR reason <> ''", name="refused_for_a_reason"),
        CheckConstraint("NOT is_late OR state <> 'admitted'", name="late_is_not_admitted"),
    )

    @property
    def stands(self) -> bool:
        """Whether it waits for its admission, or has it."""
        return self.state in STANDING

    @property
    def is_admitted(self) -> bool:
        """Whether it is on the list."""
        return self.state is CandidacyState.ADMITTED


class Sponsor(db.Model):  # type: ignore[name-defined, misc]
    """A member that a candidacy names as its sponsor. `confirmed_at`: since it said so itself, or its letter was shown at the desk."""

    __tablename__ = "candidacy_sponsor"

    id: Mapped[int] = pk()
    candidacy_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("candidacy.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member.id"), index=True)
    confirmed_at: Mapped[datetime | None]
    member: Mapped[Member] = relationship()

    __table_args__ = (UniqueConstraint("candidacy_id", "member_id"),)
