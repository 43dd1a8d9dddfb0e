"""The convocation: who is to be convened, by which way, in time or late; the letters; and the proof for each recipient.

Notice is counted in civil days at the seat. A letter is sent when the recipient's server has taken it, not when we wrote it.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, transaction
from ..errors import NotFound, Refusal
from ..mail.models import MessageState
from ..members.models import Member, Standing
from ..people.models import Person
from .convocation_letter import post_convocation
from .mandates import Holder, called_members, holders_of, write_seats
from .models import Body
from .parameters import Parameter
from .profiles import Profile, profile_today, read_profile
from .rehearsal_limits import demand_counted
from .rules.notice import civil_day, last_day
from .sitting_models import Convocation, Moment, Sitting, SittingState
from .sittings import NoStatutes, follow_session, lock_in, profile_of, record_moment, statutes_for
from .standing import accounts_at


class AgendaEmpty(Refusal):
    """A convocation without an agenda convenes to nothing."""

    code = "convocation_without_agenda"

    def __init__(self) -> None:
        super().__init__(
            _l("L’ordre du jour est vide."),
            advice=_l("Ajoutez au moins un point : les membres le reçoivent avec la convocation."),
        )


class NobodyCalled(Refusal):
    """There is nobody to convene."""

    code = "convocation_to_nobody"

    def __init__(self) -> None:
        super().__init__(_l("Aucun membre n’est appelé à cette séance."), advice=_l("Composez d’abord la séance."))


class ChangedSinceRead(Refusal):
    """Whom the page named is no longer whom the letter would reach."""

    code = "convocation_changed"

    def __init__(self) -> None:
        super().__init__(
            _l("La séance ou la liste a changé depuis que vous l’avez lue : rien n’est parti."),
            advice=_l("Relisez la page, puis envoyez."),
        )


class Way(enum.StrEnum):
    """How a member can be convened."""

    LETTER = "letter"
    POST = "post"
    SUSPENDED = "suspended"
    CONTESTED = "contested"


class Proof(enum.StrEnum):
    """What is known of a convocation."""

    IN_TIME = "in_time"
    LATE = "late"
    LEAVING = "leaving"
    FAILED = "failed"


GONE = frozenset({MessageState.ACCEPTED, MessageState.DELIVERED})
LOST = frozenset({MessageState.FAILED, MessageState.BOUNCED, MessageState.SUPPRESSED, MessageState.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Recipient:
    """A member to convene, to whom the letter goes, and where."""

    member: Member
    holder: Holder
    person: Person | None
    email: str
    way: Way


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the register: a convocation and what proves it. `at`: when it left; None while it has not."""

    convocation: Convocation
    proof: Proof
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """What the statutes ask, and what it is worth to send today."""

    last: date
    days: int
    today: date

    @property
    def is_late(self) -> bool:
        """Whether what leaves today comes too late."""
        return self.today > self.last


def notice_of(sitting: Sitting) -> Notice:
    """Return the last day of the convocation and the day that it is at the seat.

    Raises:
        NoStatutes: no version is in force on its day.
    """
    profile = profile_of(sitting)
    zone, days = profile.zone(), profile.number(Parameter.NOTICE_DAYS)
    return Notice(last_day(civil_day(sitting.starts_at, zone), days), days, civil_day(now(), zone))


def recipients_of(sitting: Sitting) -> list[Recipient]:
    """Return the members not yet convened, and how each can be; a rehearsal convenes nobody. A constant number of queries."""
    if sitting.is_rehearsal:
        return []
    done = set(db.session.scalars(select(Convocation.member_id).filter_by(sitting_id=sitting.id)))
    members = [member for member in called_members(sitting) if member.id not in done]
    holders = holders_of([member.id for member in members], sitting.congress)
    accounts = accounts_at(now(), members, _dues_profile(sitting))
    return [_recipient(member, holders[member.id], accounts[member.id].standing) for member in members]


def convene(sitting: Sitting, *, seen: int | None = None, by: Person | None) -> list[Convocation]:
    """Convene: freeze the statutes, seat the members, write to each. Again, it writes to those whom nobody has written to.

    Args:
        seen: how many letters the page announced; None where nobody read a page.

    Raises:
        SittingMoved: it is open or over.
        RehearsalCountsForNothing: it is a rehearsal.
        NoStatutes: no version is in force on its day.
        AgendaEmpty: nothing is on the agenda.
        NobodyCalled: nobody is called.
        ChangedSinceRead: other people would be written to than were shown.
    """
    with transaction():
        lock_in(sitting, SittingState.DRAFT, SittingState.CONVENED)
        demand_counted(sitting)
        version = statutes_for(sitting)
        if version is None:
            raise NoStatutes
        if sitting.is_draft:
            follow_session(sitting)
            db.session.flush()
        if not sitting.items:
            raise AgendaEmpty
        members = called_members(sitting)
        if not members:
            raise NobodyCalled
        written = [each for each in recipients_of(sitting) if each.way is Way.LETTER]
        if seen is not None and seen != len(written):
            raise ChangedSinceRead
        if sitting.is_draft:
            sitting.state, sitting.profile, sitting.convened_at = SittingState.CONVENED, version, now()
            record_moment(sitting, Moment.CONVENED, by=by)
        write_seats(sitting, members, by=by)
        made = [_write(sitting, each, by=by) for each in written]
        journal.record("sitting_convened", sitting, by=by, congress_id=sitting.congress_id, letters=len(made))
        return made


