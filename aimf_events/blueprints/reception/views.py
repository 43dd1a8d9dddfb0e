"""The one field, and the card of one person."""

from typing import Any

from flask import Response, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...checkin.models import Badge, ScanReason
from ...errors import NotFound
from ...reception.card import card_of
from ...reception.finding import Sought, seek
from ...registration.models import Registration, RegistrationState
from ...registration.registrations import photo_of, registration_by_public_id
from ...web.guards import ACCREDITATION_DESK, admits
from ...web.identity import current_roles
from ...web.navigation import may_open
from ...web.wording import addressed
from . import blueprint
from .forms import HandoverForm
from .words import DEAD, badge_tag, shown_trouble

LONGEST = 400


@blueprint.get("")
def find() -> Any:
    """Show who is meant by what was scanned or typed; one alone is opened at once, unless it is being typed."""
    text = request.args.get("q", "")[:LONGEST].strip()
    sought = seek(g.congress, text) if text else Sought()
    if sought.shown is not None:
        return redirect(_way(sought.shown, sought.trouble))
    is_typing = "typing" in request.args
    if sought.total == 1 and not is_typing:
        return redirect(url_for("reception.show_person", public_id=sought.people[0].public_id))
    scanned = sought.trouble is not None
    return render_template(
        "reception/find.html",
        title=_("Bureau d’accueil"),
        last=request.args.get("last", "")[:30],
        q="" if scanned else text,
        sought=sought,
        trouble=shown_trouble(sought.trouble) if scanned else None,
        tag=badge_tag,
        decides=decides(),
        prints=may_open("door.list_badges"),
    )


@blueprint.get("/persons/<public_id>")
def show_person(public_id: str) -> Any:
    """Show a person's card: the badge, where it is, and what can be done."""
    registration = registration_by_public_id(g.congress, public_id)
    return person_page(registration, HandoverForm())


@blueprint.get("/persons/<public_id>/portrait")
def portrait(public_id: str) -> Response:
    """Serve the small portrait, by which the desk knows the person."""
    kept = photo_of(registration_by_public_id(g.congress, public_id), full=False)
    if kept is None:
        raise NotFound
    return Response(kept.thumbnail, mimetype="image/jpeg")


def person_page(registration: Registration, form: HandoverForm) -> Any:
    """Render a card, with the form of the handing over."""
    if registration.state is RegistrationState.DRAFT:
        raise NotFound
    card = card_of(registration)
    read = request.args.get("read", "")
    return render_template(
        "reception/person.html",
        title=addressed(registration.person),
        card=card,
        tag=badge_tag(card.badge),
        trouble=shown_trouble(ScanReason(read)) if read in DEAD else None,
        form=form,
        decides=decides(),
    ), 422 if form.errors else 200


def decides() -> bool:
    """Whether the reader may change who comes, and not only hand over what is printed."""
    return admits(ACCREDITATION_DESK, current_roles(), signed_in=True, reads=False)


def _way(badge: Badge, trouble: ScanReason | None) -> str:
    """The card of the bearer; a transferable card leads to its delegation's badges."""
    if badge.registration is None:
        return url_for("reception.hand_over_delegation_badges", public_id=badge.delegation.public_id)
    read = trouble.value if trouble else None
    return url_for("reception.show_person", public_id=badge.registration.public_id, read=read)
