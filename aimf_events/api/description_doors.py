"""The part of the OpenAPI document that reads the doors: occupancy and attendance."""

from typing import Any

from ..registration.models import Capacity
from .words import ERROR, answer, flag, many, number, or_null, parameter, text, thing

_MOMENT = {"type": "string", "format": "date-time"}
_CONGRESS = parameter("congress", "The congress's word in addresses")
_MARK = parameter("If-None-Match", "The mark of the answer held", "header")
_READERS: list[dict[str, list[str]]] = [{"session": []}]
_REFUSALS = {
    "401": answer("Not signed in", ERROR),
    "403": answer("Neither the supervisor of these doors nor the secretariat", ERROR),
    "404": answer("No such congress or session", ERROR),
}
_SAME = {"304": {"description": "What would be sent is what was sent before"}}

_DOOR = thing(
    id=text("Public id"),
    name=text("As the volunteers call it"),
    is_open=flag("Closed: nobody passes"),
    inside=number("Badges inside now, transferable cards too", minimum=0),
    places=or_null(number("How many may be inside at once")),
    nearly_full=flag("Three places or one in ten are left, or none"),
    entered_today=number("Entries of the day there", minimum=0),
    left_today=number("Exits of the day there", minimum=0),
    last_at=or_null(text("The last passage of the day", format="date-time")),
)
OCCUPANCY = thing(
    congress=number("As in the badge's token"),
    inside=number("People on the whole site, each once", minimum=0),
    expected=number("Accredited, on site, with a badge for today", minimum=0),
    arrived=number("Of these, whom a door has let in", minimum=0),
    checkpoints=many(_DOOR),
    server_time=_MOMENT,
)
_SESSION = {
    "id": text("Public id"),
    "title": {"type": "object", "additionalProperties": {"type": "string"}, "description": "By language"},
    "starts_at": _MOMENT,
    "ends_at": _MOMENT,
    "cancelled": flag("Nobody attends a cancelled session"),
}
_PERSON = thing(
    registration=text("Public id"),
    name=text("As on the badge"),
    delegation=text("Its name"),
    country=text("ISO 3166, two letters", pattern="^[A-Z]{2}$"),
    capacity=text("At the statutory sittings", enum=list(Capacity)),
    came_at=or_null(text("Into the room; it may be before the session began", format="date-time")),
    left_at=or_null(text("Last exit; null where nobody noted it", format="date-time")),
    minutes=or_null(number("Inside, between the session's beginning and end", minimum=0)),
    stays=number("How often they came in", minimum=0),
    online_at=or_null(text("First click on the way into the room online", format="date-time")),
)
ATTENDANCE = thing(
    **_SESSION,
    checkpoints=many(thing(id=text("Public id"), name=text("As the volunteers call it"))),
    cards=number("Transferable cards, which are nobody's", minimum=0),
    people=many(_PERSON),
    server_time=_MOMENT,
)
DAY = thing(
    congress=number("As in the badge's token"),
    day=text("On the clock of the city", format="date"),
    sessions=many(
        thing(
            **_SESSION,
            here=or_null(number("People in the room; null where no door serves it", minimum=0)),
            online=number("People online", minimum=0),
            cards=number("Transferable cards in the room", minimum=0),
        )
    ),
    server_time=_MOMENT,
)

PATHS: dict[str, Any] = {
    "/congresses/{congress}/occupancy": {
        "get": {
            "summary": "How many are inside, door by door and on the whole site",
            "security": [{"device": []}, *_READERS],
            "parameters": [_CONGRESS, _MARK],
            "responses": {"200": answer("Now, with its mark in ETag", OCCUPANCY), **_SAME, **_REFUSALS},
        }
    },
    "/congresses/{congress}/attendance": {
        "get": {
            "summary": "The sessions of a day, and how many attended each",
            "security": _READERS,
            "parameters": [
                _CONGRESS,
                parameter("day", "A day of the congress; today without it", "query", format="date"),
                _MARK,
            ],
            "responses": {
                "200": answer("In their order, with the mark in ETag", DAY),
                **_SAME,
                "400": answer("Not a day", ERROR),
                **_REFUSALS,
            },
        }
    },
    "/congresses/{congress}/sessions/{public_id}/attendance": {
        "get": {
            "summary": "Who attended a session, in the room and from afar",
            "security": _READERS,
            "parameters": [_CONGRESS, parameter("public_id", "The session"), _MARK],
            "responses": {"200": answer("By delegation, with the mark in ETag", ATTENDANCE), **_SAME, **_REFUSALS},
        }
    },
}