def record_posted(sitting: Sitting, member: Member, *, posted_on: date, proof: str, by: Person | None) -> Convocation:
    """Record that a member without a mailbox was convened by post: the day on which it left, and what proves it.

    Raises:
        NotFound: the member is not called, or was convened.
        SittingMoved: the sitting was not convened, or is open.
    """
    with transaction():
        lock_in(sitting, SittingState.CONVENED)
        found = next((each for each in recipients_of(sitting) if each.member.id == member.id), None)
        if found is None or found.way is not Way.POST:
            raise NotFound
        noon = datetime(posted_on.year, posted_on.month, posted_on.day, 12, tzinfo=now().tzinfo)
        convocation = Convocation(
            sitting_id=sitting.id,
            member_id=member.id,
            person_id=found.person.id if found.person else None,
            proof=proof,
            sent_at=noon,
            sent_by_id=by.id if by else None,
        )
        db.session.add(convocation)
        db.session.flush()
        journal.record(
            "convocation_posted", convocation, by=by, congress_id=sitting.congress_id, member=member.id, proof=proof
        )
        return convocation


def register_of(sitting: Sitting) -> list[Line]:
    """Return the register: each member convened, with its proof, in the order of names. Two queries."""
    rows = (
        select(Convocation)
        .join(Member, Member.id == Convocation.member_id)
        .filter(Convocation.sitting_id == sitting.id)
    )
    shown = (joinedload(Convocation.member), joinedload(Convocation.message), joinedload(Convocation.person))
    found = list(db.session.scalars(rows.order_by(Member.sort_key, Member.id).options(*shown)))
    return _lines(sitting, found) if found else []


def _lines(sitting: Sitting, convocations: Sequence[Convocation]) -> list[Line]:
    profile = profile_of(sitting)
    zone = profile.zone()
    last = last_day(civil_day(sitting.starts_at, zone), profile.number(Parameter.NOTICE_DAYS))
    lines = []
    for each in convocations:
        at = _left_at(each)
        if at is not None:
            proof = Proof.LATE if civil_day(at, zone) > last else Proof.IN_TIME
        elif each.message is None or each.message.state in LOST:
            proof = Proof.FAILED
        else:
            proof = Proof.LEAVING
        lines.append(Line(each, proof, at))
    return lines


def _left_at(convocation: Convocation) -> datetime | None:
    """When a convocation left: by post, the day that was recorded; by letter, when a server took it."""
    if convocation.proof:
        return convocation.sent_at
    letter = convocation.message
    return letter.ended_at if letter is not None and letter.state in GONE else None


def _recipient(member: Member, holder: Holder, standing: Standing) -> Recipient:
    person, email = holder.titular, (holder.titular.email if holder.titular else None) or ""
    if not email and holder.head is not None:
        person, email = holder.head.person, holder.head.email
    if standing is Standing.SUSPENDED:
        way = Way.SUSPENDED
    elif holder.is_contested:
        way = Way.CONTESTED
    else:
        way = Way.LETTER if email else Way.POST
    return Recipient(member, holder, person, email, way)


def _write(sitting: Sitting, to: Recipient, *, by: Person | None) -> Convocation:
    convocation = Convocation(
        sitting_id=sitting.id,
        member_id=to.member.id,
        person_id=to.person.id if to.person else None,
        recipient=to.email,
        sent_at=now(),
        sent_by_id=by.id if by else None,
    )
    db.session.add(convocation)
    db.session.flush()
    title = to.holder.titular_title if to.person is to.holder.titular else None
    convocation.message_id = post_convocation(sitting, convocation, to.member, to.person, to.email, title).id
    return convocation


def _dues_profile(sitting: Sitting) -> Profile | None:
    """Dues are asked by the Assembly's statutes: those that the sitting keeps, or those of today for the Bureau."""
    version = statutes_for(sitting) if sitting.body is Body.GENERAL_ASSEMBLY else None
    return read_profile(version) if version else profile_today(Body.GENERAL_ASSEMBLY)
