"""The list of a desk: given with its key while a shift is open, and locked by whoever leaves the desk."""

from base64 import urlsafe_b64encode
from typing import Any

from flask import jsonify, request

from ..checkin.desk_list import close_desk, desk_list_of
from ..checkin.signed_requests import SCHEME
from ..clock import now
from ..web.guards import proves_itself
from . import blueprint
from .signed import device_still_heard


@blueprint.get("/devices/me/desk")
def get_desk() -> Any:
    """Answer the list and its key; the records alone are of no use to anybody."""
    device, refusal = device_still_heard()
    if device is None:
        return refusal
    since = request.args.get("since", "")
    known = int(since) if since.isascii() and since.isdigit() and len(since) < 19 else None
    found = desk_list_of(device, since=known, shift=request.args.get("shift", ""))
    answer = jsonify(
        version=found.version,
        whole=found.is_whole,
        shift=found.shift,
        until=device.desk_until.isoformat() if device.desk_until else None,
        key=urlsafe_b64encode(found.key).decode().rstrip("="),
        records=found.records,
        server_time=now().isoformat(),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/devices/me/desk/lock")
@proves_itself("the signature of a paired device over the whole request", scheme=SCHEME)
def lock_desk() -> Any:
    """End the shift: the key is given to nobody until a supervisor opens another."""
    device, refusal = device_still_heard()
    if device is None:
        return refusal
    close_desk(device, by=None)
    return jsonify(server_time=now().isoformat())
