"""A person with a row in every table of their file."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from aimf_events import crypto, journal
from aimf_events.accounts.models import Role
from aimf_events.clock import set_for_tests
from aimf_events.database import db, new_public_id, transaction
from aimf_events.dossier.tables import held_tables
from aimf_events.mail import outbox
from aimf_events.programme.releases import latest_release
from aimf_events.registration.field_secrets import seal
from tests.checkin.doors import make_badge, make_device, make_door
from tests.dossier.rows import MAILBOX, MARK, insert
from tests.factories import make_congress, make_person, make_staff
from tests.factories.programme import make_released

TABLES = db.metadata.tables


@pytest.fixture
def held(app):
    """A congress of long ago; somebody whose every column bears a mark; another of the same delegation."""
    set_for_tests(datetime(2026, 11, 27, 9, tzinfo=UTC))
    desk = make_staff(Role.SECRETARIAT)
    congress = make_congress("tunis", starts_on=date(2026, 3, 9))
    person = make_person(f"{MARK} Given", f"{MARK} Family", email=MAILBOX, telephone="+22997000000")
    badge = make_badge(congress, person=person)
    registration = badge.registration
    with transaction():
        registration.email, registration.telephone = MAILBOX, "+22997000000"
        _fill(congress, registration, badge, desk)
    return SimpleNamespace(congress=congress, desk=desk, person=person, registration=registration, badge=badge)


def _document(claim_id):
    public_id = new_public_id()
    sealed = crypto.encrypt(MARK.encode(), f"document:{public_id}")
    return {"claim_id": claim_id, "public_id": public_id, "sealed": sealed}


def _slides():
    public_id = new_public_id()
    return {"public_id": public_id, "sealed": crypto.encrypt(MARK.encode(), f"session_file:{public_id}")}


def _election(sitting):
    """An election of a sitting with an annulled round, for the lines that hang on them."""
    item = insert(TABLES["agenda_item"], sitting_id=sitting["id"], title="Élection", text="", position=2)
    election = insert(
        TABLES["election"],
        item_id=item["id"],
        title={},
        regions={},
        seats=1,
        called_at=None,
        ended_at=None,
        seats_vacant=None,
    )
    profile = insert(TABLES["statutory_profile"], in_force_on=None, decision="")
    round_ = insert(
        TABLES["election_round"],
        election_id=election["id"],
        profile_id=profile["id"],
        state="annulled",
        replaces_id=None,
        ballot_id=None,
        winners=None,
        tied_by=None,
        tie_article="",
        opening={},
        reason="erreur",
        tie_note="",
    )
    return election, round_


def _ballot(sitting):
    item = insert(TABLES["agenda_item"], sitting_id=sitting["id"], title="Rapport", text="", position=1)
    empty = {"question": {}, "opening": {}, "provisional": {}, "reason": "", "in_favour": None}
    return insert(TABLES["ballot"], item_id=item["id"], state="open", **empty)


def _fill(congress, registration, badge, desk):
    """A row about the person in each table of the map that has none yet."""
    person = registration.person
    db.session.flush()
    session, door, device = make_released(congress, "Colloque"), make_door(congress), make_device(congress)
    rank = insert(TABLES["protocol_rank"], congress_id=congress.id, number=1, label={"fr": "Maires"})
    field = insert(
        TABLES["field"],
        congress_id=congress.id,
        code="x",
        label={"fr": "Question"},
        is_secret=False,
        choices={},
        readers=[],
        outputs=[],
        hint={},
        purpose={},
        kind="text",
        phase="registration",
        legal_basis="consent",
    )
    account = insert(TABLES["account"], key=MAILBOX, address=MAILBOX, blocked_at=None)
    journey = insert(
        TABLES["journey"],
        delegation_id=registration.delegation_id,
        note=f"avec {person.full_name}",
        day=date(2026, 3, 9),
        hour="10:00",
        place="Gare",
        number="1",
        other_place="",
    )
    stay = insert(
        TABLES["stay"],
        delegation_id=registration.delegation_id,
        arrives_on=date(2026, 3, 8),
        leaves_on=date(2026, 3, 11),
        hotel="Carlton",
        note="",
    )
    claim = insert(TABLES["head_claim"], delegation_id=registration.delegation_id, person_id=person.id)
    letter = outbox.post(
        "registration_withdrawn",
        to=MAILBOX,
        language="fr",
        dedupe_key="a",
        data={"x": MARK},
        person_id=person.id,
        congress_id=congress.id,
        about=registration,
    )
    journal.record("identity_saved", registration, by=None, said=MARK)
    db.session.flush()
    scan = insert(
        TABLES["scan"], congress_id=congress.id, device_id=device.id, checkpoint_id=door.id, badge_id=badge.id
    )
    plan = insert(TABLES["seating_plan"], congress_id=congress.id, name="Grande salle", rows=9, seats_per_row=30)
    sitting = insert(
        TABLES["sitting"],
        congress_id=congress.id,
        state="draft",
        starts="10:00",
        place="Tunis",
        time_zone="Africa/Tunis",
    )
    mandate = insert(TABLES["mandate"], sitting_id=sitting["id"], member_id=registration.delegation.member_id)
    election, round_ = _election(sitting)
    line = insert(
        TABLES["ballot_line"],
        ballot_id=_ballot(sitting)["id"],
        mandate_id=mandate["id"],
        carrying_id=mandate["id"],
        person_id=person.id,
    )
    link = insert(TABLES["join_link"], registration_id=registration.id, session_id=session.id)
    given = {
        "link_id": link["id"],
        "plan_id": plan["id"],
        "mandate_id": mandate["id"],
        "line_id": line["id"],
        "election_id": election["id"],
        "round_id": round_["id"],
        "sitting_id": sitting["id"],
        "person_id": person.id,
        "registration_id": registration.id,
        "delegation_id": registration.delegation_id,
        "congress_id": congress.id,
        "member_id": registration.delegation.member_id,
        "session_id": session.id,
        "release_id": latest_release(congress).id,
        "rank_id": rank["id"],
        "field_id": field["id"],
        "account_id": account["id"],
        "journey_id": journey["id"],
        "stay_id": stay["id"],
        "badge_id": badge.id,
        "checkpoint_id": door.id,
        "scan_id": scan["id"],
        "device_id": device.id,
        "message_id": letter.id,
        "handed_by_id": desk.id,
    }
    blank = insert(TABLES["blank_badge"], congress_id=congress.id, badge_id=badge.id, state="bound")
    special = {
        "sign_in_code": {"key": MAILBOX},
        "subscription": {"key": MAILBOX},
        "dead_mailbox": {"key": MAILBOX},
        "reminder_refusal": {"key": MAILBOX},
        "role_grant": {"withdrawn_at": datetime(2026, 5, 1, tzinfo=UTC)},
        "congress_grant": {"withdrawn_at": datetime(2026, 5, 1, tzinfo=UTC)},
        "local_office": {"is_executive": False},
        "blank_binding": {"blank_id": blank["id"], "device_id": None, "bound_by_id": desk.id, "name": ""},
        "document": _document(claim["id"]),
        "session_file": _slides(),
        "issued_paper": {
            "number": 1,
            "facts": crypto.encrypt(MARK.encode(), "issued paper"),
            "pdf": crypto.encrypt(b"%PDF " + MARK.encode(), "issued paper"),
        },
        "membership_application": {"state": "begun", "member_id": None, "email": MAILBOX},
        "voting_credential": {"tries": 0, "bound_at": None},
        "teller": {"ballot_id": line["ballot_id"], "place": 0, "public_key": None, "delivered_at": None},
        "election_line": {"carrying_id": mandate["id"]},
        "vote": {"channel": "desk"},  # said aloud: one from a screen needs its sheet and signature
        "field_answer": {"value": None, "sealed": seal(field["id"], registration.id, MARK)},
    }
    done = {
        "person",
        "contact_point",
        "registration",
        "badge",
        "account",
        "head_claim",
        "scan",
        "outgoing_message",
        "journal_entry",
        "blank_badge",
        "ballot_line",
        "join_link",
    }
    for name in held_tables():
        if name not in done:
            table = TABLES[name]
            known = {column: value for column, value in given.items() if column in table.c}
            insert(table, **{**known, **special.get(name, {})})
