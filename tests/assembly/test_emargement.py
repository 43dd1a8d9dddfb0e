"""Émargement: a code outside every mailbox binds one device to one voice and one person; what it signs holds, and nothing else does."""

import contextlib
import io
import json
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_urlsafe

import pytest
from psycopg.errors import DeadlockDetected
from pypdf import PdfReader
from sqlalchemy.exc import IntegrityError, OperationalError

from aimf_events.assembly import emargement, signed_proxies, voting_devices
from aimf_events.assembly.emargement import (
    NoTelephone,
    RemoteVotingClosed,
    SameOfficer,
    SheetMoved,
    confirm_remote,
    hand_over,
    make_code,
    make_first_codes,
    open_remote,
)
from aimf_events.assembly.emargement_models import TRIES, VotingCredential, VotingState
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.rules.roll import Carrier
from aimf_events.assembly.signed_proxies import CONTENT
from aimf_events.assembly.sittings import SittingMoved, close_sitting
from aimf_events.assembly.voters import voters_of
from aimf_events.assembly.voting_devices import (
    Act,
    CodeMistyped,
    DeviceNotProved,
    NotEnrolled,
    SheetLocked,
    SheetUnusable,
    VoteNotSigned,
    WrongVotingCode,
    device_name,
    from_base64url,
    signature_holds,
    signed_bytes,
    verify_cast,
    verify_grant,
)
from aimf_events.assembly.voting_sheet import sheets_pdf
from aimf_events.checkin.short_code import format_short_code, new_short_code
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.journal import JournalEntry
from aimf_events.mail.models import OutgoingMessage
from aimf_events.registration.models import Capacity, DelegationState, RegistrationState
from tests.checkin.in_javascript import run_in_javascript
from tests.factories import (
    make_congress,
    make_delegation,
    make_member,
    make_person,
    make_registration,
    make_statutes,
)
from tests.factories.assembly import make_cities, make_mayor, make_open_sitting
from tests.factories.voting import Phone, handed_code
from tests.statements import statements_sent

MARCH = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
VECTOR = json.loads((Path(__file__).parent.parent / "vectors" / "voting_device.json").read_text())
BALLOT, VOICE = token_urlsafe(16), token_urlsafe(16)


@pytest.fixture
def sitting(app):
    set_for_tests(MARCH)
    make_statutes()
    make_cities(2)
    return make_open_sitting(day=date(2027, 5, 20))


@pytest.fixture
def bound(sitting):
    """A sheet, and the device that used its code."""
    made, phone = handed_code(sitting), Phone()
    return phone.bind(made.credential, made.code), phone


def cast(sheet, phone, *, act=Act.VOTE, **altered):
    """A vote as it comes, signed by `phone`; some of it was altered on its way."""
    proof = phone.sign(act, sheet.reference, (BALLOT, VOICE), b"pour")
    whole = {"ballot": BALLOT, "voice": VOICE, "content": b"pour", **proof, **altered}
    with transaction():
        return verify_cast(mandate_id=sheet.mandate_id, person_id=sheet.person_id, **whole)


def test_a_code_binds_one_device_whose_vote_holds(sitting):
    made, phone = handed_code(sitting), Phone()
    sheet = phone.bind(made.credential, format_short_code(made.code).lower())
    assert (sheet.state, sheet.code_hash) == (VotingState.BOUND, "")
    assert phone.bind(sheet, made.code) is sheet
    with pytest.raises(SheetUnusable):
        Phone().bind(sheet, made.code)
    assert cast(sheet, phone) is sheet


@pytest.mark.parametrize(
    "altered",
    [
        {"content": b"contre"},
        {"ballot": token_urlsafe(16)},
        {"voice": token_urlsafe(16)},
        {"nonce": token_urlsafe(16)},
        {"nonce": "x\ny"},
        {"ballot": f"{BALLOT}\n{VOICE}"},
        {"signature": b""},
        {"signature": bytes(64)},
        {"signature": b"\xff" * 64},
        {"signature": b"x" * 100_000},
    ],
)
def test_a_vote_altered_on_its_way_is_refused(bound, altered):
    with pytest.raises(VoteNotSigned):
        cast(*bound, **altered)


def test_another_device_another_act_and_another_persons_sheet_are_refused(sitting, bound):
    sheet, phone = bound
    with pytest.raises(VoteNotSigned):
        cast(sheet, Phone())
    with pytest.raises(VoteNotSigned):
        cast(sheet, phone, act=Act.GRANT)
    other = handed_code(sitting, 1)
    with pytest.raises(NotEnrolled):
        cast(other.credential, phone)
    proof = phone.sign(Act.GRANT, sheet.reference, (VOICE,), b"")
    with transaction():
        given = {"mandate_id": sheet.mandate_id, "person_id": sheet.person_id, "content": b"", **proof}
        assert verify_grant(holder=VOICE, **given) is sheet
    with pytest.raises(VoteNotSigned), transaction():
        verify_grant(holder=BALLOT, **given)


