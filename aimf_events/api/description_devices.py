"""The part of the OpenAPI document that is about the devices at the doors."""

from typing import Any

from ..checkin.models import DeviceRole, Way
from ..checkin.pairing import PairingState
from ..registration.models import Capacity
from .words import ERROR, answer, flag, many, number, parameter, text, thing

_BY_LANGUAGE = {"type": "object", "additionalProperties": {"type": "string"}, "description": "By language"}
_DAY = {"format": "date", "example": "2026-12-09"}

_CHECKPOINT = thing(
    id=text("Public id"),
    name=text("As the volunteers call it"),
    category_numbers={**many({"type": "integer"}), "description": "Empty: all"},
    zones=number("Bit set; 0: all"),
    checks_day=flag("Only the days of the badge"),
    admits_once=flag("A badge already in is pointed out"),
    limit={
        "type": ["integer", "null"],
        "description": "Badges inside at once: the door's own, or the seats of its room",
    },
    way=text("Which passages it notes", enum=list(Way)),
    capacities={**many(text("", enum=list(Capacity))), "description": "At the statutory sittings; empty: all"},
    delegation_seats={
        "type": ["integer", "null"],
        "description": "Of one delegation inside at once, one of them its titular's; counted by the server only",
    },
    is_open=flag("Closed: nobody passes"),
    inside={"type": ["integer", "null"], "description": "Badges inside when the list was read, where there is a limit"},
)
_CHECKPOINT["properties"]["sign_ups"] = {
    **many(
        thing(
            **{"from": text("Whoever comes for it is let in from then on", format="date-time")},
            until=text("Its end", format="date-time"),
            badges={
                "type": ["array", "null"],
                "items": {"type": "string", "pattern": "^[0-9a-f]{12}$"},
                "description": "The numbers that have a place; null where one comes freely",
            },
        )
    ),
    "description": "Only at a door of a session to which one signs up: its sessions from now on",
}
_CATEGORY = thing(
    number=number("As in the badge's token"),
    letter=text("Read from afar"),
    colour=text("Of the band", pattern="^#[0-9a-f]{6}$"),
    label=_BY_LANGUAGE,
    feminine={**_BY_LANGUAGE, "description": "Said of a woman, in the languages where it differs"},
    zones=number("Bit set: what its badges open today, whatever was printed"),
    at_work=flag("There for their work: they sign up to no session"),
)
_REVOCATION = {
    "type": "array",
    "minItems": 3,
    "maxItems": 3,
    "items": {"type": ["string", "integer", "boolean"]},
    "description": (
        "In this order: the badge's number, 12 hexadecimal digits; the least issue that is not dead; true if the badge itself"
        " is revoked, false if it was issued again"
    ),
}
_CONGRESS = thing(
    number=number("As in the badge's token"),
    name=text("Its word in addresses"),
    starts_on=text("First day, there", **_DAY),
    time_zone=text("IANA name: days begin at its midnight"),
    days=number("How many"),
)
_KEY = thing(
    kid=number("As in the badge's token"),
    public_key=text("Ed25519, 32 bytes, base64url without padding"),
    not_before=text("", format="date-time"),
    not_after=text("", format="date-time"),
    withdrawn=flag("Its badges are dead until they are issued again"),
)

SNAPSHOT = thing(
    version=number("To be given as `since` the next time"),
    whole=flag("Replaces what is held; else `records` are added to it"),
    server_time=text("To set the device's clock right", format="date-time"),
    revocation_seq=number("How many issues of badges are dead: only ever counts up"),
    congress=_CONGRESS,
    keys=many(_KEY),
    checkpoints=many(_CHECKPOINT),
    categories=many(_CATEGORY),
    blanks=thing(number=number("In the place of a category: an emergency badge, whose record says whom it stands for")),
    cards=thing(
        number=number("In the place of a category, in the token of a transferable card"),
        letter=text("Read from afar"),
        colour=text("Of the band", pattern="^#[0-9a-f]{6}$"),
        label=_BY_LANGUAGE,
    ),
    revocations=many(_REVOCATION),
    device=thing(label=text("Where it stands"), role=text("What it is for", enum=list(DeviceRole))),
    records={
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": (
            "Sealed records by index. With T the 78 bytes of a badge's token and HKDF-SHA-256 without salt: the index is the"
            " first 9 bytes of HKDF(T, info='AIMF-SNAPSHOT-1\\0index'), base64url; the key HKDF(T, info='AIMF-SNAPSHOT-1\\0"
            "record'), 32 bytes; the text, base64url, is a nonce of 12 bytes, then AES-256-GCM with the index's bytes as"
            " additional data. Inside, a JSON array: category number, 1 if the badge was handed over, civility, honorific,"
            " name, delegation, and of a transferable card its number, or null and the capacity of who sits at the statutory sittings; filled up with spaces."
        ),
    },
)

