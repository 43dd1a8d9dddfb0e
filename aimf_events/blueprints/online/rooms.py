"""The rooms of a session in the order of fail-over: added, set, moved up, taken away."""

from typing import Any
from urllib.parse import urlsplit

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from wtforms import PasswordField

from ...errors import NotFound
from ...hybrid import room_order, rooms
from ...hybrid.room_models import OnlineRoom, RoomKind
from ...i18n import pick
from ...programme import sessions
from ...programme.models import ProgrammeSession
from ...web.forms import BaseForm
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .forms import FORMS


@blueprint.get("/sessions/<public_id>/rooms/new/<kind>")
def new_room(public_id: str, kind: str) -> Any:
    """Ask what a room of this kind needs."""
    planned, asked = sessions.session_of(g.congress, public_id), _kind(kind)
    return _page(planned, asked, FORMS[asked]())


@blueprint.post("/sessions/<public_id>/rooms/new/<kind>")
def add_room(public_id: str, kind: str) -> Any:
    """Add it, last in the order."""
    planned, asked = sessions.session_of(g.congress, public_id), _kind(kind)
    form = FORMS[asked]()
    if not form.validate_on_submit():
        return _page(planned, asked, form), 422
    room_order.add_room(planned, asked, _settings(form), by=current_person())
    flash(_("La salle est ajoutée, en dernier dans l’ordre de secours."), "ok")
    return redirect(url_for("online.show_session", public_id=public_id))


@blueprint.get("/sessions/<public_id>/rooms/<room>")
def edit_room(public_id: str, room: str) -> Any:
    """Ask for other settings. Of an address only its site is shown: an auditor reads this page too."""
    planned = sessions.session_of(g.congress, public_id)
    found = _with_settings(planned, room)
    known = rooms.settings_of(found) if found.kind is RoomKind.TELEPHONE else {}
    return _page(planned, found.kind, FORMS[found.kind](data=known), found)


@blueprint.post("/sessions/<public_id>/rooms/<room>")
def change_room(public_id: str, room: str) -> Any:
    """Save them: whoever enters from now on is led by them."""
    planned = sessions.session_of(g.congress, public_id)
    found = _with_settings(planned, room)
    form = FORMS[found.kind]()
    if not form.validate_on_submit():
        return _page(planned, found.kind, form, found), 422
    room_order.change_settings(found, {**_kept(found), **_settings(form)}, by=current_person())
    flash(_("La salle est enregistrée."), "ok")
    return redirect(url_for("online.show_session", public_id=public_id))


@blueprint.post("/sessions/<public_id>/rooms/<room>/promotion")
def bring_forward(public_id: str, room: str) -> Any:
    """Move a room up in the order."""
    planned = sessions.session_of(g.congress, public_id)
    room_order.bring_forward(rooms.room_by_public_id(planned, room), by=current_person())
    return redirect(url_for("online.show_session", public_id=public_id))


@blueprint.get("/sessions/<public_id>/rooms/<room>/removal")
def ask_removal(public_id: str, room: str) -> Any:
    """Say what is lost, and ask."""
    planned = sessions.session_of(g.congress, public_id)
    found = rooms.room_by_public_id(planned, room)
    return render_template("online/remove.html", title=_("Retirer cette salle ?"), planned=planned, room=found)


@blueprint.post("/sessions/<public_id>/rooms/<room>/removal")
def remove_room(public_id: str, room: str) -> Any:
    """Take it away."""
    planned = sessions.session_of(g.congress, public_id)
    room_order.remove_room(rooms.room_by_public_id(planned, room), by=current_person())
    flash(_("La salle est retirée, et ses réglages sont oubliés."), "ok")
    return redirect(url_for("online.show_session", public_id=public_id))


def _kind(word: str) -> RoomKind:
    kind = next((each for each in FORMS if each == word), None)
    if kind is None:
        raise NotFound
    return kind


def _with_settings(planned: ProgrammeSession, public_id: str) -> OnlineRoom:
    found = rooms.room_by_public_id(planned, public_id)
    if found.kind is RoomKind.LINK:
        raise NotFound
    return found


def _kept(room: OnlineRoom) -> dict[str, str]:
    """The secrets of a room, which its page does not show: they stay unless others are written."""
    return rooms.settings_of(room) if room.kind is RoomKind.JANUS else {}


def _settings(form: BaseForm) -> dict[str, str]:
    secrets = {field.name for field in form if isinstance(field, PasswordField)}
    written = {name: value or "" for name, value in form.data.items() if name != "csrf_token"}
    return {name: value for name, value in written.items() if value or name not in secrets}


def _page(planned: ProgrammeSession, kind: RoomKind, form: BaseForm, room: OnlineRoom | None = None) -> str:
    host = urlsplit(rooms.settings_of(room).get("address", "")).hostname if room else None
    return render_template(
        "online/room.html",
        host=host,
        title=words_for(kind),
        lead=pick(planned.title),
        planned=planned,
        kind=kind,
        form=form,
        room=room,
    )
