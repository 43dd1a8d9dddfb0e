"""The public keys of a congress's badges: anyone may check a signature."""

from base64 import urlsafe_b64encode
from typing import Any

from flask import g, jsonify

from ..checkin.keys import keys_of
from . import blueprint


@blueprint.get("/congresses/<congress>/badge-keys")
def badge_keys() -> Any:
    """Answer the published keys; a withdrawn one says since when its badges are dead."""
    keys = [
        {
            "kid": key.kid,
            "public_key": urlsafe_b64encode(key.public_key).decode().rstrip("="),
            "not_before": key.not_before.isoformat(),
            "not_after": key.not_after.isoformat(),
            "withdrawn_at": key.withdrawn_at.isoformat() if key.withdrawn_at else None,
        }
        for key in keys_of(g.congress)
    ]
    return jsonify(congress=g.congress.number, algorithm="Ed25519", keys=keys)
