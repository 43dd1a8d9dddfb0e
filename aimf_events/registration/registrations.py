"""Registrations: sent, withdrawn, restored, found. They begin in `beginnings`; their identity is in `identity`, their other steps in `particulars`."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..clock import now
from ..congress.models import Category, Congress
from ..database import db, transaction
from ..errors import NotFound
from ..people.models import Person
from .beginnings import begun_by_form, start_registration
from .decisions import lock_registration, take_step
from .identity import AlreadyRegistered, refuse_double, save_identity
from .models import Delegation, Mode, Registration, RegistrationState
from .particulars import (
    open_for_change,
    photo_of,
    save_consents,
    save_participation,
    save_photo,
    write_consents,
    write_mode,
)
from .people_match import hold, match, name_lock
from .quotas import QuotaFull, claim_place, fill_places, hold_place
from .transitions import Side, StepRefused, check_request, side_of

__all__ = [
    "AlreadyRegistered",
    "QuotaFull",
    "StepRefused",
    "begun_by_form",
    "bring_back",
    "delegation_registrations",
    "hold_again",
    "photo_of",
    "registration_by_public_id",
    "registration_in",
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


def submit_registration(registration: Registration, *, by: Person | None = None) -> Registration:
    """Send a draft to the desk. Twice is harmless: what was sent stays sent.

    Raises:
        RegistrationClosed, StepRefused.
    """
    with transaction():
        side = side_of(by, registration.congress)
        lock_registration(registration)
        if registration.state is RegistrationState.SUBMITTED:
            return registration
        _note_sending(registration, side=side)
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
            _note_sending(registration, side=side)
            take_step(registration, "submit", side=side, by=by)
        return registration


def withdraw_registration(registration: Registration, *, by: Person | None, reason: str = "") -> Registration:
    """Free the place, whenever it is: an absence is worth knowing after the deadline too. Who waits first gets it.

    Twice is harmless.

    Raises:
        StepRefused: it was refused before.
    """
    with transaction():
        side = side_of(by, registration.congress)
        quota = hold_place(registration)
        if registration.state is RegistrationState.WITHDRAWN:
            return registration
        step = "discard" if registration.state is RegistrationState.DRAFT else "withdraw"
        take_step(registration, step, side=side, by=by, reason=reason)
        fill_places(quota)
        return registration


def restore_registration(registration: Registration, *, by: Person | None, reason: str = "") -> Registration:
    """Bring a withdrawn or refused registration back to the desk's table, if its place is still free.

    Raises:
        StepRefused, AlreadyRegistered, QuotaFull.
    """
    with transaction():
        hold_again(registration)
        return bring_back(registration, "restore", by=by, reason=reason)


def hold_again(registration: Registration) -> None:
    """Hold what is contested when a registration comes back: its name, its place, then its row. The caller holds the transaction."""
    person = registration.person
    hold(name_lock(registration.congress_id, person.given_name, person.family_name))
    hold_place(registration)


def bring_back(registration: Registration, step: str, *, by: Person | None, reason: str = "") -> Registration:
    """Move a registration that is over back among those that count, under the locks of `hold_again`.

    Raises:
        StepRefused, AlreadyRegistered, QuotaFull.
    """
    person, delegation = registration.person, registration.delegation
    found = match(
        delegation,
        given_name=person.given_name,
        family_name=person.family_name,
        email=registration.email,
        besides=registration,
    )
    refuse_double(found.double)
    claim_place(delegation, registration.category)
    registration.is_late = False
    take_step(registration, step, side=side_of(by, registration.congress), by=by, reason=reason)
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


def registration_in(delegation: Delegation, public_id: str) -> Registration:
    """Return a registration of this delegation, with what the pages of its form show.

    Raises:
        NotFound: none, or another delegation's.
    """
    wanted = select(Registration).filter_by(delegation_id=delegation.id, public_id=public_id)
    beside = (Registration.person, Registration.category)
    shown = [joinedload(each, innerjoin=True) for each in beside]
    found = db.session.scalars(wanted.options(*shown, joinedload(Registration.photo))).first()
    if found is None:
        raise NotFound
    return found


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


def _note_sending(registration: Registration, *, side: Side) -> None:
    """A draft begun in time and sent after the deadline is late too."""
    registration.is_late = check_request(registration.congress, side=side) or registration.is_late
    registration.submitted_at = now()
