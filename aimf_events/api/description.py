"""The OpenAPI document of /api/v1, kept beside the code that it describes; tests/api compares the two."""

from typing import Any

from flask import jsonify

from ..checkin.models import Direction, ScanReason, Verdict
from ..checkin.scans import MOST_AT_ONCE
from . import blueprint, description_devices, description_doors
from .description_devices import SIGNATURE, SNAPSHOT
from .words import ERROR, answer, parameter, text


@blueprint.get("/openapi.json")
def openapi() -> Any:
    """Answer the description of the interface."""
    return jsonify(DOCUMENT)


_MOMENT = {"format": "date-time", "example": "2026-12-09T08:52:00.120Z"}
_SCAN = {
    "type": "object",
    "required": ["nonce", "seq", "device_time"],
    "description": "A fact. Exactly one of `token` and `code`.",
    "properties": {
        "nonce": text("128 random bits; the same fact sent again bears the same nonce", pattern="^[0-9a-f]{32}$"),
        "seq": {"type": "integer", "minimum": 1, "description": "The device's own count, without gaps"},
        "device_time": text("The device's clock when it read the badge", **_MOMENT),
        "clock_offset_ms": {"type": "integer", "default": 0, "description": "What to add to the device's clock"},
        "token": text("What the QR says, as read", maxLength=1000),
        "code": text("The short code, as typed", maxLength=1000),
        "direction": text("Which way", enum=list(Direction), default="in"),
        "online": {"type": "boolean", "default": True, "description": "False: judged on the device, sent afterwards"},
        "let_in": {
            "type": "boolean",
            "default": False,
            "description": "Laissez-passer, on the way in: admitted whatever the rules say, and listed for the supervisor",
        },
        "verdict_shown": text("What the device showed, where it judged itself", enum=list(Verdict)),
        "reason_shown": text("And why", enum=list(ScanReason)),
        "snapshot_version": {"type": "integer", "description": "The version of the list that the device held"},
        "revocation_seq": {"type": "integer", "description": "How many dead issues it knew of"},
    },
}
_RESULT = {
    "type": "object",
    "required": ["status", "nonce"],
    "properties": {
        "status": text(
            "`dead`: kept aside, nobody can use it; `why` says so. `quarantined`: from a device that is no longer heard",
            enum=["recorded", "replayed", "quarantined", "dead"],
        ),
        "nonce": {"type": ["string", "null"]},
        "seq": {
            "type": ["integer", "null"],
            "description": "The number it bears: the next free one where the one sent was taken and the scan is online",
        },
        "verdict": text("Come in, look, no", enum=list(Verdict)),
        "reason": text("Why", enum=list(ScanReason)),
        "since": {"type": ["string", "null"], "format": "date-time", "description": "already_in: since when"},
        "first_door": {"type": ["string", "null"], "description": "already_in: through which door"},
        "places_left": {"type": ["integer", "null"], "description": "Said where few are left in the room, else null"},
        "bearer": {
            "type": ["object", "null"],
            "description": "Name, delegation and category; card: a transferable card, nobody's; day_pass: of somebody who forgot the badge",
        },
        "why": {"type": "string"},
    },
}
_RESULTS = {
    "type": "object",
    "required": ["results", "revoked", "server_time"],
    "properties": {
        "results": {"type": "array", "items": _RESULT},
        "revoked": {"type": "boolean", "description": "The device is no longer heard: it wipes itself"},
        "server_time": text("To set the device's clock right", **_MOMENT),
    },
}
_ONE = {"allOf": [_SCAN, {"type": "object", "required": ["device"], "properties": {"device": text("Public id")}}]}
_MANY = {
    "type": "object",
    "required": ["device", "scans"],
    "properties": {"device": text("Public id"), "scans": {"type": "array", "maxItems": MOST_AT_ONCE, "items": _SCAN}},
}
_ERROR = {
    "type": "object",
    "required": ["error", "reason"],
    "properties": {
        "error": text("A word"),
        "reason": text("A sentence, in your language"),
        "advice": text("What one can do, where there is something"),
        "server_time": text("With `wrong_hour`: to set the device's clock right", **_MOMENT),
    },
}
_KEY = {
    "type": "object",
    "properties": {
        "kid": {"type": "integer", "minimum": 0, "maximum": 15},
        "public_key": text("32 bytes, base64url without padding"),
        "not_before": text("", format="date-time"),
        "not_after": text("", format="date-time"),
        "withdrawn_at": {"type": ["string", "null"], "format": "date-time"},
    },
}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "AIMF congresses",
        "version": "1",
        "description": "What the doors of a congress use; open to peers and hardware.",
    },
    "servers": [{"url": "/api/v1"}],
    "components": {
        "securitySchemes": {
            "session": {"type": "apiKey", "in": "cookie", "name": "aimf", "description": "A volunteer's session"},
            "device": {
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": SIGNATURE,
            },
            "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken", "description": "From the scan page"},
        },
        "schemas": {"Scan": _SCAN, "Result": _RESULT, "Error": _ERROR, "Key": _KEY, "Snapshot": SNAPSHOT},
    },
    "paths": {
        "/checkpoints/{public_id}/scans": {
            "post": {
                "summary": "Store and judge one scan, or up to 200",
                "security": [{"device": []}, {"session": [], "csrf": []}],
                "parameters": [parameter("public_id", "The door")],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"oneOf": [_ONE, _MANY]}}},
                },
                "responses": {
                    "200": answer(
                        "One result, or one for each scan in their order",
                        {
                            "oneOf": [
                                _RESULT,
                                _RESULTS,
                            ]
                        },
                    ),
                    "400": answer("Not readable, or without the CSRF token", ERROR),
                    "401": answer("Not signed in; or not signed, or with a wrong hour: `server_time` has it", ERROR),
                    "403": answer("This person does not hold a door here", ERROR),
                    "404": answer("No such door or device in this congress", ERROR),
                    "413": answer("More than 400 kB", ERROR),
                    "422": answer("More than 200 scans", ERROR),
                },
            }
        },
        "/congresses/{congress}/badge-keys": {
            "get": {
                "summary": "The public keys of a congress's badges",
                "parameters": [parameter("congress", "The congress's word in addresses")],
                "responses": {
                    "200": answer(
                        "The keys, withdrawn ones too",
                        {
                            "type": "object",
                            "properties": {
                                "congress": {"type": "integer"},
                                "algorithm": {"const": "Ed25519"},
                                "keys": {"type": "array", "items": _KEY},
                            },
                        },
                    ),
                    "404": answer("No such congress", ERROR),
                },
            }
        },
        **description_devices.PATHS,
        **description_doors.PATHS,
    },
}
