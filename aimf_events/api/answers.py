"""What the interface answers when it says no: a word for the program, a sentence for whoever reads it."""

from typing import Any

from flask import jsonify


def refuse(status: int, error: str, reason: str, **more: Any) -> Any:
    """Return a refusal as JSON with its status."""
    return jsonify(error=error, reason=reason, **more), status