def test_a_code_opens_nothing_before_it_was_signed_for(sitting):
    voter = voters_of(sitting)[0]
    made = make_code(sitting, voter, seen=0, by=None)
    with pytest.raises(SheetUnusable):
        Phone().bind(made.credential, made.code)
    assert made.credential.tries == 0
    for _twice in range(2):
        hand_over(made.credential, by=None)
    assert Phone().bind(made.credential, made.code).state is VotingState.BOUND


def test_a_slip_of_the_fingers_is_not_counted_and_five_wrong_codes_lock(sitting):
    made = handed_code(sitting)
    with pytest.raises(CodeMistyped):
        Phone().bind(made.credential, "K7QF-2M9X-D")
    for left in range(TRIES - 1, 0, -1):
        with pytest.raises(WrongVotingCode) as wrong:
            Phone().bind(made.credential, new_short_code())
        assert wrong.value.left == left
    for typed in (new_short_code(), made.code):
        with pytest.raises(SheetLocked):
            Phone().bind(made.credential, typed)
    db.session.expire_all()
    assert (made.credential.tries, made.credential.code_hash, made.credential.state) == (5, "", VotingState.LOCKED)
    again = handed_code(sitting)
    assert Phone().bind(again.credential, again.code).state is VotingState.BOUND
    assert again.credential.number == 2


def guess_twice(sitting, at_once, monkeypatch):
    """Two wrong codes at the same moment, on a sheet where one try is left; returns how many codes were compared."""
    made = handed_code(sitting)
    with transaction():
        made.credential.tries = TRIES - 1
    ident, compared, both = made.credential.id, [], threading.Barrier(2)

    def compare(_hashed, _code):
        compared.append(1)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.5)  # off the lock, the other one is here too
        return False

    monkeypatch.setattr(voting_devices.crypto, "slow_hash_holds", compare)

    def guess():
        return Phone().bind(db.session.get_one(VotingCredential, ident), new_short_code())

    results = at_once(guess, guess)
    assert [type(each) for each in results] == [SheetLocked, SheetLocked]
    return len(compared)


def test_two_tries_at_once_never_make_a_sixth(sitting, at_once, monkeypatch):
    assert guess_twice(sitting, at_once, monkeypatch) == 1


def test_without_the_lock_they_would(sitting, at_once, monkeypatch):
    monkeypatch.setattr(voting_devices, "lock", lambda thing: thing)
    assert guess_twice(sitting, at_once, monkeypatch) == 2


def test_two_devices_at_once_bind_one(sitting, at_once):
    made = handed_code(sitting)
    ident, code = made.credential.id, made.code
    results = at_once(*(lambda: Phone().bind(db.session.get_one(VotingCredential, ident), code).id for _ in range(2)))
    assert sorted(type(each).__name__ for each in results) == ["SheetUnusable", "int"]


def test_a_new_sheet_ends_the_device_at_once_and_the_member_is_told_of_the_next(sitting, bound):
    sheet, phone = bound
    again = handed_code(sitting)
    with pytest.raises(NotEnrolled):
        cast(sheet, phone)
    assert db.session.query(OutgoingMessage).filter_by(fact="voting_device_rebound").count() == 0
    other = Phone()
    assert cast(other.bind(again.credential, again.code), other) is again.credential
    [letter] = db.session.query(OutgoingMessage).filter_by(fact="voting_device_rebound")
    assert letter.recipient == again.credential.person.email
    assert letter.data["member_name"] == again.credential.mandate.member.name
    verbs = [each.verb for each in db.session.query(JournalEntry).order_by(JournalEntry.id)]
    assert [verb for verb in verbs if verb.startswith("voting_")] == [
        *("voting_code_made", "voting_code_handed", "voting_device_bound"),
        *("voting_code_ended", "voting_code_made", "voting_code_handed", "voting_device_rebound"),
    ]


