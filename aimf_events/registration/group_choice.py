"""Who of a selection gets a letter, and who does not, with the reason: shown before anything leaves, and asked again at the moment of writing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ..clock import now
from ..congress.models import Congress
from ..database import db
from ..mail.mailboxes import dead_among, key_of, refusals_of
from ..mail.models import OutgoingMessage
from ..people.models import Person
from .invitation_letter import delegations_to_invite
from .letters import correspondents, stands_in
from .models import OPEN, Delegation, DelegationContact, DelegationState, Registration

REMINDED, INFORMED = "delegation_reminded", "delegation_informed"
PEOPLE_INFORMED, THANKED = "participant_informed", "participant_thanked"
TO_DELEGATIONS, TO_PEOPLE = (INFORMED, REMINDED), (PEOPLE_INFORMED, THANKED)
REMIND_AGAIN_AFTER = timedelta(days=7)

NOT_INVITED, GONE = _l("pas encore invitées"), _l("retirées")
ANSWERED, JUST_REMINDED = _l("ont déjà répondu"), _l("rappelées il y a moins de sept jours")
NO_MORE = _l("ne veulent plus de rappels")
NO_ADDRESS, DEAD = _l("sans adresse électronique"), _l("adresse en panne : à appeler")
CLOSED = _l("inscription close ou refusée")


@dataclass
class Choice:
    """Those who get the letter, how many letters that makes, and the names of the others by reason."""

    ready: list[Any] = field(default_factory=list)
    letters: int = 0
    left_out: dict[Any, list[str]] = field(default_factory=dict)

    def leave_out(self, reason: Any, name: str) -> None:
        """Note that somebody gets none."""
        self.left_out.setdefault(reason, []).append(name)


@dataclass(frozen=True)
class Known:
    """What is looked up once for a whole selection: dead mailboxes, refusals, the last reminder of each delegation."""

    dead: set[str]
    refusals: set[str]
    reminded: dict[int, datetime]

    @classmethod
    def of(cls, congress: Congress, fact: str, addresses: Sequence[str], ids: Sequence[int]) -> "Known":
        """Look it up: one query, three for reminders."""
        dead = dead_among(addresses)
        if fact != REMINDED:
            return cls(dead, set(), {})
        last = select(OutgoingMessage.about_id, func.max(OutgoingMessage.written_at)).where(
            OutgoingMessage.fact == REMINDED,
            OutgoingMessage.about_kind == "Delegation",
            OutgoingMessage.about_id.in_(ids),
        )
        rows = db.session.execute(last.group_by(OutgoingMessage.about_id)).tuples()
        return cls(dead, refusals_of(congress.id), {ident or 0: moment for ident, moment in rows})


def choose_delegations(congress: Congress, fact: str, ids: list[int]) -> Choice:
    """Sort some delegations. A constant number of queries."""
    found = delegations_to_invite(congress, ids=ids)
    addresses = [contact.email for delegation in found for contact in delegation.contacts]
    known, choice = Known.of(congress, fact, addresses, ids), Choice()
    for delegation in found:
        reason = why_not(delegation, fact, known)
        if reason is None:
            choice.ready.append(delegation)
            choice.letters += len(readers(delegation, known))
        else:
            choice.leave_out(reason, delegation.name)
    return choice


def why_not(delegation: Delegation, fact: str, known: Known) -> Any:
    """Return why a delegation gets no letter of `fact` now; None if it does."""
    if delegation.state is DelegationState.PREPARED:
        return NOT_INVITED
    if delegation.state is DelegationState.WITHDRAWN:
        return GONE
    if fact == REMINDED:
        silent = delegation.state in (DelegationState.INVITED, DelegationState.COMPOSING)
        if not silent or delegation.answered_at is not None:
            return ANSWERED
        last = known.reminded.get(delegation.id)
        if last is not None and last > now() - REMIND_AGAIN_AFTER:
            return JUST_REMINDED
    written_to = correspondents(delegation)
    if not written_to:
        return NO_ADDRESS
    alive = [contact for contact in written_to if key_of(contact.email) not in known.dead]
    if not alive:
        return DEAD
    return None if readers(delegation, known) else NO_MORE


def readers(delegation: Delegation, known: Known) -> list[DelegationContact]:
    """Return the correspondents whose mailboxes live and take letters of this kind."""
    closed = known.dead | known.refusals
    return [contact for contact in correspondents(delegation) if key_of(contact.email) not in closed]


def choose_people(congress: Congress, ids: list[int]) -> Choice:
    """Sort some people registered. A constant number of queries."""
    found = people_to_write_to(congress, ids)
    dead = dead_among(address_of(registration) for registration in found)
    choice = Choice()
    for registration in found:
        address, name = address_of(registration), registration.person.badge_name
        if registration.state not in OPEN:
            choice.leave_out(CLOSED, name)
        elif not address:
            choice.leave_out(NO_ADDRESS, name)
        elif key_of(address) in dead:
            choice.leave_out(DEAD, name)
        else:
            choice.ready.append(registration)
    choice.letters = len(choice.ready)
    return choice


def address_of(registration: Registration) -> str:
    """Return where letters about somebody go: to themselves, else to who stands in; an empty text where nobody can be reached."""
    contact = stands_in(registration)
    return contact.email if contact else registration.email


def people_to_write_to(congress: Congress, ids: list[int]) -> list[Registration]:
    """Return some registrations with all that a letter needs, in the order of names."""
    rows = select(Registration).join(Registration.person)
    rows = rows.where(Registration.congress_id == congress.id, Registration.id.in_(ids))
    contacts = selectinload(Delegation.contacts).joinedload(DelegationContact.person)
    loaded = (
        contains_eager(Registration.person),
        joinedload(Registration.category),
        joinedload(Registration.delegation).options(contacts, joinedload(Delegation.congress)),
    )
    return list(db.session.scalars(rows.options(*loaded).order_by(Person.sort_key, Registration.id)))
