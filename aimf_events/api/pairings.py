"""A telephone asks to become a device at the doors, and asks how far it is. The supervisor's side is a page (door.pairing)."""

from base64 import urlsafe_b64decode
from typing import Any

from flask import jsonify, request
from flask_babel import gettext as _

from ..checkin.pairing import claim_pairing, pairing_by_public_id, state_of
from ..clock import now
from ..web.guards import proves_itself
from . import blueprint
from .answers import refuse
from .bodies import sent_json


@blueprint.post("/pairings")
@proves_itself("the link's secret, used once, and a signature by the telephone's own key")
def post_pairing() -> Any:
    """Use a link with the key that this telephone made."""
    sent = sent_json()
    given = sent if isinstance(sent, dict) else {}
    secret, key, signature = given.get("secret"), _bytes(given.get("public_key")), _bytes(given.get("signature"))
    if (
        not isinstance(secret, str)
        or not secret.isascii()
        or len(secret) > 100
        or len(key) != 32
        or len(signature) != 64
    ):
        return refuse(400, "unreadable", _("L’envoi n’est pas un objet JSON avec un secret, une clé et une signature."))
    pairing = claim_pairing(secret, public_key=key, signature=signature, place=request.remote_addr or "")
    told = {"pairing": pairing.public_id, "number": pairing.number, "server_time": now().isoformat()}
    return jsonify(**told, expires_at=pairing.expires_at.isoformat()), 201


@blueprint.get("/pairings/<public_id>")
def get_pairing(public_id: str) -> Any:
    """Answer how far a pairing is."""
    return jsonify(state=state_of(pairing_by_public_id(public_id)), server_time=now().isoformat())


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str) or len(text) > 100 or not text.isascii():
        return b""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
