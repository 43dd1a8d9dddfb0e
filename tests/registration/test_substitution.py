"""One takes the place of another: the old one out, the new one in, never a place more, whatever happens at the same moment."""

import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimf_events.accounts.models import Role
from aimf_events.checkin.badges import badge_of
from aimf_events.checkin.models import BadgeState
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.deadlines import set_deadlines
from aimf_events.congress.models import DeadlineKind, Phase
from aimf_events.database import db, transaction
from aimf_events.errors import Refusal
from aimf_events.journal import history
from aimf_events.mail.models import OutgoingMessage
from aimf_events.people.models import Civility, Person
from aimf_events.registration import substitution
from aimf_events.registration.absence import take_back_withdrawal
from aimf_events.registration.accreditation import approve, refuse
from aimf_events.registration.decisions import decisions_of
from aimf_events.registration.identity import AlreadyRegistered
from aimf_events.registration.models import ACTIVE, Delegation, Mode, Registration, RegistrationState
from aimf_events.registration.quotas import QuotaFull, set_places, taken_in
from aimf_events.registration.registrations import start_registration, withdraw_registration
from aimf_events.registration.substitution import AlreadyReplaced, SamePerson, replaced_in, substitute
from aimf_events.registration.transitions import RegistrationClosed, StepRefused
from tests.factories import category_of, make_congress, make_delegation, make_person, make_registration, make_staff

R = RegistrationState
WHO = {"given_name": "Afi", "family_name": "Adjovi", "civility": Civility.MADAM, "function": "Adjointe au maire"}
COMES = {"mode": Mode.IN_PERSON, "to_list": True, "to_image": False}


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress(), places={"delegate": 1})


def replace(old, *, by=None, **changes):
    return substitute(old, by=by, **{**COMES, **WHO, "email": "afi@cotonou.example", **changes})


def active(delegation):
    held = db.select(Registration).where(Registration.delegation_id == delegation.id, Registration.state.in_(ACTIVE))
    return db.session.scalars(held.order_by(Registration.id)).all()


def test_new_person_takes_the_place_and_the_old_badge_is_dead(delegation):
    desk = make_staff(Role.SECRETARIAT)
    old = approve(make_registration(delegation, person=make_person("Koffi", "Dossou"), protocol_order=3), by=desk)
    new = replace(old, reason="Session du conseil")
    assert (old.state, new.state) == (R.SUBSTITUTED, R.SUBMITTED)
    assert (new.replaces_id, new.category_id, new.protocol_order) == (old.id, old.category_id, 3)
    assert (new.person.full_name, new.mode, new.consents_to_list) == ("Afi Adjovi", Mode.IN_PERSON, True)
    assert badge_of(old).state is BadgeState.REVOKED
    assert badge_of(new) is None
    assert replaced_in(delegation) == {old.id: new}
    assert [d.reason for d in decisions_of(old)] == ["", "Session du conseil"]
    assert [e.verb for e in history(new)] == [
        *("registration_started", "participation_saved", "consents_saved", "registration_submitted"),
    ]
    letters = db.session.scalars(db.select(OutgoingMessage).order_by(OutgoingMessage.id)).all()
    told = {(each.fact, each.recipient) for each in letters}
    assert ("registration_substituted", old.email) in told
    assert ("registration_replacing", "afi@cotonou.example") in told


def test_desk_substitutes_after_the_deadline_and_the_delegation_does_not(delegation):
    with transaction():
        delegation.congress.registration_closes_at = now()
    old = make_registration(delegation)
    with pytest.raises(RegistrationClosed):
        replace(old)
    assert replace(old, by=make_staff(Role.SECRETARIAT)).state is R.SUBMITTED


def test_a_moment_set_for_replacements_holds_whatever_registration_s_own(delegation):
    desk, old = make_staff(Role.SECRETARIAT), make_registration(delegation)
    set_deadlines(delegation.congress, {DeadlineKind.SUBSTITUTION: now() + timedelta(days=2)}, by=desk)
    with transaction():
        delegation.congress.registration_closes_at = now()
        delegation.congress.phase = Phase.CLOSED_REGISTRATION
    new = replace(old)
    assert (new.state, new.is_late, new.joined_late) == (R.SUBMITTED, False, True)
    set_for_tests(now() + timedelta(days=2))
    with pytest.raises(RegistrationClosed) as told:
        replace(new, given_name="Bio", family_name="Guera", email="bio@cotonou.example")
    assert str(told.value.reason) == "La date limite des remplacements est passée."


def test_same_form_sent_twice_is_one_substitution(delegation, at_once):
    old = make_registration(delegation)

    def send():
        return replace(db.session.get(Registration, old.id), form_key="k" * 20).id

    first, second = at_once(send, send)
    assert first == second
    assert [r.id for r in active(delegation)] == [first]


def test_who_is_registered_already_does_not_come_twice(delegation):
    old = make_registration(delegation)
    elsewhere = make_delegation(delegation.congress)
    make_registration(elsewhere, person=make_person("Afi", "Adjovi", email="afi@cotonou.example"))
    with pytest.raises(AlreadyRegistered, match="already_registered"):
        replace(old)
    assert old.state is R.SUBMITTED
    assert db.session.query(OutgoingMessage).count() == 0


def test_one_known_by_the_office_who_comes_with_another_delegation_does_not_come_twice(delegation):
    person = make_person("Afi", "Adjovi", email="afi@lome.example")
    make_registration(make_delegation(delegation.congress), person=person)
    old = make_registration(delegation)
    make_registration(delegation, person=person, state=R.REFUSED)  # so that the delegation knows her
    with pytest.raises(AlreadyRegistered):
        replace(old, email="autre@cotonou.example")


