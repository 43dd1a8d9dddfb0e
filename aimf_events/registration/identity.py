"""Who comes: the fields that a badge and a decision rest on, and how a change of them goes back to review."""

from dataclasses import fields
from typing import Any, Unpack

from flask_babel import lazy_gettext as _l

from .. import journal
from ..clock import now
from ..congress.models import Category
from ..database import db, transaction
from ..errors import Refusal
from ..people.models import Person
from ..people.people import name_person, new_person
from . import facts
from .decisions import lock_registration, take_step
from .mailboxes import write_addresses
from .models import OPEN, Decision, Delegation, Registration, RegistrationState
from .names import Identity, Names
from .people_match import hold, is_known_elsewhere, match, name_keys, name_lock
from .promotion import promote
from .quotas import claim_place, fill_places, hold_quotas, locked_quota
from .transitions import REGISTRATION_STEPS, Side, StepRefused, check_change, side_of


class AlreadyRegistered(Refusal):
    """One active registration per person and congress. `registration` is the existing one; a view gives the link.

    `places` is how many the delegation has that asked.
    """

    code = "already_registered"

    def __init__(self, registration: Registration, *, places: int = 0) -> None:
        super().__init__(
            _l(
                "%(person)s a déjà une inscription à ce congrès, dans la délégation « %(delegation)s ».",
                person=registration.person.badge_name,
                delegation=registration.delegation.name,
            ),
            advice=_l(
                "Modifiez l’inscription qui existe. S’il s’agit d’un homonyme, écrivez au Secrétariat permanent."
            ),
        )
        self.registration, self.places = registration, places


def refuse_double(double_id: int | None, *, places: int = 0) -> None:
    """Refuse a second active registration of the same person: the one that `match` found.

    Raises:
        AlreadyRegistered: same names in the delegation, or same names and mailbox in the congress.
    """
    if double_id is not None:
        raise AlreadyRegistered(db.session.get_one(Registration, double_id), places=places)


def person_for(delegation: Delegation, names: Names, *, known_id: int | None, side: Side) -> Person:
    """Return the person known under that name to the delegation or the mailbox (`match`), else a new one.

    A person on whom others rely is taken as they stand, or not at all, when the delegation's link writes. No mailbox
    is written here: whoever reads one could sign in as that person (`mailboxes` says when it becomes theirs).
    """
    known = db.session.get_one(Person, known_id) if known_id is not None else None
    if known is not None and (side is Side.DESK or not is_known_elsewhere(known, delegation)):
        write_names(known, names)
        return known
    if known is not None and not changed_names(known, names):
        return known
    person = new_person(language=delegation.language)
    write_names(person, names)
    db.session.add(person)
    return person


def changed_names(person: Person, names: Names) -> list[str]:
    """Return the names of the fields in which a person differs."""
    wanted = {f.name: getattr(names, f.name) for f in fields(Names)} | {"badge_name": names.on_badge}
    return [field for field, value in wanted.items() if getattr(person, field) != value]


def write_names(person: Person, names: Names) -> None:
    """Write civility and names on a person, with the keys by which they are found."""
    person.civility, person.honorific = names.civility, names.honorific
    name_person(
        person,
        given_name=names.given_name,
        family_name=names.family_name,
        badge_name=names.badge_name,
        original_name=names.original_name,
    )


def save_identity(
    registration: Registration,
    *,
    category: Category | None = None,
    namesake_note: str | None = None,
    by: Person | None = None,
    **identity: Unpack[Identity],
) -> Registration:
    """Correct who comes. After approval, a change by the delegation goes back to review, one by the desk is confirmed anew.

    Args:
        namesake_note: as for `start_registration`.

    Raises:
        RegistrationClosed, StepRefused, AlreadyRegistered, QuotaFull.
    """
    names, email = Names.of(identity), identity.get("email", "")
    with transaction():
        side = side_of(by, registration.congress)
        hold(name_lock(registration.congress_id, names.given_name, names.family_name))
        if category is not None and category.id != registration.category_id:
            hold_quotas((registration.delegation_id, each) for each in (category.id, registration.category_id))
        lock_registration(registration)
        check_change(registration, side=side)
        refuse_inactive(registration)
        same_name = registration.person.sort_key in name_keys(names.given_name, names.family_name)
        found = match(
            registration.delegation,
            given_name=names.given_name,
            family_name=names.family_name,
            email=email,
            besides=registration,
            claim_id=registration.claim_id,
            namesake=same_name or namesake_note is not None,  # who has this name already has been told apart
        )
        refuse_double(found.double)
        changed = _write(registration, names, identity, category=category, known_id=found.known, side=side, by=by)
        write_addresses(registration, email=email, telephone=identity.get("telephone", ""), side=side, by=by)
        registration.changed_at = now()
        if namesake_note is not None and not same_name:
            note_namesake(registration, namesake_note, by=by)
        if changed:
            journal.record("identity_saved", registration, by=by, fields=changed)
            facts.identity_changed.send(registration)
            review_again(registration, side=side, by=by)
        return registration


