"""The map of personal data: each table that holds something of a person, how its rows are found, and what an erasure does to it.

A structural test walks over every table and column of the database against this page: a new one that points to a person
fails until it is written down here, exported or with the reason why not, erased or with the reason why it stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Table, and_, func, or_

from ..clock import now
from ..database import db
from . import members_tables, sitting_tables
from .reach import Reach

Where = Callable[[Table, Reach], ColumnElement[bool]]


@dataclass(frozen=True)
class Held:
    """One table of the file.

    Attributes:
        title: its heading in the export.
        where: which rows are about the person.
        blanks: on erasure, what each column becomes (a value, or a function of the table); None: the rows are deleted.
        stays: columns that an erasure leaves, and why.
        withheld: columns that the export leaves out, and why.
        erased: which rows an erasure touches, where they are not all those that are exported.
    """

    title: Any
    where: Where
    blanks: Mapping[str, Any] | None = None
    stays: Mapping[str, str] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    erased: Where | None = None


def _by(column: str, keys: str) -> Where:
    return lambda table, reach: table.c[column].in_(getattr(reach, keys))


def _person(table: Table, reach: Reach) -> ColumnElement[bool]:
    return table.c.person_id == reach.person


def _now(_table: Table) -> datetime:
    return now()


def _once(column: str) -> Callable[[Table], Any]:
    """Now, unless it was before."""
    return lambda table: func.coalesce(table.c[column], now())


def _about(table: Table, reach: Reach) -> ColumnElement[bool]:
    return or_(
        and_(table.c.thing_kind == "Registration", table.c.thing_id.in_(reach.registrations)),
        and_(table.c.thing_kind == "Person", table.c.thing_id == reach.person),
    )


_registration = _by("registration_id", "registrations")
_FACT = "a word of a closed list, or a key"
_SECRET = "opens something: it is worth nothing to read, and would be to steal"  # noqa: S105 -- a reason
_STATUTORY = "the statutory record: attendance and voice, under the number alone"
GONE = "(effacé)"
GONE_MAILBOX = "efface@invalid"

HELD: dict[str, Held] = {
    "person": Held(
        _l("Identité"),
        lambda table, reach: table.c.id == reach.person,
        {
            "civility": None,
            "honorific": "",
            "given_name": "",
            "family_name": GONE,
            "badge_name": GONE,
            "original_name": "",
            "time_zone": None,
            "sort_key": GONE,
            "search_key": "",
            "erased_at": _now,
        },
        {"public_id": _FACT, "language": _FACT},
        {"search_key": "the names without accents", "sort_key": "the names without accents"},
    ),
    "contact_point": Held(_l("Adresses et téléphones"), _person),
    "local_office": Held(
        _l("Mandats locaux"), _person, {}, {"title": "a member's history of offices, without the name"}
    ),
    "role_grant": Held(_l("Rôles dans l’association"), _person, {}, {"public_id": _FACT}),
    "congress_grant": Held(_l("Rôles dans un congrès"), _person, {}, {"public_id": _FACT}),
    "protocol_standing": Held(_l("Rang protocolaire"), _person),
    "speaker": Held(_l("Interventions au programme"), _person),
    "speaker_profile": Held(
        _l("Page d’intervenant"), _person, withheld={"link_generation": _SECRET, "jpeg": "a file of its own"}
    ),
    "presentation": Held(_l("Présentations publiées"), _person, withheld={"jpeg": "a file of its own"}),
    "speaking_invitation": Held(_l("Invitations à prendre la parole"), _person),
    "session_file": Held(_l("Diapositives"), _person, withheld={"sealed": "a file of its own"}),
    "sign_up": Held(_l("Inscriptions aux séances"), _registration),
    "session_choice": Held(_l("Séances choisies"), _registration),
    "session_invitation": Held(_l("Séances dans l’agenda"), _person),
    "calendar_reply": Held(
        _l("Réponses de l’agenda"),
        lambda table, reach: or_(
            table.c.person_id == reach.person,
            func.lower(table.c.sender).in_(reach.mailboxes),
            func.lower(table.c.attendee).in_(reach.mailboxes),
        ),
        None,
        {},
        {"sha256": "the same letter is not counted again"},
    ),
    "release_part": Held(_l("Interventions dans les versions publiées du programme"), _person),
    "convocation": Held(_l("Convocations"), _person, {"recipient": ""}, {"public_id": _FACT, "proof": _STATUTORY}),
    "voting_credential": Held(_l("Feuilles d’émargement"), _person, *sitting_tables.VOTING_SHEET),
    "membership_application": Held(_l("Demandes d’adhésion"), members_tables.by_mailbox, *members_tables.APPLICATION),
    "bureau_seat": Held(_l("Sièges au Bureau"), _person, *members_tables.BUREAU_SEAT),
    "ballot_line": Held(_l("Voix portées aux scrutins"), _person, {}, {"public_id": _FACT}),
    "teller": Held(_l("Scrutateur d’un vote secret"), _person, *sitting_tables.TELLER),
    "election_line": Held(_l("Voix portées aux élections"), _person, {}, {"public_id": _FACT}),
    "candidacy": Held(_l("Candidatures aux élections"), _person, *sitting_tables.CANDIDACY),
    "vote": Held(_l("Votes exprimés par son nom"), sitting_tables.cast, *sitting_tables.VOTE),
    "delegation_contact": Held(_l("Correspondances de délégation"), _person),
    "seat": Held(_l("Places aux séances"), _registration),
    "reminder_refusal": Held(_l("Refus de rappels"), _by("key", "mailboxes")),
    "head_claim": Held(
        _l("Demandes de chef de délégation"),
        _person,
        {"email": "", "title": "", "statement": "", "reason": ""},
        {"public_id": _FACT},
    ),
    "registration": Held(
        _l("Inscriptions"),
        _person,
        {
            "function": "",
            "email": "",
            "telephone": "",
            "form_key": None,
            "source": "",
            "mode": None,
            "consents_to_list": False,
            "consents_to_image": False,
        },
        {"public_id": _FACT},
        {"form_key": _SECRET, "link_generation": _SECRET},
    ),
    "photo": Held(_l("Portraits"), _registration, withheld={"jpeg": "a file of its own", "thumbnail": "the portrait"}),
    "decision": Held(_l("Décisions"), _registration, {"reason": ""}),
    "support": Held(
        _l("Prises en charge"),
        _registration,
        {"decided_by": "", "source": "", "withdrawal_reason": ""},
        {"public_id": _FACT, "currency": "the accounts: what was paid, ten years"},
    ),
    "document": Held(
        _l("Documents remis"),
        lambda table, reach: or_(table.c.registration_id.in_(reach.registrations), table.c.claim_id.in_(reach.claims)),
        {"file_name": "", "sealed": None, "sha256": "", "removed_at": _once("removed_at")},
        {"public_id": _FACT, "media_type": _FACT},
        {"sealed": "a file of its own"},
    ),
    "field_answer": Held(_l("Réponses"), _registration, withheld={"sealed": "opened beside, under its question"}),
    "issued_paper": Held(
        _l("Lettres et attestations"),
        _registration,
        {"initials": "", "facts": None, "pdf": None, "ended_at": _once("ended_at"), "end_reason": "erased"},
        {"public_id": _FACT, "code": "a check must still say that the paper no longer holds", "language": _FACT},
        {"facts": "the file says them", "pdf": "a file of its own"},
    ),
    "passenger": Held(_l("Voyages"), _registration),
    "stay_guest": Held(_l("Chambres"), _registration),
    "other_delivery": Held(
        _l("Lettres remises autrement"),
        _registration,
        {"received_by": "", "note": ""},
        {"public_id": _FACT, "fact": _FACT},
    ),
    "calendar_invitation": Held(
        _l("Invitations d’agenda"), _registration, withheld={"content_key": "a hash of what was sent"}
    ),
    "join_ticket": Held(_l("Entrées dans les salles en ligne"), _registration, withheld={"secret_hash": _SECRET}),
    "join_link": Held(_l("Liens vers les séances"), _registration, withheld={"generation": _SECRET}),
    "badge": Held(
        _l("Badges"),
        _registration,
        {"token": "", "state": "revoked", "revoked_at": _once("revoked_at")},
        {"public_id": _FACT, "short_code": _STATUTORY},
        {"token": _SECRET},
    ),
    "blank_badge": Held(
        _l("Badges de secours"),
        _by("badge_id", "badges"),
        {"badge_id": None, "state": "withdrawn", "token": "", "hand_name": "", "hand_delegation": ""},
        {"public_id": _FACT, "short_code": _STATUTORY},
        {"token": _SECRET},
    ),
    "blank_binding": Held(
        _l("Attributions de badges de secours"),
        _by("badge_id", "badges"),
        {"name": "", "delegation": ""},
        {"nonce": _STATUTORY},
        {"nonce": "a key of the device"},
    ),
    "badge_handover": Held(_l("Remises de badge"), _by("badge_id", "badges"), {"taken_by": ""}),
    "scan": Held(
        _l("Passages aux portes"),
        _by("badge_id", "badges"),
        {},
        {"nonce": _STATUTORY},
        {"nonce": "a key of the device"},
    ),
    "print_request": Held(
        _l("Badges à imprimer"),
        _by("badge_id", "badges"),
        {"trouble": "", "kiosk": ""},
        {"public_id": _FACT},
    ),
    "badge_print": Held(
        _l("Impressions du badge"),
        _by("badge_id", "badges"),
        {"said_key": "", "look_key": ""},
        {},
        {"said_key": "a hash of what the badge says", "look_key": "a hash of how it looks"},
    ),
    "credential_decision": Held(_l("Vérification des pouvoirs"), _registration, {"reason": ""}, {"public_id": _FACT}),
    "presence": Held(_l("Présence aux portes"), _by("badge_id", "badges"), {}),
    "presence_connection": Held(_l("Page gardée ouverte pendant une séance en ligne"), _registration, {"key": ""}),
    "presence_evidence": Held(_l("Présence en ligne"), _registration, {"detail": ""}, {"ident": _FACT}),
    "scan_device": Held(
        _l("Téléphones de porte"),
        _person,
        {"label": ""},
        {"public_id": _FACT, "public_key": "of a device without an account"},
    ),
    "sign_in_session": Held(_l("Connexions"), _person, withheld={"secret_hash": _SECRET, "public_id": _SECRET}),
    "account": Held(_l("Compte"), _by("key", "mailboxes")),
    "sign_in_code": Held(
        _l("Codes de connexion"), _by("key", "mailboxes"), withheld={"code_hash": _SECRET, "browser_hash": _SECRET}
    ),
    "subscription": Held(_l("Abonnement aux nouvelles"), _by("key", "mailboxes"), withheld={"generation": _SECRET}),
    "dead_mailbox": Held(_l("Adresses qui refusent"), _by("key", "mailboxes")),
    "outgoing_message": Held(
        _l("Lettres"),
        _by("id", "letters"),
        {
            "recipient": GONE_MAILBOX,
            "recipient_name": "",
            "data": {},
            "subject": "",
            "content": None,
            "answer": "",
            "message_id": "",
        },
        {
            "public_id": _FACT,
            "fact": _FACT,
            "language": _FACT,
            "about_kind": _FACT,
            "dedupe_key": "made of ids: the same letter is not written again",
        },
        {"content": "the same words, as they left", "dedupe_key": "a key made of ids"},
    ),
    "message_try": Held(_l("Envois de lettres"), _by("message_id", "letters"), {"answer": ""}),
    "bounce_report": Held(
        _l("Lettres revenues"),
        lambda table, reach: or_(
            table.c.message_id.in_(reach.letters), func.lower(table.c.recipient).in_(reach.mailboxes)
        ),
        {"recipient": GONE_MAILBOX, "diagnostic": ""},
        {"sha256": "the same report is not counted again", "action": _FACT, "status": _FACT},
    ),
    "journal_entry": Held(
        _l("Journal"),
        lambda table, reach: or_(_about(table, reach), table.c.person_id == reach.person),
        {"salt": None, "payload": None},
        {"verb": _FACT, "thing_kind": _FACT, "seal": "the chain stays whole", "chain": "the chain stays whole"},
        {"salt": "of the seal", "seal": "of the chain", "chain": "of the chain"},
        _about,
    ),
}

ACTED: dict[str, str] = dict.fromkeys(
    (
        *("congress.letters_held_for_id", "congress_grant.granted_by_id", "role_grant.granted_by_id"),
        *("decision.decided_by_id", "document.uploaded_by_id", "field_answer.answered_by_id"),
        *("head_claim.recorded_by_id", "head_claim.decided_by_id", "issued_paper.issued_by_id"),
        "mailing.started_by_id",
        *("other_delivery.recorded_by_id", "security_list.made_by_id", "spreadsheet_import.uploaded_by_id"),
        *("support.recorded_by_id", "support.withdrawn_by_id"),
        *("outgoing_message.held_for_id", "outgoing_message.released_by_id"),
        "scan_review.reviewed_by_id",
        *("scan_device.paired_by_id", "device_pairing.opened_by_id", "quarantined_scan.released_by_id"),
        *("newsletter.written_by_id", "newsletter.started_by_id", "programme_release.published_by_id"),
        "calendar_reply.settled_by_id",
        *("statutory_profile.begun_by_id", "statutory_profile.adopted_by_id", "dues_call.called_by_id"),
        *("dues_entry.recorded_by_id", "dues_entry.confirmed_by_id", "dues_entry.ended_by_id"),
        *("suspension.decided_by_id", "suspension.ended_by_id"),
        *("badge_handover.handed_by_id", "badge_handover.undone_by_id", "handover_receipt.made_by_id"),
        *(*sitting_tables.ACTORS, *members_tables.ACTORS),
        "blank_binding.bound_by_id",
        "conflict_override.made_by_id",
        *("speaking_invitation.invited_by_id", "speaking_invitation.instead_id", "session_summary.written_by_id"),
        "paper_pack.asked_by_id",
        *("room_switch.by_id", "room_notice.by_id"),
        *("letter_text.written_by_id", "dead_mailbox.cleared_by_id"),
        *("print_request.asked_by_id", "badge_print.printed_by_id", "print_run.started_by_id"),
    ),
    "an act on somebody else's file: the journal's entries, which are exported, say each act of the person",
)
"""Columns that point to a person who acted, not to whom the row is about: not exported, left by an erasure (an id without a name)."""

NOT_ABOUT_A_PERSON: dict[str, str] = {
    **dict.fromkeys(
        (
            *("congress", "category", "zone", "venue", "room", "deadline"),
            *("protocol_rank", "programme_session", "conflict_rules", "speaking_deadlines", "conflict_override"),
            *("track", "programme_release", "online_room", "room_switch", "room_notice"),
            *("publication", "session_summary", "sign_up_sheet", "field", "field_use", "badge_template"),
        ),
        "how a congress is set up",
    ),
    **dict.fromkeys(
        ("member", "delegation", "quota", "journey", "stay"), "an organisation, a group, its places and vehicles"
    ),
    **dict.fromkeys(
        ("dues_call", "dues_demand", "dues_entry", "suspension"), "what a member owes, and decisions on its rights"
    ),
    **dict.fromkeys(
        ("checkpoint", "checkpoint_session", "badge_key", "letterhead", "letter_text", "mail_channel"),
        "the house's own tools",
    ),
    **dict.fromkeys(("live_topic", "live_event", "periodic_run", "queued_job"), "machinery: ids and numbers"),
    **dict.fromkeys(("statutory_profile", "statutory_parameter"), "what the association's statutes say"),
    **(sitting_tables.NOT_ABOUT_A_PERSON | members_tables.NOT_ABOUT_A_PERSON),
    **dict.fromkeys(("print_run", "print_run_piece"), "ids of badges, and for a day the file that was printed"),
    "newsletter": "the association's words to all its subscribers, and how many they were",
    "paper_pack": "the lists of a day as a file, encrypted, that goes two days after the congress",
    "backup_check": "figures of a restore that was tried",
    "handover_receipt": "who received a delegation's badges: words that name the person are blanked, name and signature go in 90 days",
    "seating_plan": "rows and seats of a room",
    "scan_review": "what a supervisor noted of a passage; words that name the person are blanked",
    "attempt": "a keyed hash of who tried, gone in two days",
    "device_pairing": "a public key and a number, good for two minutes and gone in a day",
    "quarantined_scan": "what a device that is no longer heard sent, until it is counted; words that name the person are blanked",
    "dead_scan": "what a device sent and nobody could read; words that name the person are blanked",
    "mention_review": "a family name of somebody erased, encrypted, until the notes that say it are read over: 30 days",
    "mailing": "ids and filters of a selection; words that name the person are blanked",
    "security_list": "a workbook that only its recipient opens: its line is exported by the journal; erased, the file goes",
    "signatory": "the name under the association's own letters",
    "spreadsheet_import": "rows of a file of the secretariat: those that name the person are blanked",
}

FREE_TEXT: tuple[str, ...] = (
    *(
        "scan_review.note",
        "dead_scan.content",
        "quarantined_scan.content",
        "mailing.selection",
        "spreadsheet_import.rows",
        *("badge_handover.taken_by", "handover_receipt.receiver", "handover_receipt.function"),
        *("blank_badge.hand_name", "blank_badge.hand_delegation", "blank_binding.name", "blank_binding.delegation"),
        "queued_job.error",
        "journey.note",
        "stay.note",
        "room_notice.text",
    ),
    *("outgoing_message.data", "outgoing_message.subject", "outgoing_message.recipient_name", "decision.reason"),
    *("head_claim.statement", "head_claim.reason", "support.decided_by", "support.source"),
    *("support.withdrawal_reason", "other_delivery.received_by"),
    *("other_delivery.note", "registration.source", "spreadsheet_import.file_name", "document.file_name"),
    *(*sitting_tables.FREE_TEXT, *members_tables.FREE_TEXT),
)
"""Where somebody may have written a name by hand, in rows that are about others: an erasure blanks the words themselves."""


def held_tables() -> dict[str, Held]:
    """Return the tables of the map that this database has: a package that is not there yet is passed over."""
    return {name: held for name, held in HELD.items() if name in db.metadata.tables}


def free_text() -> list[tuple[Table, str]]:
    """Return the columns in which words are blanked."""
    places = [place.split(".") for place in FREE_TEXT]
    return [(db.metadata.tables[name], column) for name, column in places if name in db.metadata.tables]