def renew_while_offering(sitting, bound, at_once, monkeypatch):
    """A proxy signed by the device, and a new sheet for its person, at the same moment; each has its first locks when the other comes."""
    sheet, phone = bound
    holder = next(each.seat for each in voters_of(sitting) if each.seat.mandate.id != sheet.mandate_id)
    proof = phone.sign(Act.GRANT, sheet.reference, (holder.mandate.public_id,), CONTENT)
    ident, given, both = sitting.id, (sheet.mandate_id, holder.mandate.id), threading.Barrier(2)
    verify, renew = signed_proxies.verify_grant, emargement._new_sheet

    def meet():
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.5)

    def verified(**said):
        found = verify(**said)
        meet()
        return found

    def renewed(*args, **more):
        meet()
        return renew(*args, **more)

    monkeypatch.setattr(signed_proxies, "verify_grant", verified)
    monkeypatch.setattr(emargement, "_new_sheet", renewed)

    def offer():
        found = db.session.get_one(type(sitting), ident)
        seats = {each.seat.mandate.id: each.seat for each in voters_of(found)}
        giver, holder = (seats[each] for each in given)
        signed_proxies.offer_signed(found, giver, holder, instructions="", by=None, **proof)

    def again():
        found = db.session.get_one(type(sitting), ident)
        voter = next(each for each in voters_of(found) if each.seat.mandate.id == given[0])
        return make_code(found, voter, seen=1, by=None).credential.number

    db.session.rollback()
    return at_once(offer, again)


def test_a_proxy_and_the_renewal_of_its_device_come_one_after_the_other(sitting, bound, at_once, monkeypatch):
    offered, number = renew_while_offering(sitting, bound, at_once, monkeypatch)
    assert number == 2
    assert offered is None or isinstance(offered, signed_proxies.GrantNotSigned)


def test_without_the_sitting_first_they_would_wait_for_each_other(sitting, bound, at_once, monkeypatch):
    monkeypatch.setattr(signed_proxies, "lock_in", lambda sitting, *_states: sitting)
    results = renew_while_offering(sitting, bound, at_once, monkeypatch)
    assert [type(each.orig) for each in results if isinstance(each, OperationalError)] == [DeadlockDetected]


def test_a_form_sent_twice_makes_one_sheet(sitting, at_once):
    voter = voters_of(sitting)[0]
    make_code(sitting, voter, seen=0, by=None)
    with pytest.raises(SheetMoved):
        make_code(sitting, voter, seen=0, by=None)
    ident = sitting.id

    def batch():
        found = db.session.get_one(type(sitting), ident)
        return len(make_first_codes(found, most=50, by=None))

    assert sorted(at_once(batch, batch)) == [0, 1]
    assert db.session.query(VotingCredential).count() == 2


def test_the_code_is_nowhere_but_on_the_paper(sitting):
    made = make_first_codes(sitting, most=50, by=None)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(sheets_pdf(sitting, made))).pages]
    assert len(pages) == 2
    assert all(format_short_code(each.code) in page for each, page in zip(made, pages, strict=True))
    rows = db.session.execute(
        db.text("SELECT v::text FROM voting_credential v UNION ALL SELECT j::text FROM journal_entry j")
    )
    kept = "\n".join(row[0] for row in rows)
    assert not [each for each in made if each.code in kept]
    assert kept.count("$argon2id$") == 2


@pytest.fixture
def abroad(app):
    """A sitting of a congress with one mayor registered, whose telephone is known."""
    set_for_tests(MARCH)
    make_statutes(values={Parameter.REMOTE_VOTING: True})
    congress, member = make_congress("tunis", starts_on=date(2027, 5, 20)), make_member("Abomey")
    mayor = make_mayor(member)
    delegation = make_delegation(congress, member=member)
    given = {"state": RegistrationState.APPROVED, "capacity": Capacity.TITULAR, "telephone": "+22997000001"}
    registration = make_registration(delegation, person=mayor, **given)
    return make_open_sitting(day=date(2027, 5, 20), congress=congress), registration


def test_by_video_two_officers_recognise_and_the_second_reads_the_code(abroad):
    sitting, _registration = abroad
    voter, first, second = voters_of(sitting)[0], make_person(), make_person()
    with pytest.raises(SameOfficer):
        open_remote(sitting, voter, seen=0, by=voter.person)
    sheet = open_remote(sitting, voter, seen=0, by=first)
    assert (sheet.state, sheet.code_hash) == (VotingState.CHECKING, "")
    with pytest.raises(SheetMoved):
        hand_over(sheet, by=first)
    for officer in (first, voter.person):
        with pytest.raises(SameOfficer):
            confirm_remote(sheet, voter, by=officer)
    made = confirm_remote(sheet, voter, by=second)
    with pytest.raises(SheetMoved):
        confirm_remote(sheet, voter, by=second)
    assert Phone().bind(sheet, made.code).state is VotingState.BOUND


@pytest.mark.parametrize("without", [{"telephone": ""}, {"state": RegistrationState.SUBMITTED}])
def test_a_number_that_no_accreditation_recorded_is_never_called(abroad, without):
    sitting, registration = abroad
    with transaction():
        for name, value in without.items():
            setattr(registration, name, value)
    with pytest.raises(NoTelephone):
        open_remote(sitting, voters_of(sitting)[0], seen=0, by=make_person())


def test_no_vote_from_a_distance_where_the_statutes_are_against_it(sitting):
    with pytest.raises(RemoteVotingClosed):
        open_remote(sitting, voters_of(sitting)[0], seen=0, by=make_person())


