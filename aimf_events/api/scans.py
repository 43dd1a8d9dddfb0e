"""POST /checkpoints/<id>/scans: one fact or up to 200, one answer for each, in their order."""

from typing import Any

from flask import jsonify, request, session
from flask_babel import gettext as _

from ..checkin.devices import Gate, gate
from ..checkin.outcomes import Outcome
from ..checkin.quarantine import put_aside
from ..checkin.scans import MOST_AT_ONCE, record_scans
from ..checkin.signed_requests import SCHEME, is_signed, signed_gate
from ..clock import now
from ..web.guards import proves_itself
from . import blueprint
from .answers import refuse, too_large, too_many
from .bodies import sent_json
from .signed import MOST_BYTES, as_signed, from_device


@blueprint.post("/checkpoints/<public_id>/scans")
@proves_itself("the signature of a paired device over the whole request", scheme=SCHEME)
def post_scans(public_id: str) -> Any:
    """Store and judge. The whole request is refused only where nothing in it can be attributed."""
    if (request.content_length or 0) > MOST_BYTES:
        return too_large()
    by_device = is_signed(request.headers.get("Authorization", ""))
    sent = sent_json()
    items = sent.get("scans") if isinstance(sent, dict) and "scans" in sent else [sent]
    device = sent.get("device") if isinstance(sent, dict) else None
    if not isinstance(items, list) or not items or not (isinstance(device, str) or (by_device and sent is not None)):
        return refuse(
            400, "unreadable", _("L’envoi n’est pas un objet JSON avec « device » et un passage, ou « scans ».")
        )
    if len(items) > MOST_AT_ONCE:
        return too_many()
    seen, refusal = _by_device(public_id) if by_device else _by_session(public_id, str(device))
    if seen is None or seen.door is None or seen.device_id is None:
        return refusal
    take = put_aside if seen.device_revoked else record_scans
    outcomes = take(seen.door, seen.device_id, items)
    results = [_as_json(outcome) for outcome in outcomes]
    if not isinstance(sent, dict) or "scans" not in sent:
        return jsonify(results[0])
    return jsonify(results=results, revoked=seen.device_revoked, server_time=now().isoformat())


def _by_device(public_id: str) -> tuple[Gate | None, Any]:
    """Which paired device signed, and the door's rules; or the answer that says no."""
    seen, refusal = from_device(lambda: signed_gate(as_signed(), checkpoint=public_id))
    if seen is not None and seen.door is None:
        return None, _not_here()
    return seen, refusal


def _by_session(public_id: str, device: str) -> tuple[Gate | None, Any]:
    """Which volunteer is signed in, with which device; or the answer that says no."""
    seen = gate(session.get("_user_id") or "", device=device, checkpoint=public_id)
    if not seen.signed_in:
        no = refuse(401, "signed_out", _("Vous n’êtes plus connecté : connectez-vous, puis envoyez de nouveau."))
        return None, no
    if seen.door is None or (seen.device_id is None and seen.allowed):
        return None, _not_here()
    if not seen.allowed or seen.device_id is None:
        return None, refuse(403, "not_allowed", _("Votre rôle ne permet pas de tenir une porte."))
    return seen, None


def _not_here() -> Any:
    return refuse(404, "not_here", _("Cette porte ou cet appareil n’existe pas dans ce congrès."))


def _as_json(outcome: Outcome) -> dict[str, Any]:
    if outcome.status == "dead":
        return {"status": "dead", "nonce": outcome.nonce, "why": outcome.why}
    if outcome.status == "quarantined":
        return {"status": "quarantined", "nonce": outcome.nonce, "seq": outcome.seq}
    bearer = outcome.bearer
    return {
        "status": outcome.status,
        "nonce": outcome.nonce,
        "seq": outcome.seq,
        "verdict": outcome.verdict,
        "reason": outcome.reason,
        "since": outcome.since.isoformat() if outcome.since else None,
        "first_door": outcome.first_door or None,
        "places_left": outcome.places_left,
        "bearer": bearer
        and {
            "name": bearer.name,
            "civility": bearer.civility,
            "honorific": bearer.honorific,
            "delegation": bearer.delegation,
            "card": bearer.is_card,
            "day_pass": bearer.is_pass,
            "category": {
                "letter": bearer.category_letter,
                "colour": bearer.category_colour,
                "label": bearer.category_label,
            },
        },
    }
