"""The voices called to a sitting, and who speaks with each. What is stored is whose voice it is; who carries it is read.

So a change of mayor, a substitute named by the delegation or a claim to its head has its effect at once, until a ballot's roll is
frozen.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload, selectinload

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, new_public_id, transaction
from ..errors import Refusal
from ..members.models import LocalOffice, Member
from ..people.models import Person
from ..registration.models import (
    ACTIVE,
    Capacity,
    ContactRole,
    Delegation,
    DelegationContact,
    DelegationState,
    Mode,
    Registration,
)
from .bureau_composition import sits_on
from .models import Body
from .sitting_models import Convocation, Mandate, PresenceEntry, Sitting, SittingState
from .sittings import lock_in
from .voices import PAYING


class SeatInUse(Refusal):
    """The member was convened, or is in the log of presence: its seat stays."""

    code = "seat_in_use"

    def __init__(self) -> None:
        super().__init__(_l("Ce membre a été convoqué ou a répondu à l’appel : son siège reste à cette séance."))


@dataclass(frozen=True, slots=True)
class Holder:
    """Who speaks for a member. `registration` numbers are of the congress of the sitting, None between two.

    `executive`: the recognised head of the member's executive, whoever the delegation announces as its titular.
    `titular_comes`: how its titular is announced (None: no registration, or an answer that is awaited).
    """

    titular: Person | None = None
    titular_title: dict[str, str] | None = None
    titular_registration: int | None = None
    titular_comes: Mode | None = None
    substitute: Person | None = None
    substitute_registration: int | None = None
    substitute_comes: Mode | None = None
    head: DelegationContact | None = None
    is_contested: bool = False
    declined: bool = False
    executive: Person | None = None

    @property
    def is_known_titular(self) -> bool:
        """Whether its titular is the recognised head of its executive, and no nomination is needed."""
        return self.titular is not None and self.executive is not None and self.titular.id == self.executive.id


@dataclass(frozen=True, slots=True)
class Seat:
    """A voice at a sitting and who speaks with it."""

    mandate: Mandate
    holder: Holder

    @property
    def member(self) -> Member:
        """Whose voice it is."""
        return self.mandate.member


def seats_of(sitting: Sitting) -> list[Seat]:
    """Return the voices of a sitting with who speaks for each, in the order of names. A constant number of queries."""
    rows = select(Mandate).join(Member, Member.id == Mandate.member_id).where(Mandate.sitting_id == sitting.id)
    ordered = rows.order_by(Member.sort_key, Member.id).options(joinedload(Mandate.member))
    mandates = list(db.session.scalars(ordered))
    holders = holders_of([mandate.member_id for mandate in mandates], sitting.congress)
    return [Seat(mandate, holders[mandate.member_id]) for mandate in mandates]


def holders_of(member_ids: Sequence[int], congress: Congress | None) -> dict[int, Holder]:
    """Return who speaks for each member: its recognised executive, the titular and the substitute that its delegation names.

    A delegation whose head is contested names nobody until the credentials desk has decided.
    """
    found = dict.fromkeys(member_ids, Holder())
    offices = select(LocalOffice).where(
        LocalOffice.member_id.in_(member_ids),
        LocalOffice.is_executive,
        LocalOffice.is_recognised,
        LocalOffice.ends_on.is_(None),
    )
    for office in db.session.scalars(offices.options(joinedload(LocalOffice.person).selectinload(Person.contacts))):
        found[office.member_id] = Holder(titular=office.person, titular_title=office.title, executive=office.person)
    if congress is not None:
        _add_delegations(found, congress)
    return found


def seat_members(sitting: Sitting, members: Collection[Member], *, by: Person | None) -> int:
    """Give a voice at a sitting to some members; return how many had none. Twice is harmless.

    Those with a deliberative voice vote from when they became members; the others speak and do not vote.

    Raises:
        SittingMoved: the sitting is over.
    """
    with transaction():
        lock_in(sitting, *(state for state in SittingState if state is not SittingState.CLOSED))
        return write_seats(sitting, members, by=by)


def write_seats(sitting: Sitting, members: Collection[Member], *, by: Person | None) -> int:
    """Write the seats of some members. The caller holds the transaction and the sitting."""
    values = [
        {
            "public_id": new_public_id(),
            "sitting_id": sitting.id,
            "member_id": member.id,
            "votes_from": member.created_at if member.votes and not member.awaits_fee else None,
        }
        for member in members
    ]
    if not values:
        return 0
    new = insert(Mandate).values(values).on_conflict_do_nothing(index_elements=["sitting_id", "member_id"])
    written = len(list(db.session.scalars(new.returning(Mandate.id))))
    if written:
        journal.record("members_seated", sitting, by=by, congress_id=sitting.congress_id, count=written)
    return written


def unseat_member(sitting: Sitting, member: Member, *, by: Person | None) -> None:
    """Take back the seat of a member whom nobody has convened.

    Raises:
        SittingMoved: the sitting is open or over.
        SeatInUse: the member was convened, or is in the log.
    """
    with transaction():
        lock_in(sitting, SittingState.DRAFT, SittingState.CONVENED)
        seat = db.session.scalars(select(Mandate).filter_by(sitting_id=sitting.id, member_id=member.id)).first()
        if seat is None:
            return
        convened = select(Convocation.id).filter_by(sitting_id=sitting.id, member_id=member.id)
        if db.session.scalar(convened) or db.session.scalar(select(PresenceEntry.id).filter_by(mandate_id=seat.id)):
            raise SeatInUse
        db.session.delete(seat)
        journal.record("member_unseated", sitting, by=by, congress_id=sitting.congress_id, member=member.id)


def admit_voice(sitting: Sitting, member: Member, *, votes_from: datetime | None, by: Person | None) -> Mandate:
    """Give a member admitted during the sitting its voice, from a moment on: ballots that opened before do not know it.

    Args:
        votes_from: from `rules.admission.votes_from`; None while its entry fee is awaited.
    """
    with transaction():
        lock_in(sitting, SittingState.OPEN, SittingState.SUSPENDED)
        write_seats(sitting, [member], by=by)
        rows = select(Mandate).filter_by(sitting_id=sitting.id, member_id=member.id).with_for_update()
        seat = db.session.scalars(rows).one()
        seat.votes_from = votes_from
        journal.record(
            "voice_admitted", seat, by=by, congress_id=sitting.congress_id, member=member.id, votes_from=votes_from
        )
        return seat


def give_voice(member: Member) -> list[Mandate]:
    """Give a member whose entry fee was just recorded its voice at the sittings that are not over, from this minute on."""
    with transaction():
        rows = select(Mandate).join(Sitting, Sitting.id == Mandate.sitting_id)
        rows = rows.where(Mandate.member_id == member.id, Mandate.votes_from.is_(None))
        rows = rows.where(Sitting.state != SittingState.CLOSED).order_by(Mandate.sitting_id)
        found = list(db.session.scalars(rows))
        for mandate in found:
            sitting = lock(db.session.get_one(Sitting, mandate.sitting_id))
            mandate.votes_from = now()
            journal.record("voice_given", mandate, by=None, congress_id=sitting.congress_id, member=member.id)
        return found


def called_members(sitting: Sitting) -> list[Member]:
    """Return the members that a sitting calls: all that belong to the association, or those seated in the Bureau."""
    rows = select(Member).order_by(Member.sort_key, Member.id)
    if sitting.body is Body.GENERAL_ASSEMBLY:
        return list(db.session.scalars(rows.where(Member.category.in_(PAYING))))
    seated = select(Mandate.member_id).where(Mandate.sitting_id == sitting.id)
    return list(db.session.scalars(rows.where(Member.id.in_(seated))))


def last_bureau(before: Sitting) -> list[Member]:
    """Return whom a new sitting of the Bureau begins with: its composition on that day, else who sat at its latest other sitting."""
    seated_now = {seat.member_id for seat in sits_on(before.day) if seat.member_id}
    if seated_now:
        rows = select(Member).where(Member.id.in_(seated_now)).order_by(Member.sort_key, Member.id)
        return list(db.session.scalars(rows))
    earlier = select(Sitting.id).where(
        Sitting.body == Body.BUREAU,
        Sitting.id != before.id,
        Sitting.day <= before.day,
        Sitting.rehearsed_id.is_(None),
    )
    last = db.session.scalar(earlier.order_by(Sitting.day.desc(), Sitting.id.desc()).limit(1))
    if last is None:
        return []
    seated = select(Member).join(Mandate, Mandate.member_id == Member.id).where(Mandate.sitting_id == last)
    return list(db.session.scalars(seated.order_by(Member.sort_key)))


def _add_delegations(found: dict[int, Holder], congress: Congress) -> None:
    """Add what the delegations of a congress say: who heads each, and who comes as titular or substitute."""
    rows = select(Delegation).where(Delegation.congress_id == congress.id, Delegation.member_id.in_(list(found)))
    contacts = selectinload(Delegation.contacts).joinedload(DelegationContact.person)
    member_of: dict[int, int] = {}
    for delegation in db.session.scalars(rows.options(contacts)):
        assert delegation.member_id is not None, "asked for by their members"
        member_of[delegation.id] = delegation.member_id
        head = next((each for each in delegation.contacts if each.role is ContactRole.HEAD), None)
        found[delegation.member_id] = replace(
            found[delegation.member_id],
            head=head,
            is_contested=delegation.state is DelegationState.CONTESTED,
            declined=delegation.state is DelegationState.DECLINED,
        )
    comers = select(Registration).where(
        Registration.delegation_id.in_(list(member_of)),
        Registration.state.in_(ACTIVE),
        Registration.capacity.in_((Capacity.TITULAR, Capacity.SUBSTITUTE)),
    )
    people = joinedload(Registration.person).selectinload(Person.contacts)
    for each in db.session.scalars(comers.order_by(Registration.id).options(people)):
        ident = member_of[each.delegation_id]
        if found[ident].is_contested:
            continue
        if each.capacity is Capacity.TITULAR:
            found[ident] = replace(
                found[ident], titular=each.person, titular_registration=each.id, titular_comes=each.mode
            )
        else:
            found[ident] = replace(
                found[ident], substitute=each.person, substitute_registration=each.id, substitute_comes=each.mode
            )