def test_nobody_takes_their_own_place(delegation):
    old = make_registration(delegation, person=make_person("Koffi", "Dossou"))
    with pytest.raises(SamePerson):
        replace(old, given_name="DOSSOU", family_name="Koffi")


@pytest.mark.parametrize("state", [R.WITHDRAWN, R.REFUSED, R.WAITING, R.CANCELLED])
def test_a_place_that_is_not_held_is_not_given(delegation, state):
    old = make_registration(delegation, state=state)
    with pytest.raises(StepRefused):
        replace(old)
    assert active(delegation) == []


def test_link_alone_does_not_write_to_any_number_of_mailboxes(delegation, monkeypatch):
    monkeypatch.setattr("aimf_events.registration.beginnings.BEGUN_BESIDE_PLACES", 0)
    old = make_registration(delegation)
    old = replace(old)
    old = replace(old, given_name="Rose")
    with pytest.raises(Refusal, match="too_often"):
        replace(old, given_name="Zoé")


def test_two_substitutes_at_once_for_one_person_are_one(delegation, at_once):
    old = make_registration(delegation)
    by = make_person("Rose", "Soglo")

    def take(name):
        here = db.session.get(Registration, old.id)
        return replace(here, given_name=name, email="", by=db.session.get(Person, by.id)).id

    results = at_once(lambda: take("Afi"), lambda: take("Zoé"))
    assert [isinstance(r, AlreadyReplaced) for r in results].count(True) == 1
    assert len(active(delegation)) == 1


def test_control_without_the_lock_both_would_take_the_place(delegation, at_once, monkeypatch):
    """The race is real: unlocked, both see the person there; only the lock of the quota stops the second."""
    old = make_registration(delegation)
    by = make_person("Rose", "Soglo")
    both_have_seen = threading.Barrier(2)
    refuse_gone = substitution._refuse_gone_or_same

    def seen(old, names):
        refuse_gone(old, names)
        both_have_seen.wait(10)

    monkeypatch.setattr(substitution, "hold_place", lambda registration: None)
    monkeypatch.setattr(substitution, "_refuse_gone_or_same", seen)

    def take(name):
        here = db.session.get(Registration, old.id)
        return replace(here, given_name=name, email="", by=db.session.get(Person, by.id)).id

    results = at_once(lambda: take("Afi"), lambda: take("Zoé"))
    assert [type(r).__name__ for r in results if not isinstance(r, int)] == ["QuotaFull"]


def test_substitution_against_a_withdrawal_is_one_or_the_other(delegation, at_once):
    old = make_registration(delegation)
    by = make_person("Rose", "Soglo")

    def leave():
        return withdraw_registration(db.session.get(Registration, old.id), by=None).state

    def take():
        return replace(db.session.get(Registration, old.id), by=db.session.get(Person, by.id)).id

    left, taken = at_once(leave, take)
    if isinstance(taken, int):
        assert isinstance(left, StepRefused)
        assert [r.id for r in active(delegation)] == [taken]
    else:
        assert (left, type(taken)) == (R.WITHDRAWN, StepRefused)
        assert active(delegation) == []


def test_substitution_against_a_registration_neither_waits_for_ever_nor_passes_the_quota(delegation, at_once):
    old = make_registration(delegation)
    by = make_person("Rose", "Soglo")

    def take():
        return replace(db.session.get(Registration, old.id), by=db.session.get(Person, by.id)).id

    def begin():
        here = db.session.get(Delegation, delegation.id)
        category = category_of(here.congress, "delegate")
        person = db.session.get(Person, by.id)
        return start_registration(here, category=category, given_name="Koffi", family_name="Lawson", by=person).id

    taken, begun = at_once(take, begin)
    assert isinstance(taken, int)
    assert isinstance(begun, QuotaFull)
    assert [r.id for r in active(delegation)] == [taken]


STEPS = st.lists(st.tuples(st.sampled_from(["register", "withdraw", "substitute", "take back", "refuse", "places"]), st.integers(0, 5)), max_size=14)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_active_never_passes_the_places_whatever_comes_after_whatever(app, steps):
    delegation = make_delegation(make_congress(), places={"delegate": 2})
    category, desk = category_of(delegation.congress, "delegate"), make_staff(Role.SECRETARIAT)
    made: list[Registration] = []
    for number, (act, which) in enumerate(steps):
        chosen = made[which % len(made)] if made else None
        name = {"given_name": f"Prénom {number}", "family_name": "Dossou"}
        before = taken_in(delegation, category)
        try:
            if act == "register":
                made.append(start_registration(delegation, category=category, by=desk, **name))
            elif act == "places":
                set_places(delegation, category, which, by=desk)
            elif chosen is None:
                continue
            elif act == "withdraw":
                withdraw_registration(chosen, by=None)
            elif act == "take back":
                take_back_withdrawal(chosen, by=None)
            elif act == "refuse":
                refuse(chosen, by=desk, reason="Sans suite")
            else:
                made.append(replace(chosen, by=desk, email="", **name))
                assert taken_in(delegation, category) == before
        except Refusal:
            assert taken_in(delegation, category) == before
        quota = next(q for q in db.session.get(Delegation, delegation.id).quotas)
        db.session.refresh(quota)
        assert taken_in(delegation, category) <= quota.places
    replaced = {r.id for r in made if r.state is R.SUBSTITUTED}
    assert replaced == {r.replaces_id for r in made if r.replaces_id}


def test_archived_congress_is_left_as_it_is(delegation):
    old = make_registration(delegation)
    with transaction():
        delegation.congress.phase = Phase.ARCHIVE
    with pytest.raises(RegistrationClosed):
        replace(old)
