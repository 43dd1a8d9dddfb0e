"""The page that somebody keeps open while they follow a statutory sitting from afar: it is heard, and it answers the roll call."""

import secrets
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly import roll_calls
from ...assembly.mandates import seats_of
from ...assembly.presence import said_of
from ...assembly.remote import Afar, followers_of
from ...assembly.sitting_models import Sitting, SittingState
from ...clock import now
from ...hybrid.models import JoinLink
from ...hybrid.presence import PERIOD, beat
from ...programme.released import ReleasedSession
from ...web.identity import current_person, signed_in_person
from . import blueprint
from .forms import BeatForm, RollCallForm
from .views import linked


@blueprint.get("/<token>/presence")
@linked
def presence(link: JoinLink, planned: ReleasedSession, token: str) -> Any:
    """What the sitting knows of the reader, the roll call when there is one, and the way into the room."""
    sitting = _sitting(link)
    if sitting is None or current_person() is None:
        return redirect(url_for("joining.door", token=token))
    part = roll_calls.part_of(sitting, link.registration)
    call = roll_calls.running_call(sitting) if part else None
    return render_template(
        "joining/presence.html",
        title=_("Votre présence à la séance"),
        planned=planned,
        part=part,
        state=_state(sitting, part) if part else None,
        call=call,
        answered=call is not None and part is not None and roll_calls.has_answered(call, part),
        is_suspended=sitting.state is SittingState.SUSPENDED,
        is_over=sitting.state is SittingState.CLOSED,
        mark=roll_calls.mark_of(sitting, part),
        period_ms=int(PERIOD.total_seconds() * 1000),
        key=secrets.token_urlsafe(16),
        token=token,
    )


@blueprint.post("/<token>/heartbeat")
@linked
def heartbeat(link: JoinLink, _planned: ReleasedSession, token: str) -> Any:
    """Hear that the page is open; say whether it should look at itself again."""
    sitting, form = _sitting(link), BeatForm()
    if sitting is None or not form.validate_on_submit():
        abort(404)
    beat(link, form.key.data or "", by=signed_in_person(), is_held=roll_calls.is_held(link.session))
    part = roll_calls.part_of(sitting, link.registration)
    call = roll_calls.running_call(sitting) if part else None
    is_called = call is not None and part is not None and not roll_calls.has_answered(call, part)
    return {"mark": roll_calls.mark_of(sitting, part), "is_called": is_called}


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
