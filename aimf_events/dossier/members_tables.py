"""The members' side on the map of personal data (`tables.py`): who sits in the Bureau, and who acted."""

from typing import Any

FREE_TEXT = ("bureau_seat.end_note", "bureau_seat.decision", "membership_application.reason")
ACTORS = (
    *("bureau_seat.recorded_by_id", "bureau_seat.ended_by_id"),
    *("membership_application.begun_by_id", "membership_application.decided_by_id", "application_paper.uploaded_by_id"),
)
NOT_ABOUT_A_PERSON = {
    "application_paper": "what a city writes of itself, sealed; gone a year after a refusal, else the association's own record",
}
APPLICATION: tuple[dict[str, Any], dict[str, str], dict[str, str]] = (
    {"email": "efface@invalid", "mayor_given_name": "", "mayor_family_name": "(effacé)", "statement": ""},
    dict.fromkeys(
        ("public_id", "name", "country", "language", "mayor_title", "bureau_note", "reason"),
        "the statutory record of an admission, without the name",
    ),
    {"link_generation": "opens something: it is worth nothing to read, and would be to steal"},
)
"""Of a membership application that names the person's mailbox: what an erasure blanks, what stays, what the export leaves out."""


BUREAU_SEAT: tuple[dict[str, Any], dict[str, str], dict[str, str]] = (
    {"portrait": None, "portrait_agreed_on": None, "end_note": "", "decision": ""},
    dict.fromkeys(("public_id", "title"), "the history of the Bureau's offices, without the name"),
    {"portrait": "a file of its own"},
)
"""Of a seat in the Bureau: what an erasure blanks, what stays and why, what the export leaves out and why."""
