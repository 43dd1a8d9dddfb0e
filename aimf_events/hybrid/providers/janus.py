"""Janus (WebRTC): the room in which one takes part. Its videoroom over HTTP for us, over WebSocket for browsers.

The server must run the videoroom plugin with `string_ids`, `events` and an `admin_key` (docs/operations.md). A room lets in who bears a
token of its list; ours are made for one ticket, and leave the list once used or five minutes old. The id under which somebody is seen
in the room is the ticket's: another one on each entry, so that nobody comes back under somebody else's.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from ... import crypto
from ..room_models import RoomHealth
from .asking import ask
from .contract import (
    Capabilities,
    Happened,
    Participant,
    Place,
    ProviderEvent,
    ProviderUnavailable,
    Recording,
    Way,
)

PLUGIN = "janus.plugin.videoroom"
SPEAKERS = 24  # who speak at once; whoever listens is not counted
BITRATE = 256_000  # bit/s of one speaker's picture
NO_SUCH_ROOM, ALREADY_THERE, NOBODY_OF_THAT_NAME = 426, 427, 428
PLUGIN_EVENT = 64
_WORDS = {"joined": Happened.JOINED, "leaving": Happened.LEFT, "kicked": Happened.LEFT}


class Janus:
    """Settings: `address` (wss://, for browsers), `api` (http://, for us), `admin_key` of the videoroom, `events_key` of the event handler."""

    def capabilities(self) -> Capabilities:
        """One takes part; it says who is in."""
        return Capabilities(takes_part=True, says_who_is_in=True, tells_health=True)

    def ensure_room(self, place: Place) -> None:
        """Make the room; a Janus that was started again has forgotten it."""
        with _handle(place) as say:
            say(
                {
                    "request": "create",
                    "room": place.key,
                    "admin_key": place.settings.get("admin_key", ""),
                    "secret": _secret("room", place.key),
                    "allowed": [_secret("nobody", place.key)],  # an empty list would let everybody in
                    "is_private": True,
                    "require_pvtid": True,
                    "publishers": SPEAKERS,
                    "bitrate": BITRATE,
                    "audiolevel_event": False,
                    "notify_joining": False,
                },
                may_say=(ALREADY_THERE,),
            )

    def join(self, place: Place, participant: Participant, *, until: datetime) -> Way:
        """Put the ticket's token on the list of the room."""
        token = _secret("entry", participant.entry)
        with _handle(place) as say:
            say({**_of(place), "request": "allowed", "action": "add", "allowed": [token]})
        return Way(until, address=place.settings.get("address", ""), credential=token, name=participant.entry)

    def retire(self, place: Place, entries: Collection[str]) -> None:
        """Take tokens off the list: they let nobody in any more, and put nobody out."""
        if entries:
            tokens = [_secret("entry", each) for each in entries]
            with _handle(place) as say:
                say(
                    {**_of(place), "request": "allowed", "action": "remove", "allowed": tokens}, may_say=(NO_SUCH_ROOM,)
                )

    def remove(self, place: Place, entry: str) -> None:
        """Put somebody out, and their token off the list."""
        self.retire(place, [entry])
        with _handle(place) as say:
            say({**_of(place), "request": "kick", "id": entry}, may_say=(NO_SUCH_ROOM, NOBODY_OF_THAT_NAME))

    def list_present(self, place: Place) -> frozenset[str] | None:
        """Return the entries inside, speaking or not. A closed tab stays listed for a minute."""
        with _handle(place) as say:
            told = say({"request": "listparticipants", "room": place.key}, may_say=(NO_SUCH_ROOM,))
        return frozenset(str(each.get("id")) for each in told.get("participants", ()) if isinstance(each, dict))

    def parse_webhook(self, place: Place, body: bytes, headers: Mapping[str, str]) -> Sequence[ProviderEvent]:
        """Read what Janus's event handler posts. Who joined is believed with the token of that very entry: an id alone can be said by anyone."""
        if not _is_from_janus(place, headers):
            return ()
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return ()
        found = (_event(place, each) for each in (told if isinstance(told, list) else [told]))
        return [each for each in found if each is not None]

    def close(self, place: Place) -> None:
        """End the room: everybody is out."""
        with _handle(place) as say:
            say({**_of(place), "request": "destroy"}, may_say=(NO_SUCH_ROOM,))

    def recordings(self, place: Place) -> Sequence[Recording]:
        """Rooms are made without recording."""
        return ()

    def health(self, place: Place) -> RoomHealth:
        """Ask it who it is, and whether it holds rooms."""
        try:
            with _handle(place) as say:
                say({"request": "exists", "room": place.key})
        except ProviderUnavailable:
            return RoomHealth.DOWN
        return RoomHealth.UP


@contextmanager
def _handle(place: Place) -> Iterator[Any]:
    """A session of the server with the videoroom attached, ended at the end; gives a function that says one thing and returns the answer."""
    api = place.settings.get("api", "").rstrip("/")
    session = f"{api}/{_made(api, {'janus': 'create'})}"
    try:
        handle = f"{session}/{_made(session, {'janus': 'attach', 'plugin': PLUGIN})}"

        def say(body: dict[str, Any], *, may_say: Collection[int] = ()) -> dict[str, Any]:
            told = _post(handle, {"janus": "message", "body": body})
            data = told.get("plugindata", {}).get("data")
            if not isinstance(data, dict) or data.get("error_code", 0) not in (0, *may_say):
                raise ProviderUnavailable(
                    f"janus said {data.get('error_code') if isinstance(data, dict) else 'nothing'}"
                )
            return data

        yield say
    finally:
        _end(session)


def _end(session: str) -> None:
    try:
        _post(session, {"janus": "destroy"})
    except ProviderUnavailable:
        return  # it forgets a silent session by itself after a minute


def _made(address: str, request: dict[str, str]) -> int:
    made = _post(address, request).get("data", {}).get("id")
    if not isinstance(made, int):
        raise ProviderUnavailable("janus made nothing")
    return made


def _post(address: str, request: dict[str, Any]) -> dict[str, Any]:
    told, _address = ask(address, {"transaction": "aimf", **request})
    try:
        answer = json.loads(told)
    except ValueError as error:
        raise ProviderUnavailable("not the answer of a janus") from error
    if not isinstance(answer, dict) or answer.get("janus") != "success":
        raise ProviderUnavailable("janus refused")
    return answer


def _of(place: Place) -> dict[str, str]:
    return {"room": place.key, "secret": _secret("room", place.key)}


def _secret(what: str, of_what: str) -> str:
    return crypto.keyed_hash(f"janus {what}", of_what)


def _is_from_janus(place: Place, headers: Mapping[str, str]) -> bool:
    """Whether the event handler's name and password are those of this room's settings; without a password nothing is believed."""
    key = place.settings.get("events_key", "")
    scheme, _space, given = headers.get("Authorization", "").partition(" ")
    try:
        said = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return False
    return bool(key) and scheme == "Basic" and hmac.compare_digest(said, f"janus:{key}".encode())


def _event(place: Place, told: Any) -> ProviderEvent | None:
    try:
        data, at = told["event"]["data"], datetime.fromtimestamp(told["timestamp"] / 1_000_000, UTC)
        what, entry = _WORDS[data["event"]], data["id"]
        is_ours = told["type"] == PLUGIN_EVENT and told["event"]["plugin"] == PLUGIN and data["room"] == place.key
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
    if not is_ours or not isinstance(entry, str):
        return None
    if what is Happened.JOINED and not hmac.compare_digest(
        str(data.get("token", "")).encode(), _secret("entry", entry).encode()
    ):
        return None
    ident = hashlib.sha256(f"{place.key}|{entry}|{what}|{told['timestamp']}".encode()).hexdigest()
    return ProviderEvent(ident, entry, what, at)
