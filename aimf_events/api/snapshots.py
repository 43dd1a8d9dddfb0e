"""GET /devices/me/snapshot: the list that a device at a door carries, whole or what changed since."""

from typing import Any

from flask import jsonify, request, session
from flask_babel import gettext as _

from ..checkin.devices import device_held_by, may_hold_doors
from ..checkin.models import ScanDevice
from ..checkin.signed_requests import is_signed
from ..checkin.snapshot import snapshot_of
from ..web.identity import current_person
from . import blueprint
from .answers import refuse
from .signed import device_still_heard


@blueprint.get("/devices/me/snapshot")
def get_snapshot() -> Any:
    """Answer the list to the device that asks; 304 where what it would be sent is what it was sent before."""
    by_device = is_signed(request.headers.get("Authorization", ""))
    device, refusal = device_still_heard() if by_device else _by_session()
    return refusal if device is None else _list_for(device)


def _by_session() -> tuple[ScanDevice | None, Any]:
    """The device that the volunteer who is signed in has opened on this browser; or the answer that says no."""
    person = current_person()
    if person is None:
        no = refuse(401, "signed_out", _("Vous n’êtes plus connecté : connectez-vous, puis envoyez de nouveau."))
        return None, no
    device = device_held_by(person, session.get("scan_device"))
    if device is None:
        return None, refuse(404, "not_here", _("Cette porte ou cet appareil n’existe pas dans ce congrès."))
    if not may_hold_doors(person, device.congress):
        return None, refuse(403, "not_allowed", _("Votre rôle ne permet pas de tenir une porte."))
    return device, None


def _list_for(device: ScanDevice) -> Any:
    since = request.args.get("since", "")
    known = int(since) if since.isascii() and since.isdigit() and len(since) < 19 else None
    snapshot = snapshot_of(device.congress, since=known)
    about = {"label": device.label, "role": device.role}
    answer = jsonify(**snapshot.as_json(), device=about)
    answer.set_etag(f"{snapshot.etag}-{device.id}", weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)
