"""The operator's console: all sessions online at a glance; one session with its rooms, the switch, and the word to all."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...hybrid import console, health, rooms
from ...hybrid.room_models import OnlineRoom, RoomHealth, RoomKind
from ...i18n import pick
from ...programme import sessions
from ...programme.models import ProgrammeSession
from ...programme.public import by_day, hours_of
from ...web.identity import current_person
from . import blueprint
from .forms import NoticeForm, SwitchForm

Tag = tuple[str, Any]


@blueprint.get("/")
def list_online() -> Any:
    """The sessions that one can follow from afar, with the room where everyone is and how it does."""
    found = [each for each in sessions.sessions_of(g.congress) if each.is_online and each.cancelled_at is None]
    all_rooms, switches = rooms.rooms_of_congress(g.congress), rooms.last_switches(g.congress)
    live = {each.id: rooms.live_room(all_rooms.get(each.id, []), switches.get(each.id)) for each in found}
    down = sum(room is not None and room.health is RoomHealth.DOWN for room in live.values())
    return render_template(
        "online/list.html",
        title=_("Régie en ligne"),
        sentence=_sentence(len(found), down, sum(not each.has_way_in for each in found)),
        days=by_day(found),
        rooms=all_rooms,
        live=live,
        hours=hours_of,
        tag=tag_of,
    )


@blueprint.get("/sessions/<public_id>")
def show_session(public_id: str) -> Any:
    """One session: who follows, each room with its health, the switch."""
    return _page(sessions.session_of(g.congress, public_id), NoticeForm())


@blueprint.post("/sessions/<public_id>/health")
def look_at_rooms(public_id: str) -> Any:
    """Look at each room now."""
    planned = sessions.session_of(g.congress, public_id)
    health.look_at(rooms.rooms_of(planned))
    flash(_("Chaque salle vient d’être vérifiée."), "ok")
    return redirect(url_for("online.show_session", public_id=public_id))


@blueprint.post("/sessions/<public_id>/rooms/<room>/switch")
def switch_room(public_id: str, room: str) -> Any:
    """Lead everyone to a room, at once."""
    planned = sessions.session_of(g.congress, public_id)
    chosen, form = rooms.room_by_public_id(planned, room), SwitchForm()
    if form.validate_on_submit():
        rooms.switch_room(chosen, seen=form.seen.data or "", by=current_person())
        flash(
            _("Tout le monde est dirigé vers cette salle ; les pages ouvertes l’apprennent en moins de cinq secondes."),
            "ok",
        )
    return redirect(url_for("online.show_session", public_id=public_id))


@blueprint.post("/sessions/<public_id>/notice")
def say_to_all(public_id: str) -> Any:
    """Tell everyone something, or take the last word away."""
    planned, form = sessions.session_of(g.congress, public_id), NoticeForm()
    if not form.validate_on_submit():
        return _page(planned, form), 422
    said = rooms.say_to_all(planned, form.text.data or "", by=current_person())
    flash(_("Le message est sur toutes les pages ouvertes.") if said.text else _("Le message est retiré."), "ok")
    return redirect(url_for("online.show_session", public_id=public_id))


def tag_of(room: OnlineRoom) -> Tag:
    """Return the shape and the word of a room's health."""
    if room.kind is RoomKind.LINK and not room.session.online_address:
        return "no", _("sans adresse")
    if room.checked_at is None:
        return "wait", _("pas encore vérifiée")
    return {
        RoomHealth.UP: ("ok", _("répond")),
        RoomHealth.DOWN: ("no", _("ne répond plus")),
        RoomHealth.UNKNOWN: ("wait", _("ne se vérifie pas d’ici")),
    }[room.health]


def _page(planned: ProgrammeSession, form: NoticeForm) -> str:
    found, switch = rooms.rooms_of(planned), rooms.last_switch(planned)
    live = rooms.live_room(found, switch)
    missing = [
        kind
        for kind in (RoomKind.JANUS, RoomKind.HLS, RoomKind.AUDIO, RoomKind.TELEPHONE)
        if kind not in {each.kind for each in found}
    ]
    if planned.online_address and not any(each.kind is RoomKind.LINK for each in found):
        missing.append(RoomKind.LINK)
    return render_template(
        "online/session.html",
        title=pick(planned.title),
        planned=planned,
        hours=hours_of(planned),
        rooms=found,
        live=live,
        next_room=next((each for each in found if live is not None and each.position > live.position), None),
        switch=switch if live is not None and switch is not None and switch.room_id == live.id else None,
        notice=rooms.last_notice(planned),
        following=console.following(planned),
        topic=console.topic_of(planned),
        missing=missing,
        tag=tag_of,
        form=form,
    )


def _sentence(total: int, down: int, without: int) -> str:
    if down:
        return ngettext(
            "La salle d’une séance ne répond plus : ouvrez-la et basculez vers la salle de secours.",
            "Les salles de %(num)d séances ne répondent plus : ouvrez-les et basculez vers leurs salles de secours.",
            down,
        )
    if without:
        return ngettext(
            "%(num)d séance en ligne n’a encore ni adresse ni salle.",
            "%(num)d séances en ligne n’ont encore ni adresse ni salle.",
            without,
        )
    return ngettext(
        "%(num)d séance se suit en ligne ; aucune salle n’est en panne.",
        "%(num)d séances se suivent en ligne ; aucune salle n’est en panne.",
        total,
    )
