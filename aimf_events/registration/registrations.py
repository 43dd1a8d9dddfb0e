"""Registrations: begun, sent, withdrawn, restored, found. Their identity is in `identity`, their other steps in `particulars`."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..congress.models import Category, Congress
from ..database import db, lock, lock_name, transaction
from ..errors import NotFound
from ..people.models import Civility, Person
from .answers import begin_composing
from .decisions import take_step
from .identity import AlreadyRegistered, Names, person_for, refuse_double, save_identity
from .mailboxes import confirm_addresses
from .models import Capacity, Delegation, Mode, Registration, RegistrationState
from .particulars import (
    open_for_change,
    photo_of,
    save_consents,
    save_participation,
    save_photo,
    write_consents,
    write_mode,
)
from .people_match import hold_name
from .quotas import QuotaFull, claim_place
from .transitions import Side, StepRefused, check_open, side_of

__all__ = [
    "AlreadyRegistered",
    "QuotaFull",
    "StepRefused",
    "begun_by_form",
    "delegation_registrations",
    "photo_of",
    "registration_by_public_id",
    "restore_registration",
    "save_consents",
    "save_identity",
    "save_participation",
    "save_photo",
    "send_registration",
    "start_registration",
    "submit_registration",
    "withdraw_registration",
]


def start_registration(
    delegation: Delegation,
    *,
    category: Category,
    given_name: str,
    family_name: str,
    civility: Civility | None = None,
    honorific: str = "",
    badge_name: str = "",
    original_name: str = "",
    function: str = "",
    email: str = "",
    telephone: str = "",
    capacity: Capacity = Capacity.NONE,
    form_key: str | None = None,
    by: Person | None = None,
) -> Registration:
    """Begin a registration as a draft that holds its place. The same form sent twice (`form_key`) is one registration.

    Raises:
        RegistrationClosed: after the deadline, unless the desk does it.
        AlreadyRegistered: the person has an active registration in this congress.
        QuotaFull: no place is left in the category.
    """
    names = Names(given_name, family_name, civility, honorific, badge_name, original_name)
    particulars: dict[str, Any] = {"function": function, "email": email, "telephone": telephone, "capacity": capacity}
    with transaction():
        side = side_of(by, delegation.congress)
        check_open(delegation.congress, side=side)
        if form_key and (sent := _sent_before(delegation, form_key)):
            return _sent_again(sent, names, category=category, by=by, **particulars)
        hold_name(delegation.congress_id, given_name, family_name)
        refuse_double(delegation, names, email)
        begin_composing(delegation, side=side, by=by)  # locks the delegation: before the row that refers to it
        claim_place(delegation, category)
        registration = Registration(
            congress_id=delegation.congress_id,
            congress=delegation.congress,
            delegation=delegation,
            person=person_for(delegation, names, email=email, side=side),
            category=category,
            form_key=form_key,
            created_at=now(),
            changed_at=now(),
            **particulars,
        )
        db.session.add(registration)
        journal.record("registration_started", registration, by=by, delegation=delegation.id, category=category.code)
        if side is Side.DESK:
            confirm_addresses(registration, former="", by=by)
        return registration


def submit_registration(registration: Registration, *, by: Person | None = None) -> Registration:
    """Send a draft to the desk. Twice is harmless: what was sent stays sent.

    Raises:
        RegistrationClosed, StepRefused.
    """
    with transaction():
        side = side_of(by, registration.congress)
        lock(registration)
        if registration.state is RegistrationState.SUBMITTED:
            return registration
        check_open(registration.congress, side=side)
        registration.submitted_at = now()
        take_step(registration, "submit", side=side, by=by)
        return registration


def send_registration(
    registration: Registration, *, mode: Mode, to_list: bool, to_image: bool, by: Person | None = None
) -> Registration:
    """Write how a person takes part and what they agree to; send the draft to the desk, if it is still one.

    Raises:
        RegistrationClosed, StepRefused.
    """
    with transaction():
        side = open_for_change(registration, by)
        write_mode(registration, mode, by=by)
        write_consents(registration, to_list=to_list, to_image=to_image, by=by)
        if registration.state is RegistrationState.DRAFT:
            registration.submitted_at = now()
            take_step(registration, "submit", side=side, by=by)
        return registration


def withdraw_registration(registration: Registration, *, by: Person | None, reason: str = "") -> Registration:
    """Free the place, whenever it is: an absence is worth knowing after the deadline too. Twice is harmless.

    Raises:
        StepRefused: it was refused before.
    """
    with transaction():
        side = side_of(by, registration.congress)
        lock(registration)
        if registration.state is RegistrationState.WITHDRAWN:
            return registration
        step = "discard" if registration.state is RegistrationState.DRAFT else "withdraw"
        take_step(registration, step, side=side, by=by, reason=reason)
        return registration


def restore_registration(registration: Registration, *, by: Person | None, reason: str = "") -> Registration:
    """Bring a withdrawn or refused registration back to the desk's table, if its place is still free.

    Raises:
        StepRefused, AlreadyRegistered, QuotaFull.
    """
    with transaction():
        side = side_of(by, registration.congress)
        person, delegation = registration.person, registration.delegation
        hold_name(registration.congress_id, person.given_name, person.family_name)
        lock(registration)
        names = Names(person.given_name, person.family_name)
        refuse_double(delegation, names, registration.email, besides=registration)
        claim_place(delegation, registration.category)
        take_step(registration, "restore", side=side, by=by, reason=reason)
        return registration


def registration_by_public_id(congress: Congress, public_id: str) -> Registration:
    """Return a registration of this congress, with what its page shows.

    Raises:
        NotFound: none, or another congress's.
    """
    wanted = select(Registration).filter_by(congress_id=congress.id, public_id=public_id)
    found = db.session.scalars(
        wanted.options(
            joinedload(Registration.person),
            joinedload(Registration.delegation),
            joinedload(Registration.category),
            joinedload(Registration.photo),
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def begun_by_form(delegation: Delegation, form_key: str | None) -> Registration | None:
    """Return the registration that a form of this delegation began, or None."""
    if not form_key:
        return None
    return db.session.scalars(select(Registration).filter_by(delegation_id=delegation.id, form_key=form_key)).first()


def delegation_registrations(delegation: Delegation) -> list[Registration]:
    """Return every registration of a delegation with person, category and photo, in its protocol's order, then by name."""
    rows = (
        select(Registration)
        .filter_by(delegation_id=delegation.id)
        .join(Registration.person)
        .join(Registration.category)
        .options(joinedload(Registration.person), joinedload(Registration.category), joinedload(Registration.photo))
        .order_by(Registration.protocol_order, Category.position, Person.sort_key, Registration.id)
    )
    return list(db.session.scalars(rows))


def _sent_before(delegation: Delegation, form_key: str) -> Registration | None:
    """Return what this very form began before; a twin that is being sent at the same moment is waited for."""
    lock_name(f"form:{delegation.id}:{form_key}")
    return begun_by_form(delegation, form_key)


def _sent_again(
    sent: Registration, names: Names, *, category: Category, by: Person | None, **values: Any
) -> Registration:
    """Going back in the browser and correcting the form corrects the draft that it began."""
    if sent.state is not RegistrationState.DRAFT:
        return sent
    return save_identity(
        sent,
        given_name=names.given_name,
        family_name=names.family_name,
        civility=names.civility,
        honorific=names.honorific,
        badge_name=names.badge_name,
        original_name=names.original_name,
        category=category,
        by=by,
        **values,
    )
