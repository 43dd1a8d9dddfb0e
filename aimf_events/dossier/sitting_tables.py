"""The statutory sittings on the map of personal data (`tables.py`): what points to no person, and who acted."""

from typing import Any

from sqlalchemy import ColumnElement, Table, select

from ..assembly.ballot_models import BallotLine
from .reach import Reach

NOT_ABOUT_A_PERSON = dict.fromkeys(
    (
        "sitting",
        "sitting_moment",
        "agenda_item",
        "item_document",
        "item_request",
        "mandate",
        "presence_entry",
        "recusal",
        "ballot",
        "roll_call",
        "roll_call_answer",
        "urn",
        "urn_open_voted",
        "urn_voted",
        "urn_open_paper",
        "urn_paper",
        "floor",
        "speech",
        "urn_count",
        "motion",
        "amendment",
        "registered_decision",
        "decision_step",
        "minutes",
        "minutes_text",
        "declaration",
        "sitting_archive",
        "election",
        "election_round",
        "election_round_candidate",
        "election_count",
        "candidacy_sponsor",
    ),
    "a statutory sitting: its agenda, and members' voices by the number of the member",
)
NOT_ABOUT_A_PERSON["proxy"] = (
    "a member's voice carried by another, by the numbers of their mandates; instructions are sealed and go when it ends, a paper's "
    "scan is sealed and stays with the statutory record"
)
FREE_TEXT = (
    *("credential_decision.reason", "proxy.reason", "proxy.scan_name"),
    "recusal.reason",
    *("registered_decision.in_charge", "decision_step.in_charge", "decision_step.note"),
    "minutes.scan_name",
    *("declaration.text", "declaration.receipt_name"),
    *("election_round.reason", "election_round.tie_note"),
)
ACTORS = (
    "sitting.planned_by_id",
    "sitting_moment.by_id",
    "item_document.added_by_id",
    "convocation.sent_by_id",
    "voting_credential.made_by_id",
    "voting_credential.first_check_by_id",
    "voting_credential.second_check_by_id",
    "voting_credential.handed_by_id",
    "voting_credential.ended_by_id",
    "item_request.recorded_by_id",
    "recusal.recorded_by_id",
    "recusal.ended_by_id",
    "item_request.decided_by_id",
    "presence_entry.recorded_by_id",
    "roll_call.opened_by_id",
    "speech.asked_by_id",
    "motion.written_by_id",
    "amendment.deposited_by_id",
    "proxy.recorded_by_id",
    "proxy.accepted_by_id",
    "proxy.ended_by_id",
    "ballot.drafted_by_id",
    "vote.by_id",
    "urn.destroyed_by_id",
    "credential_decision.decided_by_id",
    "registered_decision.recorded_by_id",
    "decision_step.by_id",
    "minutes.begun_by_id",
    "minutes.settled_by_id",
    "minutes.signed_by_id",
    "minutes_text.by_id",
    "declaration.recorded_by_id",
    "declaration.closed_by_id",
    "sitting_archive.asked_by_id",
    "election.prepared_by_id",
    "candidacy.recorded_by_id",
    "candidacy.decided_by_id",
    "election_round.opened_by_id",
    "election_line.marked_by_id",
    "election_count.by_id",
)

_OPENS = "opens something: it is worth nothing to read, and would be to steal"
VOTING_SHEET: tuple[dict[str, Any], dict[str, str], dict[str, str]] = (
    {"code_hash": ""},
    {
        "reference": "the statutory record: who could vote, under the number alone",
        "public_key": "verifies the open votes of the statutory record; it names a device that nobody knows",
    },
    {"code_hash": _OPENS, "reference": _OPENS, "public_key": "of a device: bytes that say nothing"},
)
"""What an erasure blanks, what stays and why, what the export leaves out and why."""

CANDIDACY: tuple[dict[str, Any], dict[str, str], dict[str, str]] = (
    {
        "statement": "",
        "particulars": None,
        "document": None,
        "document_name": "",
        "document_sha256": "",
        "reason": "(effacé)",
    },
    {"public_id": "a key", "document_type": "a word of a closed list", "document_size": "a number of bytes"},
    {"particulars": "the desk of the sittings shows them on demand", "document": "a file of its own"},
)
"""The same of a candidacy: who stood, and what became of it, is the statutory record, under the number alone."""

VOTE: tuple[dict[str, Any], dict[str, str], dict[str, str]] = (
    {},
    dict.fromkeys(("nonce", "signature"), "proves an open vote of the statutory record, under the number alone"),
    {"signature": "bytes that say nothing without the device's key"},
)
"""The same of a vote by name."""


def cast(table: Table, reach: Reach) -> ColumnElement[bool]:
    """Return which votes by name are of the lines that the person carried."""
    return table.c.line_id.in_(select(BallotLine.id).where(BallotLine.person_id == reach.person))


TELLER: tuple[dict[str, Any], dict[str, str], dict[str, str]] = (
    {},
    {
        "public_id": "the statutory record: which teller, under the number alone",
        "public_key": "frozen with the roll of a secret ballot; its private half is destroyed",
        "trial": "trial papers of a pair of tellers: chance and nothing else",
    },
    {
        "public_id": "a number of the house",
        "public_key": "of a key that its teller keeps: bytes that say nothing",
        "trial": "trial papers: bytes that say nothing",
    },
)
"""The same of a part as a teller."""
