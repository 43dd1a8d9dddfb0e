"""What was sent as JSON, read once and without a surprise: whoever sends nonsense gets a refusal, never a fault."""

from typing import Any

from flask import request


def sent_json() -> Any:
    """Return what the request's body says; None where it is not JSON, or nested deeper than anything that we read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None
