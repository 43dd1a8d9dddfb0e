"""Requests that a paired device signed: who it is, and what it is told when it is no longer heard."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request
from flask_babel import gettext as _

from ..checkin.signed_requests import NotSigned, SignedRequest, WrongHour
from ..clock import now
from .answers import refuse

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


def no_longer_heard() -> Any:
    """Return what a revoked device is told: it wipes itself."""
    return refuse(403, "revoked", _("Cet appareil n’est plus écouté. Voyez le responsable des portes."))
