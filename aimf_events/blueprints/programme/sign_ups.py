"""Sign-up to sessions with limited places: which sessions ask for it, who is on each sheet, the list as a file."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField
from wtforms.validators import NumberRange, Optional

from ...errors import NotFound
from ...i18n import local_to_utc, pick
from ...programme import sessions, sign_up, sign_up_list
from ...programme.models import ProgrammeSession, SessionMode
from ...programme.public import hours_of, place_of
from ...programme.sign_up_models import PlaceKind, SignUpSheet, SignUpState
from ...registration.registrations import registration_by_public_id
from ...reporting.exports import Column
from ...web.exporting import export_addresses, send_table
from ...web.forms import BaseForm, refused_on, required
from ...web.guards import takes_away
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .forms import HourField

_PLACES = NumberRange(0, 100000, _l("Écrivez un nombre de 0 à 100 000."))

KIND_WORDS: dict[PlaceKind, Any] = {PlaceKind.ROOM: _l("dans la salle"), PlaceKind.ONLINE: _l("à distance")}


class SheetForm(BaseForm):
    """The places of a session, and until when one signs up."""

    room_places = IntegerField(_l("Places dans la salle"), [Optional(), _PLACES])
    online_places = IntegerField(_l("Places en ligne"), [Optional(), _PLACES])
    day = DateField(_l("Dernier jour pour s’inscrire"), [required(_l("Choisissez le jour."))])
    hour = HourField(_l("Dernière heure"), [required(_l("Écrivez l’heure."))], render_kw={"inputmode": "numeric"})


@blueprint.get("/sign-ups")
def list_sheets() -> Any:
    """The sessions to which one signs up, with what is taken and who waits; and those where one could."""
    planned = [each for each in sessions.sessions_of(g.congress) if each.cancelled_at is None]
    sheets, counts = sign_up_list.sheets_of(g.congress), sign_up_list.counts_of(g.congress)
    return render_template(
        "programme/sign_ups.html",
        title=_("Inscriptions aux séances"),
        with_sheet=[each for each in planned if each.id in sheets],
        without=[each for each in planned if each.id not in sheets],
        sheets=sheets,
        held=lambda each, kind: counts.get((each.id, kind, SignUpState.HELD), 0),
        waiting=lambda each: sum(counts.get((each.id, kind, SignUpState.WAITING), 0) for kind in PlaceKind),
        total=sum(count for (_session, _kind, state), count in counts.items() if state is SignUpState.HELD),
        waits=sum(count for (_session, _kind, state), count in counts.items() if state is SignUpState.WAITING),
        kinds=PlaceKind,
        hours=hours_of,
        place=place_of,
    )


@blueprint.get("/sessions/<public_id>/sign-ups")
def show_sheet(public_id: str) -> Any:
    """The sheet of a session, and its places."""
    planned = sessions.session_of(g.congress, public_id)
    return _page(planned, SheetForm(data=_first(planned, sign_up_list.sheet_of(planned))))


@blueprint.post("/sessions/<public_id>/sign-ups")
def open_sheet(public_id: str) -> Any:
    """Let people sign up, or change the places and the closing hour."""
    planned, form = sessions.session_of(g.congress, public_id), SheetForm()
    made = None
    if form.validate_on_submit():
        made = refused_on(
            form.room_places,
            lambda: sign_up.open_sheet(
                planned,
                room_places=0 if planned.mode is SessionMode.ONLINE else form.room_places.data,
                online_places=0 if planned.mode is SessionMode.IN_PERSON else form.online_places.data,
                closes_at=local_to_utc(form.day.data, form.hour.data, g.congress.time_zone),
                by=current_person(),
            ),
        )
    if made is None:
        return _page(planned, form), 422
    flash(_("Les inscriptions à « %(title)s » sont réglées.", title=pick(planned.title)), "ok")
    return redirect(url_for("programme.show_sheet", public_id=public_id))


@blueprint.post("/sessions/<public_id>/sign-ups/<registration>/removal")
def remove_sign_up(public_id: str, registration: str) -> Any:
    """Take somebody off the sheet; who waits first gets the place."""
    planned = sessions.session_of(g.congress, public_id)
    theirs = registration_by_public_id(g.congress, registration)
    sign_up.withdraw_sign_up(theirs, planned, by=current_person())
    flash(_("%(name)s n’est plus sur la liste.", name=theirs.person.full_name), "ok")
    return redirect(url_for("programme.show_sheet", public_id=public_id))


@blueprint.get("/sessions/<public_id>/sign-ups.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/sessions/<public_id>/sign-ups.csv", defaults={"kind": "csv"})
@takes_away
def export_sign_ups(public_id: str, kind: str) -> Any:
    """Who is on the sheet, a line each."""
    planned = sessions.session_of(g.congress, public_id)
    if sign_up_list.sheet_of(planned) is None:
        raise NotFound
    columns = [
        Column(_("Nom"), lambda row: addressed(row.sign_up.registration.person)),
        Column(_("Fonction"), lambda row: row.sign_up.registration.function),
        Column(_("Délégation"), lambda row: row.sign_up.registration.delegation.name),
        Column(_("Adresse électronique"), lambda row: row.sign_up.registration.email),
        Column(_("Place"), lambda row: str(KIND_WORDS[row.sign_up.kind])),
        Column(_("Rang d’attente"), lambda row: row.rank),
        Column(_("Demandée le"), lambda row: row.sign_up.asked_at),
    ]
    title = _("Inscriptions : %(title)s", title=pick(planned.title))
    return send_table(sign_up_list.lines_of(planned), columns, kind=kind, table="sign-ups", title=title)


def _first(planned: ProgrammeSession, sheet: SignUpSheet | None) -> dict[str, Any]:
    """What the form shows: the places of the session, 0 where one does not sign up; before there is a sheet, the session's beginning."""
    closes_at = sheet.closes_at if sheet else planned.starts_at
    local = closes_at.astimezone(ZoneInfo(g.congress.time_zone))
    asked = {kind: sheet is None or sheet.asks_for(kind) for kind in PlaceKind}
    return {
        "room_places": planned.room_places if asked[PlaceKind.ROOM] else 0,
        "online_places": planned.online_places if asked[PlaceKind.ONLINE] else 0,
        "day": local.date(),
        "hour": local.strftime("%H:%M"),
    }


def _page(planned: ProgrammeSession, form: SheetForm) -> str:
    lines = sign_up_list.lines_of(planned)
    held = [each for each in lines if each.rank is None]
    return render_template(
        "programme/sign_up_sheet.html",
        title=_("Inscriptions à la séance"),
        planned=planned,
        sheet=sign_up_list.sheet_of(planned),
        form=form,
        lines=lines,
        held=len(held),
        waits=len(lines) - len(held),
        kind_words=KIND_WORDS,
        exports=export_addresses("programme.export_sign_ups", public_id=planned.public_id),
    )
