"""One person takes the place of another, in one transaction: the old one out, the new one in, never a place more.

Held in this order: what a registration that begins holds, the delegation (shared: only whoever declines or reopens it
waits), the quota, the person who leaves. Whoever withdraws at the same moment holds the person who leaves.
"""

from typing import Unpack

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import journal
from ..clock import now
from ..congress.deadlines import is_before
from ..congress.models import Congress, DeadlineKind
from ..database import db, transaction
from ..errors import Refusal
from ..people.models import Person
from . import letters
from .beginnings import begun_by_form, count_beginning, hold_beginning, write_draft
from .decisions import take_step
from .identity import AlreadyRegistered, note_namesake, person_for, refuse_double
from .mailboxes import confirm_addresses
from .models import OPEN, Delegation, Mode, Registration, RegistrationState
from .names import Identity, Names
from .particulars import write_consents, write_mode
from .people_match import match, name_keys
from .quotas import claim_place, hold_place
from .transitions import RegistrationClosed, Side, StepRefused, side_of


class SamePerson(Refusal):
    """Whoever leaves does not take their own place."""

    code = "same_person"


class AlreadyReplaced(StepRefused):
    """Somebody else has taken the place already."""

    code = "already_replaced"


def substitute(
    old: Registration,
    *,
    mode: Mode,
    to_list: bool,
    to_image: bool,
    form_key: str | None = None,
    namesake_note: str | None = None,
    reason: str = "",
    by: Person | None,
    **identity: Unpack[Identity],
) -> Registration:
    """Let somebody take the place of a person of the delegation, in the same category; both are written to.

    The badge of who leaves opens no door from then on. The new registration is sent to the desk, which accredits it as any
    other. The same form sent twice (`form_key`) is one substitution.

    Raises:
        RegistrationClosed: after the deadline, unless the desk does it.
        AlreadyReplaced, StepRefused: the place is no longer this person's.
        AlreadyRegistered: the new person has an active registration in this congress.
        SamePerson: the new person bears the name of the one who leaves.
        TooOften: as for `start_registration`.
    """
    names, delegation = Names.of(identity), old.delegation
    with transaction():
        side = side_of(by, old.congress)
        check_replacement(old.congress, side=side)
        hold_beginning(delegation, names, form_key=form_key, by=by)
        _share(delegation)
        sent = begun_by_form(delegation, form_key)
        if sent is not None:
            return sent
        hold_place(old)
        _refuse_gone_or_same(old, names)
        person = _newcomer(old, names, identity, namesake=namesake_note is not None, side=side, by=by)
        take_step(old, "substitute", side=side, by=by, reason=reason)
        db.session.flush()
        claim_place(delegation, old.category)
        new = write_draft(delegation, person, old.category, identity, form_key=form_key)
        new.replaces, new.protocol_order, new.claim_id = old, old.protocol_order, old.claim_id
        new.submitted_at = now()
        journal.record("registration_started", new, by=by, delegation=delegation.id, replaces=old.id)
        if namesake_note is not None:
            note_namesake(new, namesake_note, by=by)
        if side is Side.DESK:
            confirm_addresses(new, former="", by=by)
        write_mode(new, mode, by=by)
        write_consents(new, to_list=to_list, to_image=to_image, by=by)
        take_step(new, "submit", side=side, by=by)
        letters.post_about("registration_replacing", new)
        return new


def may_replace(congress: Congress, *, side: Side) -> bool:
    """Whether a delegation may still replace a person by itself, or the desk does it."""
    return side is Side.DESK or is_before(congress, DeadlineKind.SUBSTITUTION)


def check_replacement(congress: Congress, *, side: Side) -> None:
    """Refuse a replacement that comes after its deadline, unless the desk makes it.

    Raises:
        RegistrationClosed.
    """
    if not may_replace(congress, side=side):
        raise RegistrationClosed(
            _l("La date limite des remplacements est passée."),
            advice=_l("Écrivez au Secrétariat permanent : lui seul peut encore inscrire quelqu’un à cette place."),
        )


def replaced_in(delegation: Delegation) -> dict[int, Registration]:
    """Return who took whose place in a delegation: the new registration by the key of the old one."""
    wanted = select(Registration).where(
        Registration.delegation_id == delegation.id, Registration.replaces_id.is_not(None)
    )
    return {new.replaces_id: new for new in db.session.scalars(wanted) if new.replaces_id is not None}


def _share(delegation: Delegation) -> None:
    """Hold the delegation as the row that will refer to it does, before any other of its rows is held."""
    db.session.execute(select(Delegation.id).filter_by(id=delegation.id).with_for_update(read=True, key_share=True))


def _newcomer(
    old: Registration, names: Names, identity: Identity, *, namesake: bool, side: Side, by: Person | None
) -> Person:
    """Return who comes instead: known or new, and not registered anywhere in this congress.

    Raises:
        AlreadyRegistered, TooOften.
    """
    found = match(
        old.delegation,
        given_name=names.given_name,
        family_name=names.family_name,
        email=identity.get("email", ""),
        besides=old,
        namesake=namesake,
    )
    refuse_double(found.double, places=found.places)
    if by is None:
        count_beginning(old.delegation, found.places)
    person = person_for(old.delegation, names, known_id=found.known, side=side)
    db.session.flush()
    elsewhere = select(Registration).where(
        Registration.congress_id == old.congress_id,
        Registration.person_id == person.id,
        Registration.state.in_(OPEN),
    )
    existing = db.session.scalars(elsewhere).first()
    if existing is not None:
        raise AlreadyRegistered(existing, places=found.places)
    return person


def _refuse_gone_or_same(old: Registration, names: Names) -> None:
    if old.state is RegistrationState.SUBSTITUTED:
        raise AlreadyReplaced(
            _l("Cette personne est déjà remplacée."),
            advice=_l("Ouvrez la délégation : son remplaçant y figure, et peut être remplacé à son tour."),
        )
    if old.person.sort_key in name_keys(names.given_name, names.family_name):
        raise SamePerson(
            _l("Le remplaçant porte le nom de la personne qui part."),
            advice=_l("Pour corriger un nom ou une fonction, ouvrez l’inscription qui existe."),
        )
