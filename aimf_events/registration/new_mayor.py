"""A mayor is replaced: one act, with its proof. The office passes on, open delegations get their new head, nothing of the past changes."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import Translated, db, lock, transaction
from ..i18n import pick
from ..mail.holding import withdraw_draft
from ..mail.models import MessageState, OutgoingMessage
from ..members.models import LocalOffice, Member
from ..members.offices import appoint, offices_of
from ..people.models import Civility, Person
from . import facts
from .correspondents import remove_correspondent
from .delegations import add_correspondent
from .invitations import invite_again
from .models import OPEN, ContactRole, Delegation, DelegationState, Registration

_ANSWERING = (DelegationState.INVITED, DelegationState.COMPOSING)


@dataclass
class Handover:
    """What the act did, and what remains: registrations of the former mayor that only a person can give to another."""

    office: LocalOffice
    former: Person | None
    delegations: list[Delegation] = field(default_factory=list)
    invited: list[Delegation] = field(default_factory=list)
    withdrawn: int = 0
    remaining: list[Registration] = field(default_factory=list)


def change_mayor(
    member: Member,
    *,
    civility: Civility | None,
    given_name: str,
    family_name: str,
    email: str,
    title: Translated,
    source: str,
    by: Person | None,
) -> Handover:
    """Record that somebody else now holds the executive office of a member.

    Args:
        source: the proof in words: an act, an official journal, its date and address.
    """
    with transaction():
        lock(member)
        former = executive_of(member)
        office = appoint(
            member,
            civility=civility,
            given_name=given_name,
            family_name=family_name,
            email=email,
            title=title,
            is_executive=True,
            by=by,
        )
        new = db.session.get_one(Person, office.person_id)
        done = Handover(office, former if former is not None and former.id != new.id else None)
        for delegation in open_delegations(member):
            _hand_over(delegation, done, new, email, by=by)
        journal.record(
            "mayor_changed", member, by=by, former=done.former.id if done.former else None, new=new.id, source=source
        )
        if done.former is not None:
            facts.mayor_changed.send(member)
        return done


def executive_of(member: Member) -> Person | None:
    """Return who holds the recognised executive office of a member."""
    return next((each.person for each in offices_of(member) if each.is_executive and each.is_recognised), None)


def open_delegations(member: Member) -> list[Delegation]:
    """Return the delegations of a member at congresses that are not over."""
    rows = select(Delegation).join(Congress, Congress.id == Delegation.congress_id)
    current = rows.where(Delegation.member_id == member.id, Congress.ends_on >= now().date())
    return list(db.session.scalars(current.order_by(Congress.starts_on)))


def left_to_substitute(member: Member) -> list[Registration]:
    """Return the open registrations of people who headed a member, in delegations that another heads now."""
    heads = select(LocalOffice.person_id).where(LocalOffice.member_id == member.id, LocalOffice.is_executive)
    ended, held = heads.where(LocalOffice.ends_on.is_not(None)), heads.where(LocalOffice.ends_on.is_(None))
    delegations = [delegation.id for delegation in open_delegations(member)]
    rows = select(Registration).where(
        Registration.delegation_id.in_(delegations),
        Registration.state.in_(OPEN),
        Registration.person_id.in_(ended),
        Registration.person_id.not_in(held),
    )
    return list(db.session.scalars(rows.options(joinedload(Registration.person), joinedload(Registration.congress))))


def identity_of_executive(delegation: Delegation) -> dict[str, str]:
    """Return who holds the executive office of a delegation's member, as the form of a person takes it; empty if nobody does."""
    offices = offices_of(delegation.member) if delegation.member else []
    held = next((each for each in offices if each.is_executive and each.is_recognised), None)
    if held is None:
        return {}
    person = held.person
    return {
        "civility": person.civility.value if person.civility else "",
        "given_name": person.given_name,
        "family_name": person.family_name,
        "badge_name": person.badge_name if person.badge_name != person.full_name else "",
        "original_name": person.original_name,
        "function": pick(held.title, delegation.language),
        "email": next((c.email for c in delegation.contacts if c.person_id == person.id), person.email or ""),
    }


def _hand_over(delegation: Delegation, done: Handover, new: Person, email: str, *, by: Person | None) -> None:
    """Give a delegation its new head; the former head's link dies, letters that wait for them do not leave."""
    lock(delegation)
    if done.former is None:
        return
    theirs = [contact for contact in delegation.contacts if contact.person_id == done.former.id]
    if theirs:
        for contact in theirs:
            remove_correspondent(contact, by=by)
        delegation.link_generation += 1
    for contact in [c for c in delegation.contacts if c.role is ContactRole.HEAD and c.person_id != new.id]:
        remove_correspondent(contact, by=by)
    add_correspondent(delegation, new, ContactRole.HEAD, email, by=by)
    done.delegations.append(delegation)
    done.withdrawn += _withdraw_letters(delegation, done.former, by=by)
    if (
        delegation.state in _ANSWERING
        and delegation.congress.registration_is_open
        and delegation.invited_at is not None
    ):
        invite_again(delegation, by=by)
        done.invited.append(delegation)
    waiting = select(Registration).where(
        Registration.delegation_id == delegation.id,
        Registration.person_id == done.former.id,
        Registration.state.in_(OPEN),
    )
    done.remaining.extend(db.session.scalars(waiting))


def _withdraw_letters(delegation: Delegation, former: Person, *, by: Person | None) -> int:
    """End the letters to the former head about this delegation that have not left; drafts by their own verb."""
    rows = select(OutgoingMessage).where(
        OutgoingMessage.person_id == former.id,
        OutgoingMessage.about_kind == "Delegation",
        OutgoingMessage.about_id == delegation.id,
        OutgoingMessage.ended_at.is_(None),
        OutgoingMessage.state.in_((MessageState.HELD, MessageState.PENDING, MessageState.RETRY)),
    )
    letters = list(db.session.scalars(rows.with_for_update()))
    for letter in letters:
        if letter.state is MessageState.HELD:
            withdraw_draft(letter, reason="mayor_changed", by=by)
        else:
            letter.state, letter.ended_at, letter.answer = MessageState.SUPERSEDED, now(), "mayor_changed"
    return len(letters)
