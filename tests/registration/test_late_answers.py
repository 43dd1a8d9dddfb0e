"""Who joins after registration has closed still answers what they are asked: until travel's deadline, and nobody else."""

from datetime import timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.deadlines import set_deadlines
from aimf_events.congress.models import DeadlineKind, Phase
from aimf_events.database import transaction
from aimf_events.registration.absence import take_back_withdrawal
from aimf_events.registration.accreditation import admit, approve
from aimf_events.registration.asking import AnswersClosed, closes_at, closes_for, is_open
from aimf_events.registration.default_fields import add_default_fields
from aimf_events.registration.delegations import add_correspondent, invitation_token
from aimf_events.registration.field_answers import save_answers
from aimf_events.registration.models import ContactRole, FieldPhase, Mode, RegistrationState
from aimf_events.registration.quotas import set_places
from aimf_events.registration.registrations import send_registration, start_registration, withdraw_registration
from aimf_events.registration.walk_ins import record_walk_in
from tests.factories import category_of, make_congress, make_delegation, make_person, make_registration, make_staff

P = FieldPhase
ANSWER = {"interpretation": "fr"}


@pytest.fixture
def desk(app):
    return make_staff(Role.SECRETARIAT)


@pytest.fixture
def delegation(app):
    congress = make_congress("tunis", registration_closes_at=now() + timedelta(hours=1))
    with transaction():
        add_default_fields(congress)
    return make_delegation(congress, "N’Djaména", places={"delegate": 3})


def close(delegation):
    set_for_tests(delegation.congress.registration_closes_at + timedelta(minutes=1))


def ask(delegation, name="Mahamat", **given):
    category = category_of(delegation.congress, "delegate")
    made = start_registration(delegation, category=category, given_name=name, family_name="Oumar", **given)
    return send_registration(made, mode=Mode.IN_PERSON, to_list=True, to_image=False)


def answers(registration, by=None):
    """Whether the delegation may still answer for a person."""
    try:
        save_answers(registration, P.REGISTRATION, ANSWER, by=by)
    except AnswersClosed:
        return False
    return True


def test_who_asked_too_late_answers_before_and_after_the_request_is_taken(delegation, desk):
    in_time = make_registration(delegation)
    close(delegation)
    late = ask(delegation)
    assert answers(late)
    approve(admit(late, by=desk), by=desk)
    assert (late.is_late, late.joined_late, answers(late)) == (False, True, True)
    assert not answers(in_time)


def test_they_answer_until_the_deadline_of_travel(delegation, desk):
    close(delegation)
    congress, late = delegation.congress, admit(ask(delegation), by=desk)
    set_deadlines(congress, {DeadlineKind.TRAVEL: now() + timedelta(days=1)}, by=desk)
    assert closes_for(late, P.REGISTRATION) == closes_at(congress, P.TRAVEL)
    assert answers(late)
    set_for_tests(now() + timedelta(days=1))
    assert not answers(late)
    assert answers(late, by=desk)


def test_the_letter_for_the_visa_keeps_the_moment_that_was_set_for_everybody(delegation, desk):
    close(delegation)
    congress, late = delegation.congress, admit(ask(delegation), by=desk)
    assert is_open(congress, P.VISA, registration=late)
    set_deadlines(congress, {DeadlineKind.VISA: now()}, by=desk)
    assert not is_open(congress, P.VISA, registration=late)


def test_a_phase_that_was_closed_early_closes_as_well_and_the_archive_for_good(delegation, desk):
    congress, in_time = delegation.congress, make_registration(delegation)
    congress.phase = Phase.CLOSED_REGISTRATION
    late = admit(ask(delegation), by=desk)
    assert (answers(late), answers(in_time)) == (True, False)
    congress.phase = Phase.ARCHIVE
    assert not answers(late)


def test_whoever_comes_in_afterwards_by_another_way_answers_too(delegation, desk):
    """From the waiting list, back from a withdrawal, at the welcome desk."""
    gone = make_registration(delegation)
    withdraw_registration(gone, by=None)
    waiting = make_registration(delegation, state=RegistrationState.WAITING, waiting_since=now())
    close(delegation)
    set_places(delegation, category_of(delegation.congress, "delegate"), 9, by=desk)
    take_back_withdrawal(gone, by=None)
    identity = {"given_name": "Zara", "family_name": "Mahamat"}
    category = category_of(delegation.congress, "delegate")
    walked_in = record_walk_in(
        delegation, category=category, source="passeport vu", accredited=True, by=desk, **identity
    )
    assert [each.joined_late for each in (waiting, gone, walked_in)] == [True, True, True]
    assert [answers(each) for each in (waiting, gone, walked_in)] == [True, True, True]


def test_what_the_secretariat_enters_while_it_prepares_is_not_late(delegation, desk):
    delegation.congress.phase = Phase.PREPARATION
    assert not ask(delegation, by=desk).joined_late


def test_the_page_says_until_when_and_takes_the_answer(delegation, desk, browser_of):
    person = make_person("Rose", "Adjovi")
    add_correspondent(delegation, person, ContactRole.HEAD, person.email, by=None)
    in_time = make_registration(delegation)
    close(delegation)
    late = admit(ask(delegation), by=desk)
    head, home = browser_of(person), f"/tunis/delegation/{invitation_token(delegation)}"
    page = head.get(f"{home}/supplements")
    assert page.text.count("Inscription tardive : ses réponses se donnent jusqu’au") == 1
    assert "heure de Tunis" in page.text
    form = f"{home}/person/{late.public_id}/supplements/registration"
    assert "La date limite pour ces réponses est passée" not in head.get(form).text
    assert "C’est enregistré" in head.post(form, ANSWER).text
    other = f"{home}/person/{in_time.public_id}/supplements/registration"
    assert "La date limite pour ces réponses est passée" in head.get(other).text
    assert "Écrivez au Secrétariat permanent" in head.post(other, ANSWER, status=409).text
