"""POST /checkpoints/<id>/scans: one fact or up to 200, one answer for each, in their order."""

from typing import Any

from flask import jsonify, request, session
from flask_babel import gettext as _

from ..checkin.devices import gate
from ..checkin.outcomes import Outcome
from ..checkin.scans import MOST_AT_ONCE, bury, record_scans
from . import blueprint
from .answers import refuse

MOST_BYTES = 400_000  # 200 facts take about 100 kB


@blueprint.post("/checkpoints/<public_id>/scans")
def post_scans(public_id: str) -> Any:
    """Store and judge. The whole request is refused only where nothing in it can be attributed."""
    if (request.content_length or 0) > MOST_BYTES:
        return refuse(
            413, "too_large", _("Un envoi peut peser 400 Ko au plus : envoyez les passages en plusieurs fois.")
        )
    sent = request.get_json(silent=True)
    items = sent.get("scans") if isinstance(sent, dict) and "scans" in sent else [sent]
    device = sent.get("device") if isinstance(sent, dict) else None
    if not isinstance(items, list) or not items or not isinstance(device, str):
        return refuse(
            400, "unreadable", _("L’envoi n’est pas un objet JSON avec « device » et un passage, ou « scans ».")
        )
    if len(items) > MOST_AT_ONCE:
        return refuse(422, "too_many", _("Un envoi contient 200 passages au plus : envoyez-les en plusieurs fois."))
    seen = gate(session.get("_user_id") or "", device=device, checkpoint=public_id)
    if not seen.signed_in:
        return refuse(401, "signed_out", _("Vous n’êtes plus connecté : connectez-vous, puis envoyez de nouveau."))
    if seen.door is None or (seen.device_id is None and seen.allowed):
        return refuse(404, "not_here", _("Cette porte ou cet appareil n’existe pas dans ce congrès."))
    if not seen.allowed or seen.device_id is None:
        return refuse(403, "not_allowed", _("Votre rôle ne permet pas de tenir une porte."))
    if seen.device_revoked:
        why = "device revoked"
        outcomes = [bury(seen.door.congress_id, seen.device_id, item, why=why) for item in items]
    else:
        outcomes = record_scans(seen.door, seen.device_id, items)
    results = [_as_json(outcome) for outcome in outcomes]
    return jsonify(results=results) if isinstance(sent, dict) and "scans" in sent else jsonify(results[0])


def _as_json(outcome: Outcome) -> dict[str, Any]:
    if outcome.status == "dead":
        return {"status": "dead", "nonce": outcome.nonce, "why": outcome.why}
    bearer = outcome.bearer
    return {
        "status": outcome.status,
        "nonce": outcome.nonce,
        "seq": outcome.seq,
        "verdict": outcome.verdict,
        "reason": outcome.reason,
        "since": outcome.since.isoformat() if outcome.since else None,
        "first_door": outcome.first_door or None,
        "bearer": bearer
        and {
            "name": bearer.name,
            "civility": bearer.civility,
            "honorific": bearer.honorific,
            "delegation": bearer.delegation,
            "card": bearer.is_card,
            "category": {
                "letter": bearer.category_letter,
                "colour": bearer.category_colour,
                "label": bearer.category_label,
            },
        },
    }
