"""GET /devices/me/snapshot: the list that a device at a door carries, whole or what changed since."""

from typing import Any

from flask import jsonify, request, session
from flask_babel import gettext as _

from ..checkin.devices import device_held_by, may_hold_doors
from ..checkin.snapshot import snapshot_of
from ..congress.models import Congress
from ..web.identity import current_person
from . import blueprint
from .answers import refuse


@blueprint.get("/devices/me/snapshot")
def get_snapshot() -> Any:
    """Answer the list to the device that asks; 304 where what it would be sent is what it was sent before."""
    person = current_person()
    if person is None:
        return refuse(401, "signed_out", _("Vous n’êtes plus connecté : connectez-vous, puis envoyez de nouveau."))
    device = device_held_by(person, session.get("scan_device"))
    if device is None:
        return refuse(404, "not_here", _("Cette porte ou cet appareil n’existe pas dans ce congrès."))
    if not may_hold_doors(person, device.congress):
        return refuse(403, "not_allowed", _("Votre rôle ne permet pas de tenir une porte."))
    return _list_of(device.congress)


def _list_of(congress: Congress) -> Any:
    since = request.args.get("since", "")
    known = int(since) if since.isascii() and since.isdigit() and len(since) < 19 else None
    snapshot = snapshot_of(congress, since=known)
    answer = jsonify(snapshot.as_json())
    answer.set_etag(snapshot.etag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)
