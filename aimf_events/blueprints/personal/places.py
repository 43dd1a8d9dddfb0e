"""Sessions with limited places: a participant signs up, waits, or gives the place back."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...hybrid.joining import may_attend
from ...i18n import list_words, pick
from ...programme import sign_up, sign_up_list
from ...programme.models import ProgrammeSession
from ...programme.public import by_day, hours_of, place_of, reader_zone
from ...programme.released import ReleasedSession
from ...programme.releases import released_sessions
from ...programme.sessions import session_of
from ...programme.sign_up_models import PlaceKind, SignUpSheet, SignUpState
from ...programme.sign_up_public import places_left
from ...registration.models import Mode, Registration, RegistrationState
from ...web.forms import BaseForm
from . import blueprint
from .views import own


@blueprint.get("/<token>/places")
@own
def places(registration: Registration, token: str) -> Any:
    """The sessions to which one signs up, with what is left and what one has."""
    sheets, counts = sign_up_list.sheets_of(g.congress), sign_up_list.counts_of(g.congress)
    sessions = _open_to(registration)
    engaged = sign_up_list.engaged_in(registration)
    busy = [each for each in sessions if each.id in engaged]

    return render_template(
        "personal/places.html",
        title=_("Inscriptions aux séances à places limitées"),
        token=token,
        days=by_day([each for each in sessions if each.id in sheets]),
        sheets=sheets,
        lines=sign_up_list.own_lines(registration),
        kinds=lambda sheet: kinds_for(registration, sheet),
        left=lambda sheet, kind: places_left(sheet, kind, counts),
        is_open=sign_up.is_open,
        clashes=lambda session: sign_up_list.overlapping(session, busy),
        zone=reader_zone(registration.person.time_zone) or registration.delegation.time_zone,
        hours=hours_of,
        place=place_of,
        form=BaseForm(formdata=None),
    )


@blueprint.post("/<token>/places/<public_id>/<kind>")
@own
def sign_up_to(registration: Registration, token: str, public_id: str, kind: str) -> Any:
    """Take a place."""
    return _take(registration, token, public_id, kind, or_wait=False)


@blueprint.post("/<token>/places/<public_id>/<kind>/waiting")
@own
def wait_for(registration: Registration, token: str, public_id: str, kind: str) -> Any:
    """Wait for a place."""
    return _take(registration, token, public_id, kind, or_wait=True)


@blueprint.post("/<token>/places/<public_id>/return")
@own
def give_back(registration: Registration, token: str, public_id: str) -> Any:
    """Give the place back, or leave the list."""
    sign_up.withdraw_sign_up(registration, session_of(g.congress, public_id))
    flash(_("Votre place est rendue : elle va à la personne suivante."), "ok")
    return redirect(url_for("personal.places", token=token))


def _take(registration: Registration, token: str, public_id: str, kind: str, *, or_wait: bool) -> Any:
    planned = _planned(registration, public_id)
    sheet = sign_up_list.sheet_of(planned)
    if sheet is None or kind not in {each.value for each in kinds_for(registration, sheet)}:
        raise NotFound
    line = sign_up.sign_up(registration, planned, kind=PlaceKind(kind), or_wait=or_wait)
    if line.state is SignUpState.WAITING:
        flash(_("Vous êtes sur la liste d’attente. Une lettre vous dira qu’une place est à vous."), "info")
    else:
        flash(_("Une place est à vous. La lettre qui part la met dans votre agenda."), "ok")
    engaged = sign_up_list.engaged_in(registration)
    sessions = _open_to(registration)
    this = next(each for each in sessions if each.id == planned.id)
    same_time = sign_up_list.overlapping(this, [each for each in sessions if each.id in engaged])
    if same_time:
        flash(
            _(
                "À la même heure, vous êtes aussi attendu à : %(sessions)s.",
                sessions=list_words([pick(each.title) for each in same_time]),
            ),
            "warn",
        )
    return redirect(url_for("personal.places", token=token))


def kinds_for(registration: Registration, sheet: SignUpSheet) -> list[PlaceKind]:
    """Return where a participant can sign up: whoever follows from afar takes no chair in the room."""
    offered = sign_up.kinds_of(sheet)
    return [each for each in offered if each is PlaceKind.ONLINE or registration.mode is not Mode.ONLINE]


def _planned(registration: Registration, public_id: str) -> ProgrammeSession:
    planned = session_of(g.congress, public_id)
    if planned.id not in {each.id for each in _open_to(registration)}:
        raise NotFound
    return planned


def _open_to(registration: Registration) -> list[ReleasedSession]:
    if registration.state is not RegistrationState.APPROVED:
        raise NotFound
    return [each for each in released_sessions(g.congress) if may_attend(registration, each)]
