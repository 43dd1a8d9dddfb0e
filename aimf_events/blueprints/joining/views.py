"""The lobby of a session, the click that enters, and the room's address for whoever has just clicked.

The room is another site. A form that leads there would be stopped by our policy (form-action is checked at each redirect), and
a policy opened for one host would not hold for a provider that redirects again. So the form stays here, and the page that
answers it goes on by itself (the Refresh header), without telling the other site where the reader came from.
"""

from functools import wraps
from typing import Any

from flask import abort, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...assembly.roll_calls import is_held, sitting_of
from ...clock import now
from ...hybrid import joining, tickets
from ...hybrid.joining import Door
from ...hybrid.links import link_by_token
from ...hybrid.models import JoinLink
from ...hybrid.room_models import OnlineRoom
from ...hybrid.rooms import current_room, room_by_public_id
from ...i18n import pick
from ...programme.public import hours_of, place_of, reader_zone
from ...programme.released import ReleasedSession
from ...registration.links import ticket_token
from ...web.forms import BaseForm
from ...web.identity import current_person, signed_in_person
from . import blueprint
from .forms import EnterForm

WAKES_WITHIN = 3600  # s: the lobby opens by itself for one who waits in it


def linked(view: Any) -> Any:
    """Give the view the link of the address and its session as published; one that is forged or withdrawn is said in a sentence."""

    @wraps(view)
    def checked(token: str, **more: str) -> Any:
        link = link_by_token(token)
        if link is None:
            return render_template("joining/unknown.html", title=_("Ce lien n’ouvre aucune séance")), 404
        g.congress = link.session.congress
        planned = joining.session_of_link(link)
        if planned is None:
            return render_template(
                "joining/unreleased.html", title=_("Cette séance n’est pas au programme publié")
            ), 404
        return view(link, planned, token, **more)

    return checked


@blueprint.get("/<token>")
@linked
def door(link: JoinLink, planned: ReleasedSession, token: str) -> Any:
    """The lobby: the session, its hour here and there, and what to do."""
    if current_user.is_authenticated and current_person() is None:
        return redirect(url_for("account.who_are_you", next=request.path))
    person = current_person()
    yours = person is not None and person.id == link.registration.person_id
    state = joining.door_of(link, is_held=is_held(link.session))
    zone = reader_zone(link.registration.person.time_zone) or link.registration.delegation.time_zone
    page = make_response(
        render_template(
            "joining/door.html",
            title=pick(planned.title),
            planned=planned,
            door=state,
            reason=joining.REASONS.get(state),
            advice=joining.ADVICE.get(state),
            yours=yours,
            hours=hours_of(planned, zone if yours else None),
            opens_at=joining.opens_at(planned),
            place=place_of(planned),
            token=token,
            places_url=url_for("personal.places", token=ticket_token(link.registration)) if yours else None,
            keeps_page=keeps_a_page(link),
            form=BaseForm(),
            home_url=url_for("public.congress_page"),
        )
    )
    wait = int((joining.opens_at(planned) - now()).total_seconds()) + 1
    if yours and state is Door.EARLY and wait <= WAKES_WITHIN:
        page.headers["Refresh"] = str(wait)
    return page, 403 if current_person() is not None and not yours else 200


@blueprint.post("/<token>")
@linked
def enter(link: JoinLink, _planned: ReleasedSession, token: str) -> Any:
    """Enter: the evidence is kept, and the room opens."""
    if current_person() is None:
        return redirect(url_for("account.sign_in", next=request.path))
    form = EnterForm()
    if not form.validate_on_submit():
        abort(404)
    # Whoever may be counted, or watches here, keeps a page of ours open; a room elsewhere opens beside it.
    keeps_page = not form.beside.data and keeps_a_page(link)
    ticket = tickets.enter_session(
        link,
        by=signed_in_person(),
        is_held=is_held(link.session),
        room=room_asked(link, form.room.data or ""),
        language=form.language.data or "",
    )
    if keeps_page:
        return redirect(url_for("joining.presence", token=token), 303)
    return redirect(url_for("joining.room", token=token, ticket=ticket), 303)


@blueprint.get("/<token>/room")
@linked
def room(link: JoinLink, planned: ReleasedSession, token: str) -> Any:
    """The way to the room, for the ticket of the click: it opens once. Our player asks for it as JSON."""
    secret = request.args.get("ticket", "")
    if current_person() is None or not secret:
        return redirect(url_for("joining.door", token=token))
    kind, way = tickets.use_ticket(link, secret, by=signed_in_person(), is_held=is_held(link.session))
    if request.accept_mimetypes.best == "application/json":
        return {"kind": kind, "address": way.address, "name": way.name, "credential": way.credential}
    page = make_response(
        render_template("joining/room.html", title=_("La salle s’ouvre"), planned=planned, way=way, token=token)
    )
    if way.address:
        page.headers["Refresh"] = f"0; url={way.address}"
    page.headers["Referrer-Policy"] = "no-referrer"
    return page


def keeps_a_page(link: JoinLink) -> bool:
    """Whether a page of ours stays open during the session: it counts who follows a sitting, or it plays a room."""
    return link.session.online_rooms > 0 or sitting_of(link.session) is not None


def room_asked(link: JoinLink, public_id: str) -> OnlineRoom | None:
    """Return the room that was asked for, otherwise the one where everyone is; None: by the address of the session's page."""
    return room_by_public_id(link.session, public_id) if public_id else current_room(link.session)
