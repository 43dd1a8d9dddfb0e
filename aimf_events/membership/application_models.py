"""The dossier of a city that asks to become a member: what it says of itself, its papers, the opinions, the decision."""

import enum
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, LargeBinary, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..assembly.ballot_models import Ballot
from ..assembly.sitting_models import AgendaItem, Sitting
from ..database import db, pk, public_id, words
from ..members.models import Member, MemberCategory
from ..people.models import Civility


class ApplicationState(enum.StrEnum):
    """`begun → submitted → examined → on_agenda → admitted`, or refused, or postponed and put on an agenda again; withdrawn until decided."""

    BEGUN = "begun"
    SUBMITTED = "submitted"
    EXAMINED = "examined"
    ON_AGENDA = "on_agenda"
    POSTPONED = "postponed"
    ADMITTED = "admitted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


UNDECIDED = (
    ApplicationState.BEGUN,
    ApplicationState.SUBMITTED,
    ApplicationState.EXAMINED,
    ApplicationState.ON_AGENDA,
    ApplicationState.POSTPONED,
)
PAPERS_OPEN = (
    ApplicationState.BEGUN,
    ApplicationState.SUBMITTED,
    ApplicationState.EXAMINED,
    ApplicationState.POSTPONED,
)
ASKS = (MemberCategory.MEMBER_CITY, MemberCategory.CITY_ASSOCIATION, MemberCategory.ASSOCIATE_CITY)
"""What one may ask to become."""


class Opinion(enum.StrEnum):
    """What the Bureau, or the mayor of the capital, thinks of it."""

    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"


class PaperKind(enum.StrEnum):
    """The papers of a dossier."""

    LETTER = "letter"
    DELIBERATION = "deliberation"
    CAPITAL = "capital"
    OTHER = "other"


class MembershipApplication(db.Model):  # type: ignore[name-defined, misc]
    """A demande d'adhésion. `is_capital`: no opinion of the capital's mayor is asked of the capital itself.

    `asking`: the ballot that was prepared to ask for this admission, which alone decides it, or what runs it again; `ballot`: what did.
    """

    __tablename__ = "membership_application"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2), index=True)
    category: Mapped[MemberCategory] = mapped_column(words(MemberCategory))
    is_capital: Mapped[bool]
    language: Mapped[str] = mapped_column(String(2))
    email: Mapped[str] = mapped_column(String(254), index=True)
    mayor_civility: Mapped[Civility | None] = mapped_column(words(Civility))
    mayor_given_name: Mapped[str] = mapped_column(String(120), default="")
    mayor_family_name: Mapped[str] = mapped_column(String(120), default="")
    mayor_title: Mapped[str] = mapped_column(String(160), default="")
    population: Mapped[int | None] = mapped_column(Integer)
    statement: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ApplicationState] = mapped_column(words(ApplicationState))
    link_generation: Mapped[int] = mapped_column(SmallInteger, default=1)
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None]
    capital_opinion: Mapped[Opinion | None] = mapped_column(words(Opinion))
    bureau_opinion: Mapped[Opinion | None] = mapped_column(words(Opinion))
    bureau_note: Mapped[str] = mapped_column(String(500), default="")
    examined_at_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sitting.id"))
    item_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("agenda_item.id", ondelete="SET NULL"), index=True
    )
    asking_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ballot.id", ondelete="SET NULL"))
    ballot_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ballot.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    member_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member.id"), unique=True)
    examined_at: Mapped[Sitting | None] = relationship()
    item: Mapped[AgendaItem | None] = relationship()
    asking: Mapped[Ballot | None] = relationship(foreign_keys=[asking_id])
    ballot: Mapped[Ballot | None] = relationship(foreign_keys=[ballot_id])
    member: Mapped[Member | None] = relationship()
    papers: Mapped[list["ApplicationPaper"]] = relationship(
        back_populates="application", order_by="ApplicationPaper.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("(state = 'admitted') = (member_id IS NOT NULL)", name="admitted_is_a_member"),
        CheckConstraint("state NOT IN ('refused', 'postponed') OR reason <> ''", name="refused_for_a_reason"),
        CheckConstraint("state = 'begun' OR state = 'withdrawn' OR submitted_at IS NOT NULL", name="submitted_first"),
        CheckConstraint("population > 0", name="population"),
    )

    @property
    def is_undecided(self) -> bool:
        """Whether it waits for somebody."""
        return self.state in UNDECIDED

    @property
    def takes_papers(self) -> bool:
        """Whether papers may still be added."""
        return self.state in PAPERS_OPEN

    def papers_of(self, kind: PaperKind) -> list["ApplicationPaper"]:
        """Return the living papers of a kind."""
        return [paper for paper in self.papers if paper.kind is kind and paper.removed_at is None]

    @property
    def missing(self) -> list[PaperKind]:
        """The papers without which it is not complete, in the order of DOMAIN.md."""
        asked = [PaperKind.LETTER, PaperKind.DELIBERATION]
        if not self.is_capital:
            asked.append(PaperKind.CAPITAL)
        return [kind for kind in asked if not self.papers_of(kind)]

    @property
    def may_submit(self) -> bool:
        """Whether it may be handed in: the letter and the deliberation are there. The capital's opinion may follow."""
        return not {PaperKind.LETTER, PaperKind.DELIBERATION} & set(self.missing)


class ApplicationPaper(db.Model):  # type: ignore[name-defined, misc]
    """A paper of a dossier, sealed at rest; removed, or after its time, its bytes are gone and the line stays."""

    __tablename__ = "application_paper"

    id: Mapped[int] = pk()
    public_id: Mapped[str] = public_id()
    application_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("membership_application.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[PaperKind] = mapped_column(words(PaperKind))
    file_name: Mapped[str] = mapped_column(String(170))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    application: Mapped[MembershipApplication] = relationship(back_populates="papers")