def test_the_database_itself_refuses_a_code_by_telephone_of_one_officer(abroad):
    sitting, _registration = abroad
    sheet = open_remote(sitting, voters_of(sitting)[0], seen=0, by=make_person())
    with pytest.raises(IntegrityError, match="two_officers"), transaction():
        sheet.handed_at = MARCH


def test_who_loses_the_mandate_or_is_contested_binds_nothing(abroad):
    sitting, registration = abroad
    made = handed_code(sitting)
    with transaction():
        registration.delegation.state = DelegationState.CONTESTED
    assert voters_of(sitting) == []
    with pytest.raises(SheetUnusable):
        Phone().bind(made.credential, made.code)
    with transaction():
        registration.delegation.state = DelegationState.INVITED
        registration.state = RegistrationState.WITHDRAWN
    make_mayor(registration.delegation.member)
    with pytest.raises(SheetUnusable):
        Phone().bind(made.credential, made.code)


def test_a_titular_and_a_substitute_have_each_their_sheet(abroad):
    sitting, registration = abroad
    make_registration(registration.delegation, capacity=Capacity.SUBSTITUTE)
    assert [each.carrier for each in voters_of(sitting)] == [Carrier.TITULAR, Carrier.SUBSTITUTE]
    assert len(make_first_codes(sitting, most=50, by=None)) == 2


def test_a_closed_sitting_binds_and_makes_nothing(sitting):
    made = handed_code(sitting)
    close_sitting(sitting, by=None)
    with pytest.raises(SheetUnusable):
        Phone().bind(made.credential, made.code)
    with pytest.raises(SittingMoved):
        make_first_codes(sitting, most=50, by=None)


def test_a_key_that_is_none_or_does_not_sign_is_refused(sitting):
    made, phone = handed_code(sitting), Phone()
    proof = phone.sign(Act.BIND, made.credential.reference, (), phone.public_key)
    for key in (b"", bytes(65), b"\x04" + b"\xff" * 64, Phone().public_key, phone.public_key[:64]):
        with pytest.raises(DeviceNotProved):
            voting_devices.bind_device(made.credential, made.code, public_key=key, **proof)
    assert made.credential.tries == 0


def test_one_key_for_two_sheets_binds_the_first_alone(sitting, bound):
    _sheet, phone = bound
    other = handed_code(sitting, 1)
    with pytest.raises(DeviceNotProved):
        phone.bind(other.credential, other.code)
    db.session.expire_all()
    assert (other.credential.state, other.credential.tries) == (VotingState.HANDED, 0)
    assert Phone().bind(other.credential, other.code).state is VotingState.BOUND


def test_the_voters_are_read_in_as_many_questions_for_twenty_as_for_two(sitting):
    make_first_codes(sitting, most=50, by=None)
    with statements_sent() as few:
        voters_of(sitting)
    for number in range(20):
        make_mayor(make_member(f"Ville {number}"))
    more = make_open_sitting(day=date(2027, 5, 21))
    make_first_codes(more, most=3, by=None)
    db.session.expire_all()
    with statements_sent() as many:
        assert len(voters_of(more)) == 22
    assert len(many) <= len(few) + 2  # the sitting and its congress, read again


def test_the_server_reads_what_a_browser_signed():
    subject, content = tuple(VECTOR["subject"]), VECTOR["content"].encode()
    message = signed_bytes(Act(VECTOR["act"]), VECTOR["reference"], subject, content, VECTOR["nonce"])
    key, signature = from_base64url(VECTOR["public_key"]), from_base64url(VECTOR["signature"])
    assert message.hex() == VECTOR["message"]
    assert signature_holds(key, message, signature)
    assert not signature_holds(key, message + b" ", signature)
    assert device_name(key) == VECTOR["device"]
    run_in_javascript("voting_device.test.mjs")


def test_a_device_is_not_replaced_while_its_vote_is_being_written(sitting, bound, at_once):
    sheet, phone = bound
    proof = phone.sign(Act.VOTE, sheet.reference, (BALLOT, VOICE), b"pour")
    whose, ident = {"mandate_id": sheet.mandate_id, "person_id": sheet.person_id}, sitting.id

    def renew():
        found = db.session.get_one(type(sitting), ident)
        with transaction():
            db.session.execute(db.text("SET LOCAL lock_timeout = '300ms'"))
            return make_code(found, voters_of(found)[0], seen=1, by=None)

    with transaction():
        verify_cast(**whose, ballot=BALLOT, voice=VOICE, content=b"pour", **proof)
        [blocked] = at_once(renew)
    assert isinstance(blocked, OperationalError)
    [made] = at_once(renew)
    assert made.credential.number == 2
