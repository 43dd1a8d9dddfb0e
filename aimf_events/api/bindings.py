"""POST /devices/me/bindings: a desk says for whom an emergency badge stands."""

from typing import Any

from flask import jsonify

from ..checkin.bindings import record_binding
from ..checkin.devices import heard_from
from ..checkin.signed_requests import SCHEME
from ..clock import now
from ..web.guards import proves_itself
from . import blueprint
from .signed import items_of_device


@blueprint.post("/devices/me/bindings")
@proves_itself("the signature of a paired device over the whole request", scheme=SCHEME)
def post_bindings() -> Any:
    """Store them, one answer for each; those of a device that is no longer heard wait for a supervisor."""
    device, items, refusal = items_of_device("scans", at_least=1)
    if device is None:
        return refusal
    heard_from(device)
    outcomes = [record_binding(device, item) for item in items]
    results = [{"status": each.status, "nonce": each.nonce, "why": each.why or None} for each in outcomes]
    return jsonify(results=results, revoked=device.revoked_at is not None, server_time=now().isoformat())
