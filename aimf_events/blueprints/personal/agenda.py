"""A participant's own agenda: the sessions they ticked; they are told when one of them changes."""

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...hybrid.joining import may_attend
from ...programme.choices import chosen_by, set_agenda
from ...programme.feeds import feed_token
from ...programme.public import by_day, hours_of, place_of, reader_zone
from ...programme.released import ReleasedSession
from ...programme.releases import released_sessions
from ...registration.models import Registration, RegistrationState
from ...web.forms import BaseForm
from . import blueprint
from .views import own


@blueprint.get("/<token>/agenda")
@own
def agenda(registration: Registration, token: str) -> Any:
    """The sessions one may attend, with a box each, and the address of one's own calendar."""
    sessions = _open_to(registration)
    return render_template(
        "personal/agenda.html",
        title=_("Mon agenda du congrès"),
        token=token,
        days=by_day(sessions),
        chosen=chosen_by(registration),
        feed=current_app.config["AIMF"].public_url + url_for("public.own_calendar", token=feed_token(registration)),
        zone=reader_zone(registration.person.time_zone) or registration.delegation.time_zone,
        hours=hours_of,
        place=place_of,
        form=BaseForm(formdata=None),
        home_url=url_for("public.congress_page"),
    )


@blueprint.post("/<token>/agenda")
@own
def save_agenda(registration: Registration, token: str) -> Any:
    """Keep what is ticked; what is not in the published programme, or closed to this person, is not kept."""
    ticked = set(request.form.getlist("session"))
    set_agenda(registration, [each for each in _open_to(registration) if each.public_id in ticked])
    flash(_("Votre agenda est enregistré. Une lettre vous dira ce qui change dans ces séances."), "ok")
    return redirect(url_for("personal.agenda", token=token))


def _open_to(registration: Registration) -> list[ReleasedSession]:
    if registration.state is not RegistrationState.APPROVED:
        raise NotFound
    return [each for each in released_sessions(g.congress) if may_attend(registration, each)]
