"""Requests that a paired device signed: who it is, what it brings, and what it is told when it is no longer heard."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request
from flask_babel import gettext as _

from ..checkin.devices import heard_from
from ..checkin.models import ScanDevice
from ..checkin.scans import MOST_AT_ONCE
from ..checkin.signed_requests import NotSigned, SignedRequest, WrongHour, signer_of
from ..clock import now
from .answers import refuse, too_large, too_many
from .bodies import sent_json

MOST_BYTES = 400_000  # 200 facts take about 100 kB

Found = TypeVar("Found")


def as_signed() -> SignedRequest:
    """Return the request as its signature sees it."""
    query = request.query_string.decode("ascii", "replace")
    target = request.path + (f"?{query}" if query else "")
    return SignedRequest(request.headers.get("Authorization", ""), request.method, target, request.get_data())


def from_device(find: Callable[[], Found]) -> tuple[Found | None, Any]:
    """Return what `find` finds of the device that signed, or the answer that says why not."""
    try:
        return find(), None
    except WrongHour:
        reason = _("L’heure de ce téléphone n’est pas celle du serveur : il se règle et recommence.")
        return None, refuse(401, "wrong_hour", reason, server_time=now().isoformat())
    except NotSigned:
        return None, refuse(401, "not_signed", _("Ce téléphone n’est pas apparié, ou sa signature ne tient pas."))


def device_that_signed() -> tuple[ScanDevice | None, Any]:
    """Return the paired device that signed, revoked or not; or the answer that says no."""
    return from_device(lambda: signer_of(as_signed()))


def device_still_heard() -> tuple[ScanDevice | None, Any]:
    """Return the paired device that signed, if it is still heard; or the answer that says no."""
    device, refusal = device_that_signed()
    if device is None:
        return None, refusal
    heard_from(device)
    return (device, None) if device.revoked_at is None else (None, no_longer_heard())


def items_of_device(word: str, *, at_least: int = 0) -> tuple[ScanDevice | None, list[Any], Any]:
    """Return the paired device that signed, revoked or not, and the up to 200 items under `word`; or the answer that says no."""
    if (request.content_length or 0) > MOST_BYTES:
        return None, [], too_large()
    device, refusal = device_that_signed()
    if device is None:
        return None, [], refusal
    sent = sent_json()
    items = sent.get(word) if isinstance(sent, dict) else None
    if not isinstance(items, list) or len(items) < at_least:
        reason = _("L’envoi n’est pas un objet JSON avec « %(word)s ».", word=word)
        return None, [], refuse(400, "unreadable", reason)
    if len(items) > MOST_AT_ONCE:
        return None, [], too_many()
    return device, items, None


def no_longer_heard() -> Any:
    """Return what a revoked device is told: it wipes itself."""
    return refuse(403, "revoked", _("Cet appareil n’est plus écouté. Voyez le responsable des portes."))
