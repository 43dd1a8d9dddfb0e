"""The other steps of the form: how a person takes part, the portrait, and what they agree to."""

from sqlalchemy import select
from sqlalchemy.orm import undefer

from .. import journal
from ..clock import now
from ..database import db, transaction
from ..people.models import Person
from . import facts
from .decisions import lock_registration
from .identity import refuse_inactive, review_again
from .models import Mode, Photo, Registration
from .photos import PreparedPhoto, prepare_photo
from .transitions import Side, check_change, side_of


def save_participation(registration: Registration, *, mode: Mode, by: Person | None = None) -> Registration:
    """Write how a person takes part. Not an identity: an accreditation stays.

    Raises:
        RegistrationClosed, StepRefused.
    """
    with transaction():
        open_for_change(registration, by)
        write_mode(registration, mode, by=by)
        return registration


def save_consents(
    registration: Registration, *, to_list: bool, to_image: bool, by: Person | None = None
) -> Registration:
    """Write what a person agrees to (list of participants, image), and when. Each may be taken back.

    Raises:
        RegistrationClosed, StepRefused.
    """
    with transaction():
        open_for_change(registration, by)
        write_consents(registration, to_list=to_list, to_image=to_image, by=by)
        return registration


def save_photo(registration: Registration, photo: PreparedPhoto | bytes, *, by: Person | None = None) -> Photo:
    """Keep the portrait. The first one completes a file; another one in its place is a change of identity.

    Raises:
        PhotoRefused: the file cannot become a portrait.
        RegistrationClosed, StepRefused.
    """
    prepared = photo if isinstance(photo, PreparedPhoto) else prepare_photo(photo)
    with transaction():
        side = open_for_change(registration, by)
        kept = db.session.get(Photo, registration.id)
        if kept is not None and kept.sha256 == prepared.sha256:
            return kept
        replaced = kept is not None
        kept = kept or Photo(registration_id=registration.id)
        kept.jpeg, kept.thumbnail, kept.sha256, kept.taken_at = (
            prepared.jpeg,
            prepared.thumbnail,
            prepared.sha256,
            now(),
        )
        db.session.add(kept)
        registration.changed_at = now()
        journal.record("photo_saved", registration, by=by, replaced=replaced)
        db.session.refresh(registration, ["photo"])
        facts.identity_changed.send(registration)
        if replaced:
            review_again(registration, side=side, by=by)
        return kept


def photo_of(registration: Registration, *, full: bool = False) -> Photo | None:
    """Return the portrait with its thumbnail, or with the full picture; None where there is none."""
    picture = Photo.jpeg if full else Photo.thumbnail
    rows = select(Photo).filter_by(registration_id=registration.id).options(undefer(picture))
    return db.session.scalars(rows).first()


def open_for_change(registration: Registration, by: Person | None) -> Side:
    """Lock a registration that may still be changed, and return for whom `by` acts. The caller holds the transaction.

    Raises:
        RegistrationClosed, StepRefused.
    """
    side = side_of(by, registration.congress)
    lock_registration(registration)
    check_change(registration, side=side)
    refuse_inactive(registration)
    return side


def write_mode(registration: Registration, mode: Mode, *, by: Person | None) -> None:
    """Write how a person takes part on a locked registration."""
    if registration.mode is not mode:
        registration.mode, registration.changed_at = mode, now()
        journal.record("participation_saved", registration, by=by, mode=mode.value)


def write_consents(registration: Registration, *, to_list: bool, to_image: bool, by: Person | None) -> None:
    """Write what a person agrees to on a locked registration, and when."""
    if (registration.consents_to_list, registration.consents_to_image) != (to_list, to_image):
        registration.consents_to_list, registration.consents_to_image = to_list, to_image
        registration.consented_at = registration.changed_at = now()
        journal.record("consents_saved", registration, by=by, list=to_list, image=to_image)
