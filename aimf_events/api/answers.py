"""What the interface answers when it says no: a word for the program, a sentence for whoever reads it."""

from typing import Any

from flask import jsonify
from flask_babel import gettext as _


def refuse(status: int, error: str, reason: str, **more: Any) -> Any:
    """Return a refusal as JSON with its status."""
    return jsonify(error=error, reason=reason, **more), status


def too_large() -> Any:
    """Return what an upload of too many bytes is told."""
    return refuse(413, "too_large", _("Un envoi peut peser 400 Ko au plus : envoyez les passages en plusieurs fois."))


def too_many() -> Any:
    """Return what an upload of too many items is told."""
    return refuse(422, "too_many", _("Un envoi contient 200 passages au plus : envoyez-les en plusieurs fois."))
