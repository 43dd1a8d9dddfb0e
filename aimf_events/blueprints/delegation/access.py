"""Who sees what behind a delegation's link: the link alone shows what this browser entered, a sign-in shows all."""

from collections.abc import Callable
from typing import Any

from flask import g, redirect, session, url_for

from ...errors import NotFound
from ...registration.models import Registration
from ...registration.on_behalf import Answered, on_behalf
from ...registration.registrations import delegation_registrations, registration_in
from ...registration.transitions import Side, side_of
from ...web.identity import current_person, signed_in_person

KEPT = 60  # public ids of 22 characters: the cookie stays below 4 KB


def sees_all() -> bool:
    """Whether the person at the screen is a correspondent of this delegation, or of the desk."""
    if "sees_all" not in g:
        person = current_person()
        g.sees_all = person is not None and (
            any(contact.person_id == person.id and contact.claim_id == file_id() for contact in g.delegation.contacts)
            or for_desk()
        )
    return bool(g.sees_all)


def for_desk() -> bool:
    """Whether the desk is at the screen: it answers in the place of the delegation, and says on whose word."""
    if "for_desk" not in g:
        person = current_person()
        g.for_desk = person is not None and side_of(person, g.congress) is Side.DESK
    return bool(g.for_desk)


def answered(answer: Callable[[], Answered], source: str | None) -> Answered:
    """Give an answer; where the desk does it, write on whose word."""
    return on_behalf(answer, source=source or "", by=signed_in_person()) if for_desk() else answer()


def actor(registration: Registration | None = None) -> Any:
    """The person at the screen where they act for this delegation, the desk or themselves; otherwise the link's holder, unnamed."""
    return current_person() if sees_all() or (registration is not None and is_mine(registration)) else None


def own_ids() -> list[str]:
    """The registrations that this browser entered."""
    kept: list[str] = session.get("own_registrations", [])
    return kept


def remember(registration: Registration) -> None:
    """Let this browser find again what it entered: leaving and coming back loses nothing."""
    if registration.public_id not in own_ids():
        session["own_registrations"] = [*own_ids(), registration.public_id][-KEPT:]
        session.permanent = True


def is_mine(registration: Registration) -> bool:
    """Whether a registration is that of the person at the screen."""
    person = current_person()
    return person is not None and registration.person_id == person.id


def is_open_to_me(registration: Registration) -> bool:
    """Whether this browser may see and change a registration of this file: all of them, those it entered, or one's own."""
    return registration.claim_id == file_id() and (
        sees_all() or registration.public_id in own_ids() or is_mine(registration)
    )


def file_id() -> int | None:
    """The claimant's file that the link opens; None for the whole delegation, where nobody contests its head."""
    return g.claim.id if g.claim is not None else None


def registrations_here() -> list[Registration]:
    """The registrations of the delegation, or of the claimant's file."""
    return [each for each in delegation_registrations(g.delegation) if each.claim_id == file_id()]


def person_page(public_id: str) -> Registration:
    """Return a registration of this delegation that the reader may see.

    Raises:
        NotFound: another delegation's, another congress's, or one that others entered.
    """
    registration = registration_in(g.delegation, public_id)
    if not is_open_to_me(registration):
        raise NotFound
    return registration


def ask_who() -> Any:
    """Send the reader to say who they are."""
    return redirect(url_for("delegation.visit"))
