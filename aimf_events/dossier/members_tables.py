"""The members' side on the map of personal data (`tables.py`): who sits in the Bureau, and who acted."""

from typing import Any

FREE_TEXT = ("bureau_seat.end_note", "bureau_seat.decision")
ACTORS = ("bureau_seat.recorded_by_id", "bureau_seat.ended_by_id")

BUREAU_SEAT: tuple[dict[str, Any], dict[str, str], dict[str, str]] = (
    {"portrait": None, "portrait_agreed_on": None, "end_note": "", "decision": ""},
    dict.fromkeys(("public_id", "title"), "the history of the Bureau's offices, without the name"),
    {"portrait": "a file of its own"},
)
"""Of a seat in the Bureau: what an erasure blanks, what stays and why, what the export leaves out and why."""
