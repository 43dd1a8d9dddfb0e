"""The OpenAPI document of /api/v1, kept beside the code that it describes; tests/api compares the two."""

from typing import Any

from flask import jsonify

from ..checkin.models import Direction, ScanReason, Verdict
from ..checkin.scans import MOST_AT_ONCE
from . import blueprint


@blueprint.get("/openapi.json")
def openapi() -> Any:
    """Answer the description of the interface."""
    return jsonify(DOCUMENT)


def _text(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


_MOMENT = {"format": "date-time", "example": "2026-12-09T08:52:00.120Z"}
_SCAN = {
    "type": "object",
    "required": ["nonce", "seq", "device_time"],
    "description": "A fact. Exactly one of `token` and `code`.",
    "properties": {
        "nonce": _text("128 random bits; the same fact sent again bears the same nonce", pattern="^[0-9a-f]{32}$"),
        "seq": {"type": "integer", "minimum": 1, "description": "The device's own count, without gaps"},
        "device_time": _text("The device's clock when it read the badge", **_MOMENT),
        "clock_offset_ms": {"type": "integer", "default": 0, "description": "What to add to the device's clock"},
        "token": _text("What the QR says, as read", maxLength=1000),
        "code": _text("The short code, as typed", maxLength=1000),
        "direction": _text("Which way", enum=list(Direction), default="in"),
        "online": {"type": "boolean", "default": True, "description": "False: judged on the device, sent afterwards"},
        "let_in": {
            "type": "boolean",
            "default": False,
            "description": "Laissez-passer, on the way in: admitted whatever the rules say, and listed for the supervisor",
        },
        "verdict_shown": _text("What the device showed, where it judged itself", enum=list(Verdict)),
        "reason_shown": _text("And why", enum=list(ScanReason)),
    },
}
_RESULT = {
    "type": "object",
    "required": ["status", "nonce"],
    "properties": {
        "status": _text("`dead`: kept aside, nobody can use it; `why` says so", enum=["recorded", "replayed", "dead"]),
        "nonce": {"type": ["string", "null"]},
        "seq": {
            "type": ["integer", "null"],
            "description": "The number it bears: the next free one where the one sent was taken and the scan is online",
        },
        "verdict": _text("Come in, look, no", enum=list(Verdict)),
        "reason": _text("Why", enum=list(ScanReason)),
        "since": {"type": ["string", "null"], "format": "date-time", "description": "already_in: since when"},
        "first_door": {"type": ["string", "null"], "description": "already_in: through which door"},
        "bearer": {"type": ["object", "null"], "description": "Name, delegation and category"},
        "why": {"type": "string"},
    },
}
_ONE = {"allOf": [_SCAN, {"type": "object", "required": ["device"], "properties": {"device": _text("Public id")}}]}
_MANY = {
    "type": "object",
    "required": ["device", "scans"],
    "properties": {"device": _text("Public id"), "scans": {"type": "array", "maxItems": MOST_AT_ONCE, "items": _SCAN}},
}
_ERROR = {"type": "object", "properties": {"error": _text("A word"), "reason": _text("A sentence, in your language")}}
_KEY = {
    "type": "object",
    "properties": {
        "kid": {"type": "integer", "minimum": 0, "maximum": 15},
        "public_key": _text("32 bytes, base64url without padding"),
        "not_before": _text("", format="date-time"),
        "not_after": _text("", format="date-time"),
        "withdrawn_at": {"type": ["string", "null"], "format": "date-time"},
    },
}


def _parameter(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "description": description}


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
            "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRFToken", "description": "From the scan page"},
        },
        "schemas": {"Scan": _SCAN, "Result": _RESULT, "Error": _ERROR, "Key": _KEY},
    },
    "paths": {
        "/checkpoints/{public_id}/scans": {
            "post": {
                "summary": "Store and judge one scan, or up to 200",
                "security": [{"session": [], "csrf": []}],
                "parameters": [_parameter("public_id", "The door")],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"oneOf": [_ONE, _MANY]}}},
                },
                "responses": {
                    "200": _answer(
                        "One result, or one for each scan in their order",
                        {
                            "oneOf": [
                                _RESULT,
                                {"type": "object", "properties": {"results": {"type": "array", "items": _RESULT}}},
                            ]
                        },
                    ),
                    "400": _answer("Not readable, or without the CSRF token", _ERROR),
                    "401": _answer("Not signed in", _ERROR),
                    "403": _answer("This person does not hold a door here", _ERROR),
                    "404": _answer("No such door or device in this congress", _ERROR),
                    "413": _answer("More than 400 kB", _ERROR),
                    "422": _answer("More than 200 scans", _ERROR),
                },
            }
        },
        "/congresses/{congress}/badge-keys": {
            "get": {
                "summary": "The public keys of a congress's badges",
                "parameters": [_parameter("congress", "The congress's word in addresses")],
                "responses": {
                    "200": _answer(
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
                    "404": _answer("No such congress", _ERROR),
                },
            }
        },
    },
}
