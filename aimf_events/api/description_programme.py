"""The published programme in the OpenAPI document."""

from typing import Any

from ..programme.changes import ChangeKind
from ..programme.models import SessionKind, SessionMode, SpeakerRole
from ..programme.sign_up_models import PlaceKind
from .words import ERROR, answer, flag, many, number, parameter, text, thing

_WORDS = {"type": "object", "additionalProperties": {"type": "string"}, "description": "By language: fr, en, …"}
_CONGRESS = parameter("congress", "The congress's word in addresses")
_NONE = {"404": answer("No such congress or release", ERROR)}
_RELEASE = thing(
    number=number("Counted per congress"),
    name=text("What people call it"),
    note=text("What it brings"),
    published_at=text("", format="date-time"),
    sessions=number("How many"),
)
_SIGN_UP = thing(
    open=flag("Whether one can still sign up"),
    **{
        "for": many(
            thing(
                place=text("Where", enum=list(PlaceKind)),
                full=flag("No place is left; one can wait"),
                left={"type": ["integer", "null"], "description": "Places left, where ten at most are"},
            )
        )
    },
)
_SESSION = thing(
    id=number("The same in every release"),
    guid=text("The same in every release", format="uuid"),
    url=text("Its page", format="uri"),
    title=_WORDS,
    text=_WORDS,
    kind=text("", enum=list(SessionKind)),
    mode=text("", enum=list(SessionMode)),
    starts_at=text("", format="date-time"),
    ends_at=text("", format="date-time"),
    room={"type": ["object", "null"], "description": "Its name and its building"},
    place=text("Where it is in none of the rooms"),
    track={"type": ["object", "null"], "description": "Theme or colloquium, by language"},
    languages=many(text("ISO 639-1; the first is the floor's")),
    sign_up={
        "description": "Where one signs up, as it is now; null where one comes freely",
        "anyOf": [_SIGN_UP, {"type": "null"}],
    },
    cancelled=flag("It stays in the programme, struck out"),
    people=many(thing(name=text(""), role=text("", enum=list(SpeakerRole)), function=text(""))),
)
_CHANGE = thing(
    id=number("The session"),
    guid=text("The session", format="uuid"),
    title=_WORDS,
    kinds=many(text("What it means for readers", enum=list(ChangeKind))),
    fields=many(text("Which fields differ")),
)

_PROGRAMME = thing(
    congress=text(""),
    time_zone=text("IANA"),
    release={"anyOf": [_RELEASE, {"type": "null"}]},
    releases=many(_RELEASE),
    sessions=many(_SESSION),
)
_PROGRAMME["properties"]["changes"] = thing(since=number("Release"), to=number("Release"), sessions=many(_CHANGE))

PROGRAMME_PATHS: dict[str, Any] = {
    "/congresses/{congress}/programme": {
        "get": {
            "summary": "The programme as it is published; never the draft",
            "parameters": [
                _CONGRESS,
                parameter("since", "Number of a release: say what changed since", "query"),
                parameter("to", "Number of a release; the latest by default", "query"),
            ],
            "responses": {
                "200": answer(
                    "The latest release, null before the first",
                    _PROGRAMME,
                ),
                **_NONE,
            },
        }
    },
}
