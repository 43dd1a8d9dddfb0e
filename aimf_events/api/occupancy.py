"""How many are inside, and who attended which session: read by the supervisor's and the secretariat's own tools, and by peers."""

import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import g, jsonify, request
from flask_babel import gettext as _

from ..checkin.models import DeviceRole
from ..checkin.signed_requests import is_signed
from ..clock import now
from ..errors import NotFound
from ..programme.models import ProgrammeSession
from ..programme.sessions import session_of
from ..reporting import attendance
from ..reporting.attendance import Attendee, SessionLine
from ..reporting.board import DoorLine, arrivals_board, today_there
from ..web.guards import DOOR_SUPERVISORS, admits
from ..web.identity import current_person, current_roles
from . import blueprint
from .answers import refuse
from .signed import device_that_signed, no_longer_heard


@blueprint.get("/congresses/<congress>/occupancy")
def get_occupancy() -> Any:
    """Answer how many are inside, door by door and on the whole site. Asked with the mark of the last answer, 304 if it holds."""
    refusal = _refused_device() if is_signed(request.headers.get("Authorization", "")) else _refused_person()
    return refusal or _conditional(_occupancy())


@blueprint.get("/congresses/<congress>/attendance")
def list_attendance() -> Any:
    """Answer the sessions of a day and how many attended each."""
    refusal = _refused_person()
    if refusal:
        return refusal
    day = _asked_day()
    if day is None:
        return refuse(400, "unreadable", _("« day » est une date, comme 2026-12-09."))
    lines = attendance.sessions_on(g.congress, day)
    return _conditional(
        {"congress": g.congress.number, "day": day.isoformat(), "sessions": [_line(each) for each in lines]}
    )


@blueprint.get("/congresses/<congress>/sessions/<public_id>/attendance")
def get_attendance(public_id: str) -> Any:
    """Answer who attended a session, in the room and from afar."""
    refusal = _refused_person()
    if refusal:
        return refusal
    planned = _found(lambda: session_of(g.congress, public_id))
    if planned is None:
        return refuse(404, "not_here", _("Cette séance n’existe pas dans ce congrès."))
    seen, found = attendance.attendees_of(g.congress, planned)
    told = {
        **_session(planned),
        "checkpoints": [{"id": door.public_id, "name": door.name} for door in seen.doors],
        "cards": seen.cards,
        "people": [_attendee(each) for each in found],
    }
    return _conditional(told)


def _refused_person() -> Any:
    """None for whoever may read the doors here; else the answer that says no."""
    if current_person() is None:
        return refuse(401, "signed_out", _("Vous n’êtes plus connecté : connectez-vous, puis envoyez de nouveau."))
    if not admits(DOOR_SUPERVISORS, current_roles(), signed_in=True, reads=True):
        return refuse(403, "not_allowed", _("Votre rôle ne permet pas de lire les portes de ce congrès."))
    return None


def _refused_device() -> Any:
    """None for a supervisor's paired device of this congress; else the answer that says no."""
    device, refusal = device_that_signed()
    if device is None:
        return refusal
    if device.revoked_at is not None:
        return no_longer_heard()
    if device.congress_id != g.congress.id or device.role is not DeviceRole.SUPERVISOR:
        return refuse(403, "not_allowed", _("Votre rôle ne permet pas de lire les portes de ce congrès."))
    return None


def _occupancy() -> dict[str, Any]:
    board = arrivals_board(g.congress)
    figures = {"inside": board.inside, "expected": board.expected, "arrived": board.arrived}
    return {"congress": g.congress.number, **figures, "checkpoints": [_door(line) for line in board.doors]}


def _door(line: DoorLine) -> dict[str, Any]:
    return {
        "id": line.door.public_id,
        "name": line.door.name,
        "is_open": line.door.is_open,
        "inside": line.inside,
        "places": line.door.places,
        "nearly_full": line.is_nearly_full,
        "entered_today": line.entered,
        "left_today": line.left,
        "last_at": _iso(line.last_at),
    }


def _session(planned: ProgrammeSession) -> dict[str, Any]:
    return {
        "id": planned.public_id,
        "title": planned.title,
        "starts_at": planned.starts_at.isoformat(),
        "ends_at": planned.ends_at.isoformat(),
        "cancelled": planned.cancelled_at is not None,
    }


def _line(line: SessionLine) -> dict[str, Any]:
    here = len(line.seen.people) if line.seen.doors else None
    return {**_session(line.session), "here": here, "online": line.online, "cards": line.seen.cards}


def _attendee(each: Attendee) -> dict[str, Any]:
    registration, here = each.registration, each.here
    return {
        "registration": registration.public_id,
        "name": registration.person.badge_name,
        "delegation": registration.delegation.name,
        "country": registration.delegation.country,
        "capacity": registration.capacity,
        "came_at": _iso(here.came_at) if here else None,
        "left_at": _iso(here.left_at) if here else None,
        "minutes": here.minutes if here else None,
        "stays": here.stays if here else 0,
        "online_at": _iso(each.online_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _asked_day() -> date | None:
    """The day asked for, today there if none is; None if it is not a day."""
    given = request.args.get("day")
    try:
        return date.fromisoformat(given) if given is not None else today_there(g.congress)
    except ValueError:
        return None


def _found(find: Callable[[], ProgrammeSession]) -> ProgrammeSession | None:
    try:
        return find()
    except NotFound:
        return None


def _conditional(told: dict[str, Any]) -> Any:
    """The answer with the mark of its content; 304 to whoever holds that content. The hour is not counted."""
    mark = hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
    answer = jsonify(**told, server_time=now().isoformat())
    answer.set_etag(mark, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)