SIGNATURE = (
    "`AIMF-Device <public id> <milliseconds> <signature>`: Ed25519, base64url, of `AIMF-DEVICE-1\\0` then, one a line, the"
    " method, the path with its query, the milliseconds and the SHA-256 of the body in hexadecimal. The milliseconds are the"
    " server's time as the device knows it; more than five minutes off, the answer is 401 `wrong_hour` with `server_time`."
)
_CLAIM = thing(
    secret=text("What the code shows after `#`"),
    public_key=text("Ed25519, 32 bytes, base64url: made on the telephone, which keeps the private half"),
    signature=text("Of `AIMF-PAIRING-1\\0`, the secret and the public key, base64url"),
)
_CLAIMED = thing(
    pairing=text("Public id: the device's own, once it is confirmed"),
    number=text(
        "Six digits, on both screens: the first six bytes of the SHA-256 of what was signed, modulo a million",
        pattern="^[0-9]{6}$",
    ),
    expires_at=text("Until when the supervisor may confirm", format="date-time"),
    server_time=text("To set the device's clock right", format="date-time"),
)
_FOLLOWED = thing(
    state=text("How far it is", enum=list(PairingState)),
    server_time=text("", format="date-time"),
)

_DESK = thing(
    version=number("To be given as `since` the next time"),
    whole=flag("Replaces what is held; else `records` are added to it"),
    shift=text("The shift that the key is for"),
    until=text("When the key is to be forgotten", format="date-time"),
    key=text("AES-256, base64url: kept in memory only"),
    records={
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": (
            "Sealed records by index: a nonce of 12 bytes, then AES-256-GCM with the index's bytes as additional data, base64url."
            " Inside, a JSON array: number (12 hexadecimal digits), issue, short code, category, zones, days, state (0 issued,"
            " 1 handed over, 2 revoked), civility, honorific, name, delegation, number of a card or null, other names,"
            " capacity at the statutory sittings or null, of a day pass the number of the badge for which it stands."
        ),
    },
    server_time=text("To set the device's clock right", format="date-time"),
)
_BINDING = {
    "type": "object",
    "required": ["nonce", "token", "device_time"],
    "description": "`badge`, or `name` with `delegation` as they were written on it",
    "properties": {
        "nonce": text("128 random bits; the same fact sent again bears the same nonce", pattern="^[0-9a-f]{32}$"),
        "token": text("What the QR of the emergency badge says"),
        "badge": text("Number of the person's own badge", pattern="^[0-9a-f]{12}$"),
        "name": text("Written by hand", maxLength=120),
        "delegation": text("Written by hand", maxLength=120),
        "is_lost": flag("The badge that it replaces is lost: it dies"),
        "device_time": text("The device's clock", format="date-time"),
        "clock_offset_ms": number("What to add to it"),
    },
}
_BOUND = thing(
    results=many(
        {
            "type": "object",
            "required": ["status"],
            "properties": {
                "status": text("`dead`: kept aside", enum=["recorded", "replayed", "dead"]),
                "nonce": {"type": ["string", "null"]},
                "why": {"type": ["string", "null"]},
            },
        }
    ),
    revoked=flag("The device is no longer heard"),
    server_time=text("To set the device's clock right", format="date-time"),
)
_LEFTOVERS = thing(
    items={"type": "array", "maxItems": 200, "description": "Whatever the device kept; none asks who it is"}
)
_LEFT = thing(
    taken=number("How many are new here"),
    revoked=flag("The device is no longer heard: it hands over the rest and wipes itself"),
    server_time=text("To set the device's clock right", format="date-time"),
)

