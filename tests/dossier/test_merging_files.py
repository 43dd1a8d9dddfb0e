"""Two records of one human being, each with a file of their own: claims and their proofs, papers, badges, chairs, supports."""

from datetime import UTC, date, datetime

import pytest

from aimf_events import jobs
from aimf_events.accounts.models import Role
from aimf_events.assembly.emargement_models import VotingCredential, VotingWay
from aimf_events.checkin.models import Badge, Presence
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.ranks import write_usual_ranks
from aimf_events.database import db, transaction
from aimf_events.dossier.claims import referrers
from aimf_events.dossier.merging import CHOSEN, _unique_with, merge_persons, references
from aimf_events.errors import NotFound
from aimf_events.papers.papers import paper_pdf, papers_of
from aimf_events.people.models import Person
from aimf_events.protocol.models import Seat
from aimf_events.protocol.seating import draw_plan, seat_guest
from aimf_events.registration.accreditation import approve
from aimf_events.registration.claims import claims_of, file_of, recognise, record_claim
from aimf_events.registration.default_fields import add_default_fields
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.document_files import prepare_document
from aimf_events.registration.documents import attach_document, content_of
from aimf_events.registration.field_answers import save_answers
from aimf_events.registration.models import (
    ClaimOutcome,
    ContactRole,
    Delegation,
    DelegationContact,
    DelegationState,
    Document,
    DocumentKind,
    FieldPhase,
    HeadClaim,
)
from aimf_events.registration.registrations import withdraw_registration
from aimf_events.registration.support import Grant, grant_support, past_supports, support_of
from tests.checkin.doors import make_device, make_door, scan
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff, make_statutes
from tests.factories.assembly import make_cities, make_open_sitting, seat_for
from tests.papers.conftest import PASSPORT
from tests.registration.files import pdf

GRANT = Grant(True, 3, 1200, "EUR", "le Bureau", date(2026, 6, 2), "relevé du Bureau, point 4")


@pytest.fixture
def desk(app):
    return make_staff(Role.SECRETARIAT)


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress("tunis"), "Cotonou", state=DelegationState.COMPOSING)


@pytest.fixture
def pair(delegation, desk):
    """Two claimants of one delegation, each with a file: somebody registered, and a proof."""
    first = make_person("Firmin", "Hounkpè", email="firmin@example.org")
    add_correspondent(delegation, first, ContactRole.HEAD, first.email, by=None)
    make_registration(delegation, person=make_person("Rose", "Adjovi"))
    record_claim(
        delegation,
        civility=None,
        given_name="Firmin D.",
        family_name="Hounkpe",
        title="Président de la délégation spéciale",
        email="delegation.speciale@example.org",
        by=desk,
    )
    second = claims_of(delegation)[1].person
    make_registration(delegation, person=make_person("Koffi", "Dossou"), claim_id=claims_of(delegation)[1].id)
    for pages, claim in enumerate(claims_of(delegation), start=1):
        proof = prepare_document(pdf(pages), "preuve.pdf")
        attach_document(delegation, proof, kind=DocumentKind.PROOF, claim=claim, by=None)
    return first, second


def merge(kept, gone):
    chosen = {name: getattr(kept, name) for name in CHOSEN}
    return merge_persons(kept, gone, chosen=chosen, by=None, reason="même passeport")


@pytest.mark.parametrize("kept", [0, 1])
def test_two_files_of_one_claimant_become_one_and_nothing_of_either_is_lost(delegation, desk, pair, kept):
    merge(pair[kept], pair[1 - kept])
    [claim] = claims_of(delegation)
    assert claim.person_id == pair[kept].id
    assert sorted(each.person.full_name for each in file_of(claim)) == ["Koffi Dossou", "Rose Adjovi"]
    proofs = db.session.scalars(db.select(Document).order_by(Document.id)).all()
    assert [each.claim_id for each in proofs] == [claim.id, claim.id]
    assert [content_of(each) for each in proofs] == [pdf(1), pdf(2)]
    contacts = db.session.scalars(db.select(DelegationContact)).all()
    assert {(each.person_id, each.claim_id) for each in contacts} == {(pair[kept].id, claim.id)}
    recognise(claim, proof="procès-verbal d’installation", by=desk)
    assert delegation.state is DelegationState.COMPOSING


@pytest.mark.parametrize("kept", [0, 1])
def test_who_was_recognised_stays_so_whichever_record_is_kept(delegation, desk, pair, kept):
    recognise(claims_of(delegation)[1], proof="procès-verbal d’installation", by=desk)
    merge(pair[kept], pair[1 - kept])
    [claim] = claims_of(delegation)
    assert (claim.person_id, claim.outcome) == (pair[kept].id, ClaimOutcome.RECOGNISED)
    assert claim.reason == "procès-verbal d’installation"


