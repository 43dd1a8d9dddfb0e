"""A new edition from an earlier one: what is set up goes over, never who came nor what was decided.

Each package copies what is its own, on `congress_created` (`copied_from`, `copies`). Every table that hangs on a congress stands in
one of the two lists below; a test reads the models, so that a new table cannot be forgotten.
"""

from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, select

from ..database import db
from ..i18n import local_to_utc
from .models import Category, Congress, Deadline, ProtocolRank, Room, Venue, Zone

COPIED = {
    "badge_template": "how badges look, as it is",
    "category": "with its zones and its places by kind of delegation",
    "checkpoint": "with its rules, not who passed",
    "conflict_rules": "as they are",
    "deadline": "shifted to the new first day",
    "delegation": "the secretariat's own only, with no answer and no correspondent",
    "field": "those still asked",
    "field_use": "with its field",
    "letter_text": "the version in force, as the first of the new congress",
    "letterhead": "as it is",
    "protocol_rank": "the scale, nobody's rank",
    "quota": "of the secretariat's own delegations",
    "room": "with its venue",
    "signatory": "those still signing",
    "speaking_deadlines": "as they are",
    "track": "a theme or a colloquium, without its sessions",
    "venue": "with its rooms",
    "zone": "as it is",
}
NEVER_COPIED = frozenset(
    {
        "agenda_item",
        "application_paper",
        "candidacy",
        "candidacy_sponsor",
        "election",
        "election_count",
        "election_line",
        "election_round",
        "election_round_candidate",
        "amendment",
        "badge",
        "badge_handover",
        "badge_key",
        "badge_print",
        "ballot",
        "ballot_line",
        "bureau_seat",
        "blank_badge",
        "blank_binding",
        "bounce_report",
        "calendar_invitation",
        "calendar_reply",
        "checkpoint_session",
        "conflict_override",
        "congress_grant",
        "convocation",
        "credential_decision",
        "decision_step",
        "registered_decision",
        "dead_scan",
        "declaration",
        "decision",
        "delegation_contact",
        "device_pairing",
        "document",
        "field_answer",
        "floor",
        "objective_progress",
        "strategic_axis",
        "strategic_objective",
        "strategic_programme",
        "grant_instalment",
        "grant_paper",
        "handover_receipt",
        "head_claim",
        "issued_paper",
        "item_document",
        "item_request",
        "join_link",
        "join_ticket",
        "journal_entry",
        "journey",
        "mailing",
        "mandate",
        "membership_application",
        "minutes",
        "minutes_text",
        "message_try",
        "online_room",
        "motion",
        "other_delivery",
        "outgoing_message",
        "paper_pack",
        "passenger",
        "photo",
        "presence",
        "presence_connection",
        "presence_entry",
        "presence_evidence",
        "presentation",
        "print_request",
        "print_run",
        "print_run_piece",
        "programme_release",
        "project_grant",
        "programme_session",
        "protocol_standing",
        "proxy",
        "publication",
        "quarantined_scan",
        "recusal",
        "registration",
        "release_part",
        "reminder_refusal",
        "roll_call",
        "roll_call_answer",
        "room_notice",
        "room_switch",
        "scan",
        "scan_device",
        "scan_review",
        "seat",
        "seating_plan",
        "security_list",
        "session_choice",
        "session_file",
        "session_invitation",
        "session_summary",
        "sign_up",
        "sign_up_sheet",
        "sitting",
        "sitting_archive",
        "sitting_moment",
        "speaker",
        "speaker_profile",
        "speaking_invitation",
        "speech",
        "spreadsheet_import",
        "stay",
        "stay_guest",
        "support",
        "teller",
        "urn",
        "urn_count",
        "urn_open_paper",
        "urn_open_voted",
        "urn_paper",
        "urn_voted",
        "vote",
        "voting_credential",
    }
)
"""People, their answers, decisions, letters, passages, files; and the sessions: a programme is written anew."""

Row = TypeVar("Row")
Copies = dict[tuple[type, int], Any]
"""What became of each row: (its class, its key) → its copy."""


def clone(row: Row, **changes: Any) -> Row:
    """Return a copy of a row with all its columns but its keys, not yet written."""
    columns = [attribute.key for attribute in inspect(type(row)).column_attrs]
    kept = {name: getattr(row, name) for name in columns if name not in ("id", "public_id")}
    return type(row)(**{**kept, **changes})


def copy_rows(rows: list[Any], copies: Copies, **changes: Any) -> None:
    """Write a copy of each row, and remember which became which."""
    made = [clone(row, **changes) for row in rows]
    db.session.add_all(made)
    db.session.flush()
    for row, copy in zip(rows, made, strict=True):
        if hasattr(row, "id"):
            copies[type(row), row.id] = copy


def copy_structure(source: Congress, congress: Congress) -> Copies:
    """Copy what the congress package keeps: zones, categories, venues and rooms, ranks, deadlines. Returns the copies."""
    copies: Copies = {}
    for model in (Zone, Category, ProtocolRank, Venue):
        rows = list(db.session.scalars(select(model).filter_by(congress_id=source.id).order_by(model.id)))
        copy_rows(rows, copies, congress_id=congress.id)
    rooms = select(Room).join(Room.venue).where(Venue.congress_id == source.id)
    for room in db.session.scalars(rooms.order_by(Room.venue_id, Room.position, Room.id)).all():
        copy_rows([room], copies, venue_id=copies[Venue, room.venue_id].id)
    for deadline in db.session.scalars(select(Deadline).filter_by(congress_id=source.id)).all():
        at = shifted(deadline.at, source, congress.starts_on)
        copy_rows([deadline], copies, congress_id=congress.id, at=at)
    return copies


def shifted(moment: datetime, source: Congress, starts_on: date) -> datetime:
    """Return a moment of a congress as many days away from a new first day, at the same hour on the wall of its city."""
    local = moment.astimezone(ZoneInfo(source.time_zone))
    day = local.date() + (starts_on - source.starts_on)
    return local_to_utc(day, f"{local:%H:%M}", source.time_zone)


def settings_for_copy(source: Congress, starts_on: date) -> dict[str, Any]:
    """Return the settings that a copy begins with: the place and the languages stay, the dates follow the first day."""
    length: timedelta = source.ends_on - source.starts_on
    return {
        "city": source.city,
        "country": source.country,
        "time_zone": source.time_zone,
        "starts_on": starts_on,
        "ends_on": starts_on + length,
        "registration_closes_at": shifted(source.registration_closes_at, source, starts_on),
        "languages": list(source.languages),
    }
