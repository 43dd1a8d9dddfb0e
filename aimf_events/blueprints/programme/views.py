"""The programme desk: the list by day, one form per session, its cancellation."""

from typing import Any
from urllib.parse import urlsplit

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...congress.venues import rooms_of
from ...i18n import pick
from ...programme import judgement, placing, sessions, sign_up
from ...programme.models import ProgrammeSession, SessionKind, SessionMode
from ...programme.public import by_day, hours_of, place_of
from ...programme.releases import releases_of
from ...programme.reply_standings import standings_of_sessions
from ...programme.tracks import tracks_of
from ...web.exporting import export_addresses
from ...web.forms import BaseForm, refused_on
from ...web.identity import current_person
from . import blueprint
from .forms import SessionForm
from .wording import field_words


@blueprint.get("/")
def list_sessions() -> Any:
    """The sessions by day, and what is still missing from them."""
    found = sessions.sessions_of(g.congress)
    open_conflicts = [each for each in judgement.conflicts_of(g.congress) if each.override is None]
    without_room = [each for each in found if each.is_online and not each.has_way_in and not each.cancelled_at]
    return render_template(
        "programme/list.html",
        title=_("Programme"),
        days=by_day(found),
        total=len(found),
        without_room=len(without_room),
        conflicts=len(open_conflicts),
        blocking=sum(each.blocks_release for each in open_conflicts),
        hours=hours_of,
        place=place_of,
        release=next(iter(releases_of(g.congress)), None),
        exports=export_addresses("programme.export_sessions"),
    )


@blueprint.get("/sessions/new")
def new_session() -> Any:
    """Ask for a new session."""
    first = {"day": g.congress.starts_on, "mode": SessionMode.IN_PERSON.value, "languages": ["fr"], "is_public": True}
    return _page(_form(data={**first, "kind": SessionKind.COLLOQUIUM.value}))


@blueprint.post("/sessions/new")
def plan_session() -> Any:
    """Add the session to the programme."""
    form = _form()
    plan = _plan(form) if form.validate_on_submit() else None
    taken = _taken(form, plan) if plan else []
    if plan is None or taken:
        return _page(form, taken=taken), 422
    planned = refused_on(
        form.starts,
        lambda: placing.plan_judged(g.congress, by=current_person(), online_address=form.online_address.data, **plan),
    )
    if planned is None:
        return _page(form), 422
    flash(_("La séance « %(title)s » est au programme.", title=pick(planned.title)), "ok")
    return redirect(url_for("programme.list_speakers", public_id=planned.public_id))


@blueprint.get("/sessions/<public_id>")
def edit_session(public_id: str) -> Any:
    """Show a session to whoever changes it."""
    planned = sessions.session_of(g.congress, public_id)
    return _page(_form(data=_shown(planned)), planned)


@blueprint.post("/sessions/<public_id>")
def change_session(public_id: str) -> Any:
    """Save a session, unless someone else did since: then show what they changed, with what was typed here kept."""
    planned = sessions.session_of(g.congress, public_id)
    form = _form()
    plan = _plan(form) if form.validate_on_submit() else None
    read = int(form.revision.data) if (form.revision.data or "").isdecimal() else 0
    theirs = sessions.changes_since(planned, read)
    if theirs:
        form.revision.data = str(planned.revision)
        return _page(form, planned, theirs=theirs), 409
    taken = _taken(form, plan, planned) if plan else []
    if plan is None or taken:
        return _page(form, planned, taken=taken), 422
    changed = refused_on(
        form.starts,
        lambda: placing.change_judged(
            planned,
            by=current_person(),
            revision=read,
            online_address=form.online_address.data or None,
            forget_address=form.forget_address.data,
            **plan,
        ),
        **{sign_up.PlacesBelowHeld.code: form.room_places},
    )
    if changed is None:
        return _page(form, planned), 422
    flash(_("La séance « %(title)s » est enregistrée.", title=pick(planned.title)), "ok")
    return redirect(url_for("programme.list_sessions"))


@blueprint.get("/sessions/<public_id>/cancellation")
def ask_cancellation(public_id: str) -> Any:
    """Say what cancelling does, and ask."""
    planned = sessions.session_of(g.congress, public_id)
    return render_template("programme/cancel.html", title=_("Annuler la séance ?"), planned=planned)


