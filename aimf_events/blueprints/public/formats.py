"""The programme for other programs: calendars, schedule.xml and schedule.json, the printed booklet. Open to every origin."""

import json
from typing import Any

from flask import Response, current_app, g, request, url_for

from ...errors import NotFound
from ...i18n import pick, use_language
from ...programme.booklet import booklet_pdf
from ...programme.feeds import own_feed, public_feed, registration_by_feed
from ...programme.public import Choice, public_programme
from ...programme.schedule import Schedule, schedule_json, schedule_xml
from ...programme.sign_up_list import opened_at
from . import blueprint
from .choosing import asked_choice, asked_numbers

_CALENDAR = "text/calendar; charset=utf-8"


@blueprint.get("/programme.ics")
def calendar_feed() -> Any:
    """The programme as a calendar to subscribe to; the choices of the page cut it: a day, a theme, a room, a person."""
    numbers = frozenset(asked_numbers(request.args)) if "s" in request.args else None
    return _open(public_feed(g.congress, asked_choice(request.args), numbers=numbers), _CALENDAR)


@blueprint.get("/programme/mine/<token>.ics")
def own_calendar(token: str) -> Any:
    """A participant's own calendar: chosen sessions, and those in which they have a part."""
    registration = registration_by_feed(token)
    if registration is None or registration.congress_id != g.congress.id:
        raise NotFound
    with use_language(registration.person.language):
        answer = Response(own_feed(registration), content_type=_CALENDAR)
    answer.add_etag()
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


@blueprint.get("/programme/schedule.<any(json, xml):kind>")
def schedule_file(kind: str) -> Any:
    """The programme as other conferences' apps read it, in JSON or in XML (Giggity, EventFahrplan)."""
    if kind == "xml":
        return _open(schedule_xml(_schedule()), "application/xml; charset=utf-8")
    return _open(json.dumps(schedule_json(_schedule()), ensure_ascii=False).encode(), "application/json")


@blueprint.get("/programme.pdf")
def booklet() -> Any:
    """The programme on paper, A4, as the reader chose it."""
    pdf = booklet_pdf(g.congress, public_programme(g.congress, asked_choice(request.args)))
    answer = _open(pdf, "application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{g.congress.name}-programme.pdf"'
    return answer


def _schedule() -> Schedule:
    found = public_programme(g.congress, Choice())
    sessions = [each for _day, listed in found.days for each in listed if not each.is_cancelled]
    release = found.release
    return Schedule(
        name=g.congress.name,
        title=pick(g.congress.title),
        version=f"{release.number} {release.name}" if release else "0",
        first=min([g.congress.starts_on, *(each.day for each in sessions)]),
        last=max([g.congress.ends_on, *(each.day for each in sessions)]),
        time_zone=g.congress.time_zone,
        address=current_app.config["AIMF"].public_url + url_for("public.programme"),
        sessions=sessions,
        people=found.people,
        signed_up_to=frozenset(opened_at(g.congress)),
    )


def _open(body: bytes, kind: str) -> Any:
    """Return an answer that any page may read (CORS), and that a client asks for again only when it changed."""
    answer = Response(body, content_type=kind)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "ETag"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.add_etag()
    return answer.make_conditional(request)
