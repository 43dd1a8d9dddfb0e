"""POST /devices/me/bindings: a desk says for whom an emergency badge stands."""

from typing import Any

from flask import jsonify, request
from flask_babel import gettext as _

from ..checkin.blanks import record_binding
from ..checkin.devices import heard_from
from ..checkin.quarantine import take_leftovers
from ..checkin.scans import MOST_AT_ONCE
from ..checkin.signed_requests import SCHEME, signer_of
from ..clock import now
from ..web.guards import proves_itself
from . import blueprint
from .answers import refuse, too_large, too_many
from .scans import MOST_BYTES
from .signed import as_signed, from_device


@blueprint.post("/devices/me/bindings")
@proves_itself("the signature of a paired device over the whole request", scheme=SCHEME)
def post_bindings() -> Any:
    """Store them, one answer for each; those of a device that is no longer heard lie among the unusable."""
    if (request.content_length or 0) > MOST_BYTES:
        return too_large()
    device, refusal = from_device(lambda: signer_of(as_signed()))
    if device is None:
        return refusal
    sent = request.get_json(silent=True)
    items = sent.get("scans") if isinstance(sent, dict) else None
    if not isinstance(items, list) or not items:
        return refuse(400, "unreadable", _("L’envoi n’est pas un objet JSON avec « scans »."))
    if len(items) > MOST_AT_ONCE:
        return too_many()
    heard_from(device)
    is_revoked = device.revoked_at is not None
    if is_revoked:
        take_leftovers(device, items)
        results: list[dict[str, Any]] = [{"status": "dead"} for _item in items]
    else:
        outcomes = [record_binding(device, item) for item in items]
        results = [{"status": each.status, "nonce": each.nonce, "why": each.why or None} for each in outcomes]
    return jsonify(results=results, revoked=is_revoked, server_time=now().isoformat())
