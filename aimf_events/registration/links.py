"""The address of a person's own page of a congress (« billet »): permanent, and worth nothing without knowing who asks."""

from flask import current_app
from sqlalchemy.orm import joinedload

from .. import crypto
from ..database import db
from .models import Registration

PURPOSE = "ticket"


def ticket_token(registration: Registration) -> str:
    """Return the opaque part of the address; a new `link_generation` withdraws it."""
    return crypto.link_token(PURPOSE, registration.id, registration.link_generation)


def ticket_url(registration: Registration) -> str:
    """Return the whole address of the page, as letters and calendars bear it."""
    return f"{current_app.config['AIMF'].public_url}/{registration.congress.name}/billet/{ticket_token(registration)}"


def registration_by_ticket(token: str) -> Registration | None:
    """Return the registration that a link names with all that its page shows; None if forged, altered or withdrawn."""
    read = crypto.read_link(PURPOSE, token)
    if read is None:
        return None
    shown = [
        joinedload(each)
        for each in (Registration.person, Registration.congress, Registration.category, Registration.delegation)
    ]
    registration = db.session.get(Registration, read[0], options=shown)
    return registration if registration and registration.link_generation == read[1] else None
