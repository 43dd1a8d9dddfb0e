"""The waiting list: joined in order, promoted in order, and nobody waits beside a free place."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimf_events.accounts.models import Role
from aimf_events.database import db
from aimf_events.errors import NotAllowed
from aimf_events.journal import history
from aimf_events.mail.models import OutgoingMessage
from aimf_events.people.models import Person
from aimf_events.registration import quotas
from aimf_events.registration.accreditation import approve, decide_many, refuse
from aimf_events.registration.answers import decline_invitation
from aimf_events.registration.decisions import decisions_of
from aimf_events.registration.identity import AlreadyRegistered, save_identity
from aimf_events.registration.models import (
    ACTIVE,
    Delegation,
    DelegationState,
    Mode,
    Quota,
    Registration,
    RegistrationState,
)
from aimf_events.registration.quotas import QuotaBelowTaken, QuotaFull, set_places
from aimf_events.registration.registrations import restore_registration, start_registration, withdraw_registration
from aimf_events.registration.transitions import StepRefused
from aimf_events.registration.waiting import WaitingReasonMissing, give_place, ranks, skip_turn
from tests.factories import category_of, make_congress, make_delegation, make_person, make_registration, make_staff

R = RegistrationState


@pytest.fixture
def secretary(app):
    return make_staff(Role.SECRETARIAT)


@pytest.fixture
def correspondent(app):
    """Signed in: those who hold the link alone are counted under a lock of their own, and never meet at the quota."""
    return make_person("Rose", "Adjovi")


@pytest.fixture
def delegation(app):
    return make_delegation(
        make_congress(), "Cotonou", places={"delegate": 1, "head": 1}, state=DelegationState.COMPOSING
    )


def ask(delegation, name, *, category="delegate", by=None, **changes):
    wanted = category_of(delegation.congress, category)
    names = {"given_name": name, "family_name": "Dossou", **changes}
    return start_registration(delegation, category=wanted, or_wait=True, by=by, **names)


def state_of(registration):
    return db.session.get(Registration, registration.id, populate_existing=True).state


def waiting_in(delegation_id):
    rows = db.select(Registration).filter_by(delegation_id=delegation_id, state=R.WAITING)
    return list(db.session.scalars(rows.order_by(Registration.waiting_since, Registration.id)))


def active_in(delegation_id):
    rows = db.select(Registration.id).where(Registration.delegation_id == delegation_id, Registration.state.in_(ACTIVE))
    return len(db.session.scalars(rows).all())


def test_whoever_asks_for_a_full_category_waits_and_knows_their_rank(delegation):
    made = [ask(delegation, name) for name in ("Koffi", "Afi", "Sèna")]
    assert [r.state for r in made] == [R.DRAFT, R.WAITING, R.WAITING]
    assert ranks(made) == {made[1].id: 1, made[2].id: 2}
    assert [d.to_state for d in decisions_of(made[1])] == [R.WAITING]


def test_nobody_waits_without_having_asked_or_where_there_is_no_place_at_all(delegation):
    ask(delegation, "Koffi")
    with pytest.raises(QuotaFull):
        start_registration(
            delegation, category=category_of(delegation.congress, "delegate"), given_name="Afi", family_name="Dossou"
        )
    with pytest.raises(QuotaFull):
        ask(delegation, "Afi", category="press")


def test_withdrawal_promotes_the_first_in_order_with_a_letter(delegation):
    first, second, third = (
        ask(delegation, name, email=f"{name.lower()}@example.org") for name in ("Koffi", "Afi", "Chantal")
    )
    withdraw_registration(first, by=None)
    assert (second.state, third.state) == (R.SUBMITTED, R.WAITING)
    assert (second.waiting_since, second.mode) == (None, Mode.UNDECIDED)
    assert ranks([second, third]) == {third.id: 1}
    (letter,) = db.session.scalars(db.select(OutgoingMessage).filter_by(fact="registration_promoted"))
    assert letter.recipient == "afi@example.org"


def test_refusal_promotes_one_and_many_promote_many(delegation, secretary):
    set_places(delegation, category_of(delegation.congress, "delegate"), 2, by=secretary)
    held = [make_registration(delegation) for _ in range(2)]
    waiting = [ask(delegation, name) for name in ("Afi", "Chantal", "Sèna")]
    refuse(held[0], by=secretary, reason="Le mandat a pris fin.")
    assert [r.state for r in waiting] == [R.SUBMITTED, R.WAITING, R.WAITING]
    decide_many([held[1].id, waiting[0].id], "refuse", by=secretary, reason="Réservé aux élus.")
    assert [state_of(r) for r in waiting] == [R.REFUSED, R.SUBMITTED, R.SUBMITTED]
    assert active_in(delegation.id) == 2


def test_more_places_promote_as_many_as_they_are(delegation, secretary):
    made = [ask(delegation, name) for name in ("Koffi", "Afi", "Chantal", "Sèna")]
    set_places(delegation, category_of(delegation.congress, "delegate"), 3, by=secretary)
    assert [r.state for r in made] == [R.DRAFT, R.SUBMITTED, R.SUBMITTED, R.WAITING]


def test_who_leaves_a_category_lets_the_first_of_it_in_and_who_waits_may_take_a_place_elsewhere(delegation):
    held, waiting = ask(delegation, "Koffi"), ask(delegation, "Afi")
    head = category_of(delegation.congress, "head")
    save_identity(held, given_name="Koffi", family_name="Dossou", category=head)
    assert waiting.state is R.SUBMITTED
    last = ask(delegation, "Sèna")
    with pytest.raises(QuotaFull):
        save_identity(last, given_name="Sèna", family_name="Dossou", category=head)
    set_places(delegation, head, 2, by=None)
    save_identity(last, given_name="Sèna", family_name="Dossou", category=head)
    assert (last.state, last.category.code) == (R.SUBMITTED, "head")


def test_who_waits_is_registered_once(delegation):
    ask(delegation, "Koffi")
    ask(delegation, "Afi")
    with pytest.raises(AlreadyRegistered):
        ask(delegation, "Afi")


def test_who_waits_may_leave_the_list_and_nobody_is_promoted_for_it(delegation):
    ask(delegation, "Koffi")
    second, third = ask(delegation, "Afi"), ask(delegation, "Sèna")
    withdraw_registration(second, by=None)
    assert (second.state, third.state) == (R.WITHDRAWN, R.WAITING)
    with pytest.raises(QuotaFull):
        restore_registration(second, by=None)


def test_delegation_that_declines_leaves_nobody_waiting(delegation):
    made = [ask(delegation, name) for name in ("Koffi", "Afi")]
    decline_invitation(delegation, by=None)
    assert [r.state for r in made] == [R.WITHDRAWN, R.WITHDRAWN]


def test_who_waits_is_not_accredited(delegation, secretary):
    ask(delegation, "Koffi")
    with pytest.raises(StepRefused):
        approve(ask(delegation, "Afi"), by=secretary)


def test_desk_gives_a_place_of_more_out_of_turn_and_says_why(delegation, secretary):
    ask(delegation, "Koffi")
    second, third = ask(delegation, "Afi"), ask(delegation, "Sèna")
    with pytest.raises(WaitingReasonMissing):
        give_place(third, reason=" ", by=secretary)
    with pytest.raises(NotAllowed):
        give_place(third, reason="Ami du maire", by=make_person())
    give_place(third, reason="Intervient au colloque", by=secretary)
    assert (second.state, third.state) == (R.WAITING, R.SUBMITTED)
    assert [q.places for q in delegation.quotas if q.category.code == "delegate"] == [2]
    assert (decisions_of(third)[-1].reason, decisions_of(third)[-1].decided_by) == ("Intervient au colloque", secretary)
    assert "places_set" in [entry.verb for entry in history(delegation)]
    with pytest.raises(StepRefused):
        give_place(third, reason="Encore", by=secretary)


def test_desk_puts_somebody_at_the_end_of_the_list_and_says_why(delegation, secretary):
    first = ask(delegation, "Koffi")
    second, third = ask(delegation, "Afi"), ask(delegation, "Sèna")
    skip_turn(second, reason="Ne répond pas au téléphone", by=secretary)
    assert ranks([second, third]) == {third.id: 1, second.id: 2}
    withdraw_registration(first, by=None)
    assert (second.state, third.state) == (R.WAITING, R.SUBMITTED)


def test_two_who_leave_at_once_let_two_in(delegation, at_once):
    set_places(delegation, category_of(delegation.congress, "delegate"), 2, by=None)
    held = [make_registration(delegation, state=R.APPROVED) for _ in range(2)]
    waiting = [ask(delegation, name) for name in ("Afi", "Chantal", "Sèna")]

    def leave(ident):
        return withdraw_registration(db.session.get(Registration, ident), by=None).state

    assert at_once(*(lambda i=r.id: leave(i) for r in held)) == [R.WITHDRAWN, R.WITHDRAWN]
    assert [state_of(r) for r in waiting] == [R.SUBMITTED, R.SUBMITTED, R.WAITING]


def _leave_and_ask_at_once(delegation, held, at_once):
    def leave():
        return withdraw_registration(db.session.get(Registration, held.id), by=None).state

    def come():
        rose = db.session.scalars(db.select(Person).filter_by(given_name="Rose")).one()
        return ask(db.session.get(Delegation, delegation.id), "Afi", by=rose).id

    return at_once(leave, come)


def test_who_asks_while_a_place_is_being_freed_gets_it(delegation, correspondent, at_once):
    held = make_registration(delegation, state=R.APPROVED)
    left, made = _leave_and_ask_at_once(delegation, held, at_once)
    assert left is R.WITHDRAWN
    assert db.session.get(Registration, made).state in (R.DRAFT, R.SUBMITTED)


def test_control_without_the_lock_somebody_waits_beside_a_free_place(delegation, correspondent, at_once, monkeypatch):
    """The race is real: where the row is not locked, each counts before the other has written."""
    held = make_registration(delegation, state=R.APPROVED)
    both_have_counted = threading.Barrier(2)
    count = quotas.taken_in

    def unlocked(delegation, category):
        wanted = db.select(Quota).filter_by(delegation_id=delegation.id, category_id=category.id)
        return db.session.scalars(wanted).first()

    def counted(delegation, category):
        taken = count(delegation, category)
        both_have_counted.wait(10)
        return taken

    monkeypatch.setattr(quotas, "locked_quota", unlocked)
    monkeypatch.setattr(quotas, "taken_in", counted)
    left, made = _leave_and_ask_at_once(delegation, held, at_once)
    assert left is R.WITHDRAWN
    assert (db.session.get(Registration, made).state, active_in(delegation.id)) == (R.WAITING, 0)


ACTS = st.one_of(
    st.just(("ask",)),
    st.tuples(st.sampled_from(["withdraw", "refuse", "leave list", "skip", "give"]), st.integers(0, 5)),
    st.tuples(st.just("places"), st.integers(0, 4)),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=4, max_size=14))
def test_whatever_happens_places_hold_and_the_order_is_kept(app, acts):
    """active ≤ places; nobody waits beside a free place; the list is the one that the same acts give on paper."""
    delegation = make_delegation(make_congress(), places={"delegate": 1}, state=DelegationState.COMPOSING)
    secretary, by_hand = make_staff(Role.SECRETARIAT), _Paper(places=1)
    for number, act in enumerate(acts):
        _act(delegation, act, number, secretary=secretary, paper=by_hand)
        quota = db.session.scalars(db.select(Quota).filter_by(delegation_id=delegation.id)).one()
        active, waiting = active_in(delegation.id), [r.id for r in waiting_in(delegation.id)]
        assert active <= quota.places
        assert active == quota.places or waiting == []
        assert (quota.places, waiting) == (by_hand.places, by_hand.waiting)


class _Paper:
    """The same list kept by hand: ids of those who have a place, and of those who wait, in order."""

    def __init__(self, places):
        self.places, self.inside, self.waiting = places, [], []

    def fill(self):
        while self.waiting and len(self.inside) < self.places:
            self.inside.append(self.waiting.pop(0))


def _act(delegation, act, number, *, secretary, paper):
    name, which = act[0], act[1] if len(act) > 1 else 0
    if name == "ask":
        if paper.places:
            made = ask(delegation, f"Prénom {number}", by=secretary)
            (paper.inside if len(paper.inside) < paper.places else paper.waiting).append(made.id)
    elif name == "places":
        _set_places(delegation, which, paper)
    else:
        _leave(name, which, secretary, paper)
    paper.fill()


def _set_places(delegation, places, paper):
    category = category_of(delegation.congress, "delegate")
    if places < len(paper.inside):
        with pytest.raises(QuotaBelowTaken):
            set_places(delegation, category, places, by=None)
    else:
        set_places(delegation, category, places, by=None)
        paper.places = places


def _leave(name, which, secretary, paper):
    among = paper.inside if name in ("withdraw", "refuse") else paper.waiting
    if not among:
        return
    ident = among.pop(which % len(among))
    registration = db.session.get(Registration, ident)
    if name in ("withdraw", "leave list"):
        withdraw_registration(registration, by=secretary)
    elif name == "refuse" and registration.state is not R.DRAFT:
        refuse(registration, by=secretary, reason="Le mandat a pris fin.")
    elif name == "refuse":
        among.append(ident)
    elif name == "skip":
        skip_turn(registration, reason="Ne répond pas", by=secretary)
        paper.waiting.append(ident)
    elif name == "give":
        give_place(registration, reason="Intervient", by=secretary)
        paper.inside.append(ident)
        paper.places = max(paper.places, len(paper.inside))
