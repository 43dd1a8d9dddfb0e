"""The members' side on the map of personal data (`tables.py`): who sits in the Bureau, and who acted."""

from typing import Any

from sqlalchemy import ColumnElement, Table, func

from .reach import Reach

FREE_TEXT = (
    "bureau_seat.end_note",
    "bureau_seat.decision",
    "membership_application.reason",
    *("project_grant.examination", "project_grant.reason", "project_grant.report_note"),
)
ACTORS = (
    *("bureau_seat.recorded_by_id", "bureau_seat.ended_by_id"),
    *("strategic_programme.begun_by_id", "strategic_programme.adopted_by_id", "objective_progress.recorded_by_id"),
    *("project_grant.recorded_by_id", "project_grant.decided_by_id"),
    *("grant_instalment.paid_by_id", "grant_paper.uploaded_by_id"),
    *("membership_application.begun_by_id", "membership_application.decided_by_id", "application_paper.uploaded_by_id"),
)
NOT_ABOUT_A_PERSON = {
    **dict.fromkeys(
        ("strategic_programme", "strategic_axis", "strategic_objective", "objective_progress"),
        "the five-year programme that the Assembly adopts",
    ),
    "project_grant": "what a member asks, and what the Bureau decides: the association's accounts",
    "grant_instalment": "what was paid to a member: the association's accounts",
    "grant_paper": "a project's papers, sealed: the association's accounts",
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


def by_mailbox(table: Table, reach: Reach) -> ColumnElement[bool]:
    """Return which membership applications were made from a mailbox of the person."""
    return func.lower(table.c.email).in_(reach.mailboxes)