@blueprint.post("/sessions/<public_id>/cancellation")
def cancel_session(public_id: str) -> Any:
    """Cancel the session."""
    planned = sessions.cancel_session(sessions.session_of(g.congress, public_id), by=current_person())
    flash(_("La séance « %(title)s » est annulée.", title=pick(planned.title)), "ok")
    return redirect(url_for("programme.list_sessions"))


@blueprint.post("/sessions/<public_id>/restoration")
def restore_session(public_id: str) -> Any:
    """Put the session back."""
    planned = sessions.restore_session(sessions.session_of(g.congress, public_id), by=current_person())
    flash(_("La séance « %(title)s » est de nouveau au programme.", title=pick(planned.title)), "ok")
    return redirect(url_for("programme.edit_session", public_id=public_id))


def _form(**values: Any) -> SessionForm:
    return SessionForm(rooms=rooms_of(g.congress), tracks=tracks_of(g.congress), **values)


def _page(form: SessionForm, planned: ProgrammeSession | None = None, *, taken: Any = (), theirs: Any = ()) -> str:
    address = sessions.online_address(planned) if planned else None
    return render_template(
        "programme/session.html",
        title=pick(planned.title) if planned else _("Nouvelle séance"),
        form=form,
        planned=planned,
        standings=standings_of_sessions([planned.id]).get(planned.id, []) if planned else [],
        host=urlsplit(address).hostname if address else None,
        taken=taken,
        theirs=[(by, [field_words(name) for name in names]) for by, names in theirs],
        hours=hours_of,
        confirm=BaseForm(formdata=None),
    )


def _plan(form: SessionForm) -> dict[str, Any] | None:
    """Return the values of the plan, or None with the reason beside the hour."""
    minutes = refused_on(
        form.ends, lambda: sessions.minutes_between(g.congress, form.day.data, form.starts.data, form.ends.data)
    )
    if minutes is None:
        return None
    rooms = {room.public_id: room for room in rooms_of(g.congress)}
    themes = {track.public_id: track for track in tracks_of(g.congress)}
    return {
        "kind": SessionKind(form.kind.data),
        "mode": SessionMode(form.mode.data),
        "title": _translated(form.title_fr.data, form.title_en.data),
        "text": _translated(form.text_fr.data, form.text_en.data),
        "day": form.day.data,
        "starts": form.starts.data,
        "minutes": minutes,
        "room": rooms.get(form.room.data),
        "track": themes.get(form.track.data),
        "place": form.place.data,
        "languages": form.languages.data,
        "room_places": form.room_places.data,
        "online_places": form.online_places.data,
        "is_public": form.is_public.data,
    }


def _translated(french: str, english: str) -> dict[str, str]:
    return {code: text for code, text in (("fr", french), ("en", english)) if text}


def _taken(form: SessionForm, plan: dict[str, Any], planned: ProgrammeSession | None = None) -> list[ProgrammeSession]:
    """Return the sessions that hold the room then, unless the editor has said that it holds both."""
    if plan["room"] is None or form.room_shared.data:
        return []
    hour = {key: plan[key] for key in ("day", "starts", "minutes")}
    taken = sessions.sessions_in_room(g.congress, plan["room"], besides=planned, **hour)
    if taken:
        form.room.errors = [
            ngettext(
                "Une séance y est déjà prévue à cette heure.",
                "%(num)d séances y sont déjà prévues à cette heure.",
                len(taken),
            )
        ]
    return taken


def _shown(planned: ProgrammeSession) -> dict[str, Any]:
    values = sessions.as_plan(planned)
    local = planned.congress.time_zone
    return {
        **values,
        **{f"title_{code}": text for code, text in planned.title.items()},
        **{f"text_{code}": text for code, text in planned.text.items()},
        "kind": planned.kind.value,
        "mode": planned.mode.value,
        "room": planned.room.public_id if planned.room else "",
        "track": planned.track.public_id if planned.track else "",
        "ends": sessions.wall_clock(planned.ends_at, local),
        "revision": str(planned.revision),
    }


from . import builder, conflicts, exports, imports, letters, releases, replies, sign_ups, speakers, speaking, tracks  # noqa: E402, F401
