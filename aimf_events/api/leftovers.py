"""POST /devices/me/leftovers: what a paired device could bring to no door, kept for whoever supervises."""

from datetime import timedelta
from typing import Any

from flask import jsonify

from ..accounts.limits import spend
from ..checkin.quarantine import take_leftovers
from ..checkin.signed_requests import SCHEME
from ..clock import now
from ..web.guards import proves_itself
from . import blueprint
from .signed import items_of_device

AN_HOUR = 300  # requests of one device: a leftover is rare


@blueprint.post("/devices/me/leftovers")
@proves_itself("the signature of a paired device over the whole request", scheme=SCHEME)
def post_leftovers() -> Any:
    """Keep them, whether the device is still heard or not; without any, the answer says which of both."""
    device, items, refusal = items_of_device("items")
    if device is None:
        return refusal
    spend("leftovers", device.public_id, at_most=AN_HOUR, within=timedelta(hours=1))
    taken = take_leftovers(device, items)
    return jsonify(taken=taken, revoked=device.revoked_at is not None, server_time=now().isoformat())