PATHS: dict[str, Any] = {
    "/devices/me/snapshot": {
        "get": {
            "summary": "The list that a device at a door carries, whole or what changed",
            "security": [{"device": []}, {"session": []}],
            "parameters": [
                parameter("since", "The version of the list held; without it, the whole list", "query"),
                parameter("If-None-Match", "The mark of the list sent before", "header"),
            ],
            "responses": {
                "200": answer("The list, with its mark in ETag", {"$ref": "#/components/schemas/Snapshot"}),
                "304": {"description": "What would be sent is what was sent before"},
                "401": answer("Not signed in; or not signed, or with a wrong hour", ERROR),
                "403": answer("This person does not hold a door here; `revoked`: the device wipes itself", ERROR),
                "404": answer("This browser holds no device", ERROR),
            },
        }
    },
    "/devices/me/desk": {
        "get": {
            "summary": "The names of a desk and the key to them, while its shift is open",
            "security": [{"device": []}],
            "parameters": [
                parameter("since", "The version of the list held; without it, the whole list", "query"),
                parameter(
                    "shift", "The shift under whose key it was sealed; another one gives the whole list", "query"
                ),
            ],
            "responses": {
                "200": answer("The list, each record sealed by itself", _DESK),
                "401": answer("Not signed, or with a wrong hour", ERROR),
                "403": answer("`not_a_desk`, `desk_closed` or `revoked`", ERROR),
            },
        }
    },
    "/devices/me/desk/lock": {
        "post": {
            "summary": "End the shift: a supervisor opens the next one",
            "security": [{"device": []}],
            "responses": {
                "200": answer("No key is given any more", thing(server_time=text("", format="date-time"))),
                "400": answer("Not signed, nor from a page of ours", ERROR),
                "401": answer("Not signed, or with a wrong hour", ERROR),
                "403": answer("`revoked`", ERROR),
            },
        }
    },
    "/devices/me/bindings": {
        "post": {
            "summary": "A desk says for whom emergency badges stand: facts, never refused",
            "security": [{"device": []}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": thing(scans=many(_BINDING))}}},
            "responses": {
                "200": answer("One result for each, in their order", _BOUND),
                "400": answer("Not readable", ERROR),
                "401": answer("Not signed, or with a wrong hour", ERROR),
                "413": answer("More than 400 kB", ERROR),
                "422": answer("More than 200", ERROR),
            },
        }
    },
    "/devices/me/leftovers": {
        "post": {
            "summary": "Hand over what no door takes, for whoever supervises; also from a device that is no longer heard",
            "security": [{"device": []}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": _LEFTOVERS}}},
            "responses": {
                "200": answer("Kept, each once", _LEFT),
                "400": answer("Not readable", ERROR),
                "401": answer("Not signed, or with a wrong hour", ERROR),
                "413": answer("More than 400 kB", ERROR),
                "422": answer("More than 200 items", ERROR),
                "429": answer("Too many from one device", ERROR),
            },
        }
    },
    "/pairings": {
        "post": {
            "summary": "Use the link of a pairing, once, with the key that this telephone made",
            "requestBody": {"required": True, "content": {"application/json": {"schema": _CLAIM}}},
            "responses": {
                "201": answer("The number to compare; nothing more until a supervisor confirms", _CLAIMED),
                "400": answer("Not readable", ERROR),
                "409": answer("Used, refused, or its two minutes are over", ERROR),
                "422": answer("The signature does not prove the key", ERROR),
                "429": answer("Too many from one place", ERROR),
            },
        }
    },
    "/pairings/{public_id}": {
        "get": {
            "summary": "How far a pairing is",
            "parameters": [parameter("public_id", "From the answer to the claim")],
            "responses": {"200": answer("Its state", _FOLLOWED), "404": answer("No such pairing", ERROR)},
        }
    },
}