def test_claims_on_two_delegations_stay_two(delegation, desk, pair):
    other = make_delegation(delegation.congress, "Parakou", state=DelegationState.COMPOSING)
    with transaction():
        elsewhere = HeadClaim(
            delegation_id=other.id, person_id=pair[1].id, email="", title="", made_at=now(), statement=""
        )
        db.session.add(elsewhere)
    merge(*pair)
    assert [each.person_id for each in (*claims_of(delegation), *claims_of(other))] == [pair[0].id] * 2


def test_no_row_that_a_merge_drops_is_referred_to_by_another():
    """A role, a mailbox, a rank that both have: one row goes, and nothing may hang on it. Claims and sheets are joined before."""
    hanging = {
        table.name
        for table, column in references()
        if _unique_with(table, column) and referrers(table) and table.name not in ("head_claim", "voting_credential")
    }
    assert hanging == set()


def test_sheets_of_both_for_one_voice_are_kept_and_one_device_stays(app, desk):
    set_for_tests(datetime(2026, 11, 27, 9, tzinfo=UTC))
    make_statutes()
    [city] = make_cities(1)
    sitting = make_open_sitting()
    mandate = seat_for(sitting, city).mandate
    kept, gone = make_person("Thuỳ Dương", "Phạm"), make_person("Thuy Duong", "Pham")
    with transaction():
        for person, numbers in ((kept, (1, 2)), (gone, (1, 2, 3))):
            for number in numbers:
                ended = now() if number != numbers[-1] else None
                given = {"person_id": person.id, "number": number, "ended_at": ended, "made_at": now()}
                given["reference"] = f"{person.id:06d}{number:03d}"
                db.session.add(VotingCredential(mandate_id=mandate.id, way=VotingWay.DESK, code_hash="x", **given))
    merge(kept, gone)
    sheets = db.session.scalars(db.select(VotingCredential).order_by(VotingCredential.number)).all()
    assert [(sheet.person_id, sheet.number) for sheet in sheets] == [(kept.id, number) for number in range(1, 6)]
    assert [sheet.ended_at is None for sheet in sheets] == [False, False, False, False, True]
    assert sheets[-1].reference == f"{kept.id:06d}002"


def test_a_merge_waits_for_a_recognition_of_the_same_moment(delegation, desk, pair, at_once):
    """Whoever comes first, the other sees what was done: no error but a rule's, nobody left in a file that is gone."""
    first, second, by = (each.id for each in (*pair, desk))
    rival = claims_of(delegation)[1].id

    def decide():
        recognise(db.session.get_one(HeadClaim, rival), proof="procès-verbal", by=db.session.get_one(Person, by))

    def join():
        merge(db.session.get_one(Person, first), db.session.get_one(Person, second))

    decided, joined = at_once(decide, join)
    assert joined is None
    assert decided is None or isinstance(decided, NotFound), repr(decided)
    [claim] = claims_of(db.session.get_one(Delegation, delegation.id))
    assert (claim.person_id, claim.outcome) == (first, None if decided else ClaimOutcome.RECOGNISED)


def test_a_claim_that_became_one_with_another_is_not_recognised_and_nobody_s_file_is_closed(delegation, desk, pair):
    gone = claims_of(delegation)[1]
    db.session.expunge(gone)
    merge(*pair)
    gone.delegation = delegation
    with pytest.raises(NotFound):
        recognise(gone, proof="procès-verbal", by=desk)
    [claim] = claims_of(delegation)
    assert (claim.outcome, len(file_of(claim))) == (None, 2)


def test_whatever_of_the_same_congress_the_two_hold_is_kept(app, desk):
    """Papers, badges with passages, a chair, supports: one registration was withdrawn, the other stands."""
    set_for_tests(datetime(2026, 11, 27, 9, tzinfo=UTC))
    congress = make_congress("tunis", starts_on=date(2026, 12, 9))
    with transaction():
        add_default_fields(congress)
    write_usual_ranks(congress, by=None)
    door, device, plan = (
        make_door(congress),
        make_device(congress),
        draw_plan(congress, name="Table", rows=1, seats_per_row=3, by=None),
    )
    people = [make_person("Thuỳ Dương", "Phạm"), make_person("Thuy Duong", "Pham")]
    held = []
    for person in people:
        registration = make_registration(make_delegation(congress), person=person)
        save_answers(registration, FieldPhase.VISA, PASSPORT, by=desk)
        grant_support(registration, GRANT, by=desk)
        approve(registration, by=desk)
        jobs.drain()
        scan(door, device, db.session.scalars(db.select(Badge).filter_by(registration_id=registration.id)).one())
        held.append(registration)
    withdraw_registration(held[1], by=None)
    seat_guest(plan, held[0], 1, 2, by=None)
    merge(*people)
    assert [each.person_id for each in held] == [people[0].id] * 2
    assert [len(papers_of(each)) for each in held] == [1, 1]
    assert paper_pdf(papers_of(held[0])[0]).startswith(b"%PDF")
    assert [support_of(each) is not None or bool(past_supports(each)) for each in held] == [True, True]
    assert db.session.scalar(db.select(db.func.count()).select_from(Presence)) == 2
    assert db.session.scalars(db.select(Seat.registration_id)).all() == [held[0].id]
