"""The page that somebody keeps open while they follow a session from afar: it plays, says what the operator says, and is heard.

At a statutory sitting it also answers the roll call. The rooms are told apart from the presence: a page that a sitting shows anew
goes on playing.
"""

import secrets
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...assembly import roll_calls
from ...assembly.mandates import seats_of
from ...assembly.presence import said_of
from ...assembly.remote import Afar, followers_of
from ...assembly.sitting_models import Sitting, SittingState
from ...clock import now
from ...hybrid import joining, rooms, tickets
from ...hybrid.models import JoinLink
from ...hybrid.presence import PERIOD, beat
from ...hybrid.room_models import RoomKind
from ...i18n import pick
from ...programme.hall import first_to_come
from ...programme.public import hours_of, reader_zone
from ...programme.released import ReleasedSession
from ...web.guards import SIGNED_IN, allows
from ...web.headers import policy_for_streams
from ...web.identity import current_person, signed_in_person
from . import blueprint
from .forms import BeatForm, EnterForm, RollCallForm
from .views import keeps_a_page, linked, room_asked


@blueprint.get("/<token>/presence")
@linked
def presence(link: JoinLink, planned: ReleasedSession, token: str) -> Any:
    """The session as one follows it: the room where everyone is, what is said to all, what the sitting knows of the reader."""
    person = current_person()
    if person is None or person.id != link.registration.person_id or not keeps_a_page(link):
        return redirect(url_for("joining.door", token=token))
    sitting = _sitting(link)
    zone = reader_zone(link.registration.person.time_zone) or link.registration.delegation.time_zone
    page = make_response(
        render_template(
            "joining/presence.html",
            title=pick(planned.title),
            planned=planned,
            hours=hours_of(planned, zone),
            sitting=sitting,  # the layouts say of a rehearsal that it is one
            heard=_of_sitting(sitting, link) if sitting else None,
            online=_of_rooms(link, planned),
            next_one=None if "part" in request.args else first_to_come(link.session.congress, planned.starts_at),
            is_over=sitting is not None and sitting.state is SittingState.CLOSED,
            period_ms=int(PERIOD.total_seconds() * 1000),
            key=secrets.token_urlsafe(16),
            token=token,
        )
    )
    page.headers["Permissions-Policy"] = "camera=(self), microphone=(self), geolocation=()"  # a press asks for them
    page.headers["Content-Security-Policy"] = policy_for_streams(rooms.origins_of(rooms.rooms_of(link.session)))
    return page


def _of_sitting(sitting: Sitting, link: JoinLink) -> dict[str, Any]:
    part = roll_calls.part_of(sitting, link.registration)
    call = roll_calls.running_call(sitting) if part else None
    return {
        "part": part,
        "state": _state(sitting, part) if part else None,
        "call": call,
        "answered": call is not None and part is not None and roll_calls.has_answered(call, part),
        "is_suspended": sitting.state is SittingState.SUSPENDED,
        "mark": roll_calls.mark_of(sitting, part),
    }


def _of_rooms(link: JoinLink, planned: ReleasedSession) -> dict[str, Any]:
    """The room shown (where everyone is, unless the reader chose another), the others, and the telephone's number."""
    found = rooms.rooms_of(link.session)
    live = rooms.live_room(found, rooms.last_switch(link.session))
    asked = request.args.get("by", "")
    chosen = next((each for each in found if each.public_id == asked), live)
    phone = chosen if chosen is not None and chosen.kind is RoomKind.TELEPHONE else None
    return {
        "live": live,
        "chosen": chosen,
        "others": [each for each in found if chosen is not None and each.id != chosen.id],
        "telephone": rooms.settings_of(phone) if phone else None,
        "notice": rooms.last_notice(link.session),
        "mark": rooms.mark_of(link.session),
        "topic": rooms.topic_of(link.session),
        "door": joining.door_of(link, is_held=roll_calls.is_held(link.session)),
        "language": tickets.language_of(link, planned),
    }


@blueprint.post("/<token>/heartbeat")
@allows(SIGNED_IN)
@linked
def heartbeat(link: JoinLink, _planned: ReleasedSession, token: str) -> Any:
    """Hear that the page is open; say whether it should look at itself again."""
    form = BeatForm()
    if not keeps_a_page(link) or not form.validate_on_submit():
        abort(404)
    beat(link, form.key.data or "", by=signed_in_person(), is_held=roll_calls.is_held(link.session))
    sitting = _sitting(link)
    part = roll_calls.part_of(sitting, link.registration) if sitting else None
    call = roll_calls.running_call(sitting) if sitting and part else None
    is_called = call is not None and part is not None and not roll_calls.has_answered(call, part)
    return {"mark": roll_calls.mark_of(sitting, part) if sitting else "", "is_called": is_called}


@blueprint.post("/<token>/ticket")
@allows(SIGNED_IN)
@linked
def give_ticket(link: JoinLink, _planned: ReleasedSession, token: str) -> Any:
    """Give the player a ticket: for the click, a page loaded again, or another room."""
    form = EnterForm()
    if not form.validate_on_submit():
        abort(404)
    ticket = tickets.issue_ticket(
        link,
        by=signed_in_person(),
        is_held=roll_calls.is_held(link.session),
        room=room_asked(link, form.room.data or ""),
        language=form.language.data or "",
    )
    return {"ticket": ticket}


@blueprint.post("/<token>/language")
@allows(SIGNED_IN)
@linked
def choose_language(link: JoinLink, _planned: ReleasedSession, token: str) -> Any:
    """Remember the language in which the reader listens."""
    form = EnterForm()
    if not form.validate_on_submit():
        abort(404)
    tickets.choose_language(link, form.language.data or "", by=signed_in_person())
    return redirect(url_for("joining.presence", token=token), 303)


@blueprint.post("/<token>/roll-call")
@linked
def answer(link: JoinLink, _planned: ReleasedSession, token: str) -> Any:
    """Answer the roll call. The press is a heartbeat too: who answers is there."""
    sitting, form = _sitting(link), RollCallForm()
    part = roll_calls.part_of(sitting, link.registration) if sitting is not None else None
    if sitting is None or part is None or not form.validate_on_submit():
        abort(404)
    beat(link, form.key.data or "", by=signed_in_person(), is_held=roll_calls.is_held(link.session))
    roll_calls.answer(sitting, form.call.data or "", part)
    flash(_("Votre réponse à l’appel est notée."), "ok")
    return redirect(url_for("joining.presence", token=token), 303)


def _sitting(link: JoinLink) -> Sitting | None:
    """The sitting of a link, for the one person whom it is for."""
    person = current_person()
    if person is not None and person.id != link.registration.person_id:
        return None
    return roll_calls.sitting_of(link.session)


def _state(sitting: Sitting, part: roll_calls.Part) -> Afar | None:
    """What is known of the reader."""
    seats = seats_of(sitting)
    found = followers_of(sitting, seats, now(), said_of(sitting, seats))
    own = (part[0].mandate.id, part[1])
    return next((one.state for one in found if (one.seat.mandate.id, one.carrier) == own), None)
