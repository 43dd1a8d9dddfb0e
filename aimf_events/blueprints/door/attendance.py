"""Attendance of sessions: the day, one session, and the same as a file."""

from datetime import date
from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...checkin.attendance import SessionAttendance
from ...i18n import country_name, format_day, format_hour, pick
from ...programme.models import ProgrammeSession
from ...programme.sessions import session_of
from ...reporting import attendance
from ...reporting.attendance import PER_PAGE, Attendee
from ...reporting.board import today_there
from ...reporting.exports import Column
from ...web.asking import asked, asked_page, kept
from ...web.exporting import export_addresses, said_once, send_table
from ...web.guards import DOOR_SUPERVISORS, allows, takes_away
from ...web.wording import addressed, words_for
from . import blueprint

SORTS = {
    "name": lambda each: each.registration.person.sort_key,
    "came": lambda each: each.here.came_at.timestamp() if each.here else each.online_at.timestamp(),
    "minutes": lambda each: each.here.minutes if each.here else -1,
}


@blueprint.get("/attendance")
@allows(DOOR_SUPERVISORS)
def list_attendance() -> Any:
    """Show the sessions of a day, and how many attended each."""
    days = attendance.session_days(g.congress)
    day = _asked_day(days)
    return render_template(
        "door/attendance_days.html",
        title=_("Présence aux séances"),
        day=day,
        days=[(each.isoformat(), format_day(each, year=False)) for each in days],
        lines=attendance.sessions_on(g.congress, day) if day else [],
    )


@blueprint.get("/attendance/<public_id>")
@allows(DOOR_SUPERVISORS)
def show_attendance(public_id: str) -> Any:
    """Show who attended a session, by person or by delegation."""
    planned = session_of(g.congress, public_id)
    seen, found = attendance.attendees_of(g.congress, planned, q=asked("q"))
    by_delegation = asked("by") == "delegations"
    rows: list[Any] = list(attendance.by_delegation(found)) if by_delegation else _sorted(found)
    page = min(asked_page(), max(1, -(-len(rows) // PER_PAGE)))
    choices = kept("by", "q", "sort")
    return render_template(
        "door/attendance.html",
        title=pick(planned.title),
        planned=planned,
        when=hours_of(planned),
        seen=seen,
        sentence=sentence(planned, seen, found),
        q=asked("q"),
        by_delegation=by_delegation,
        rows=rows[(page - 1) * PER_PAGE : page * PER_PAGE],
        page=page,
        pages=max(1, -(-len(rows) // PER_PAGE)),
        page_url=lambda number: _address(public_id, {**choices, "page": number}),
        sorts={name: _sort(public_id, name, choices) for name in SORTS},
        exports=export_addresses("door.export_attendance", public_id=public_id, **kept("q")),
    )


@blueprint.get("/attendance/<public_id>/people.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/attendance/<public_id>/people.csv", defaults={"kind": "csv"})
@allows(DOOR_SUPERVISORS)
@takes_away
def export_attendance(public_id: str, kind: str) -> Any:
    """Everybody who attended a session, a line each."""
    planned = session_of(g.congress, public_id)
    _seen, found = attendance.attendees_of(g.congress, planned, q=asked("q"))
    columns = [
        Column(_("Délégation"), lambda each: each.registration.delegation.name),
        Column(_("Pays"), said_once(lambda each: each.registration.delegation.country, country_name)),
        Column(_("Nom"), lambda each: addressed(each.registration.person)),
        Column(_("Fonction"), lambda each: each.registration.function),
        Column(_("Qualité"), said_once(lambda each: each.registration.capacity, words_for)),
        Column(_("Catégorie"), said_once(lambda each: each.registration.category.label, pick)),
        Column(_("Arrivée dans la salle"), lambda each: each.here.came_at if each.here else None),
        Column(_("Dernière sortie notée"), lambda each: each.here.left_at if each.here else None),
        Column(_("Minutes dans la salle"), lambda each: each.here.minutes if each.here else None),
        Column(_("Entrées"), lambda each: each.here.stays if each.here else None),
        Column(_("Arrivée en ligne"), lambda each: each.online_at),
    ]
    narrowed = [(_("Séance"), pick(planned.title)), (_("Horaire"), hours_of(planned)), (_("Recherche"), asked("q"))]
    title = _("Présence à la séance")
    return send_table(found, columns, kind=kind, table="presence", title=title, narrowed=narrowed)


def hours_of(planned: ProgrammeSession) -> str:
    """Return « mercredi 9 décembre, 9 h – 10 h 30 »."""
    zone = g.congress.time_zone
    hours = f"{format_hour(planned.starts_at, zone)} – {format_hour(planned.ends_at, zone)}"
    return f"{format_day(planned.day, year=False)}, {hours}"


def sentence(planned: ProgrammeSession, seen: SessionAttendance, found: list[Attendee]) -> str:
    """Return how many attended, or why nothing is known."""
    if planned.cancelled_at:
        return _("Cette séance est annulée.")
    here = [each for each in found if each.here]
    if not found and not seen.doors:
        return _("Aucune porte ne sert cette séance : donnez-lui celle de sa salle, ou liez-lui une porte.")
    if not found:
        return _("Personne n’est encore entré.")
    people = ngettext("%(num)d personne était dans la salle", "%(num)d personnes étaient dans la salle", len(here))
    groups = len({each.registration.delegation_id for each in here})
    of = ngettext("de %(num)d délégation", "de %(num)d délégations", groups)
    online = len(found) - len(here)
    if online:
        afar = ngettext("%(num)d a suivi à distance", "%(num)d ont suivi à distance", online)
        return _("%(people)s, %(of)s ; %(afar)s.", people=people, of=of, afar=afar)
    return _("%(people)s, %(of)s.", people=people, of=of)


def _sorted(found: list[Attendee]) -> list[Attendee]:
    name = asked("sort")
    key = SORTS.get(name.lstrip("-"))
    return found if key is None else sorted(found, key=key, reverse=name.startswith("-"))


def _sort(public_id: str, name: str, choices: dict[str, Any]) -> dict[str, Any]:
    current = asked("sort")
    state = {name: "ascending", f"-{name}": "descending"}.get(current)
    return {"url": _address(public_id, {**choices, "sort": f"-{name}" if current == name else name}), "sorted": state}


def _address(public_id: str, choices: dict[str, Any]) -> str:
    return url_for("door.show_attendance", public_id=public_id, **choices)


def _asked_day(days: list[date]) -> date | None:
    """The day of the address; else today, or the first day of the programme after it, or the last."""
    given = request.args.get("day", "")
    wanted = next((each for each in days if each.isoformat() == given), None)
    today = today_there(g.congress)
    return wanted or next((each for each in days if each >= today), days[-1] if days else None)