def note_namesake(registration: Registration, note: str, *, by: Person | None) -> None:
    """Tell the desk, among the decisions on a registration, that somebody else of that name is registered beside it."""
    words = _NAMESAKE.format(note=note)
    db.session.flush()
    db.session.add(
        Decision(
            registration_id=registration.id,
            from_state=registration.state,
            to_state=registration.state,
            reason=words[:500],
            decided_at=now(),
            decided_by_id=by.id if by else None,
        )
    )
    journal.record("namesake_declared", registration, by=by)


_NAMESAKE = "Homonyme dans la délégation, déclaré comme une autre personne : {note}"
"""Kept in French, as every reason that somebody writes is kept in the words in which it was written."""


def review_again(registration: Registration, *, side: Side, by: Person | None) -> None:
    """Send what a desk has accepted back to the first one; what the desk itself corrected stays, with a new badge."""
    if registration.state is RegistrationState.APPROVED:
        take_step(registration, "reconfirm" if side is Side.DESK else "reopen", side=side, by=by)
    elif side is Side.DELEGATION and registration.state in REGISTRATION_STEPS["recall"].sources:
        take_step(registration, "recall", side=side, by=by)


def refuse_inactive(registration: Registration) -> None:
    """Refuse to change what was withdrawn or refused.

    Raises:
        StepRefused: the registration neither takes a place nor waits for one.
    """
    if registration.state not in OPEN:
        raise StepRefused(
            _l("Cette inscription est retirée ou refusée : elle ne se modifie plus."),
            advice=_l("Inscrivez la personne de nouveau, ou écrivez au Secrétariat permanent."),
        )


def _write(
    registration: Registration,
    names: Names,
    identity: Identity,
    *,
    category: Category | None,
    known_id: int | None,
    side: Side,
    by: Person | None,
) -> list[str]:
    changed = changed_names(registration.person, names)
    if changed:
        _rename(registration, names, known_id=known_id, side=side, by=by)
    capacity = identity.get("capacity") or registration.capacity
    wanted: dict[str, Any] = {"function": identity.get("function", ""), "capacity": capacity}
    for field, value in wanted.items():
        if getattr(registration, field) != value:
            setattr(registration, field, value)
            changed.append(field)
    if category is not None and category.id != registration.category_id:
        _move(registration, category)
        changed.append("category")
    return changed


def _move(registration: Registration, category: Category) -> None:
    """Take a place in another category, and leave the former one to whoever waits for it. Who waited has found a place."""
    left = locked_quota(registration.delegation, registration.category)
    claim_place(registration.delegation, category)
    registration.category = category
    if registration.state is RegistrationState.WAITING:
        promote(registration, by=None)
    fill_places(left)


def _rename(registration: Registration, names: Names, *, known_id: int | None, side: Side, by: Person | None) -> None:
    """Rename the person; from a delegation's link, one on whom others rely is left as it is and replaced here.

    So is a correspondent, who signs in as that person, unless a correspondent is at the screen.
    """
    person, delegation = registration.person, registration.delegation
    corresponds = by is None and any(contact.person_id == person.id for contact in delegation.contacts)
    if side is Side.DELEGATION and (corresponds or is_known_elsewhere(person, delegation)):
        registration.person = person_for(delegation, names, known_id=known_id, side=side)
    else:
        write_names(person, names)
