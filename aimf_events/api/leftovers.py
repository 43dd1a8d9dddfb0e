"""POST /devices/me/leftovers: what a paired device could bring to no door, kept for whoever supervises."""

from datetime import timedelta
from typing import Any

from flask import jsonify, request
from flask_babel import gettext as _

from ..accounts.limits import spend
from ..checkin.quarantine import take_leftovers
from ..checkin.scans import MOST_AT_ONCE
from ..checkin.signed_requests import SCHEME, signer_of
from ..clock import now
from ..web.guards import proves_itself
from . import blueprint
from .answers import refuse, too_large, too_many
from .scans import MOST_BYTES
from .signed import as_signed, from_device

AN_HOUR = 300  # requests of one device: a leftover is rare


@blueprint.post("/devices/me/leftovers")
@proves_itself("the signature of a paired device over the whole request", scheme=SCHEME)
def post_leftovers() -> Any:
    """Keep them, whether the device is still heard or not; without any, the answer says which of both."""
    if (request.content_length or 0) > MOST_BYTES:
        return too_large()
    device, refusal = from_device(lambda: signer_of(as_signed()))
    if device is None:
        return refusal
    sent = request.get_json(silent=True)
    items = sent.get("items") if isinstance(sent, dict) else None
    if not isinstance(items, list):
        return refuse(400, "unreadable", _("L’envoi n’est pas un objet JSON avec « items »."))
    if len(items) > MOST_AT_ONCE:
        return too_many()
    spend("leftovers", device.public_id, at_most=AN_HOUR, within=timedelta(hours=1))
    taken = take_leftovers(device, items)
    return jsonify(taken=taken, revoked=device.revoked_at is not None, server_time=now().isoformat())
