"""From a draft to a sent registration; corrected, withdrawn, restored; deadline; what a replay does."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from aimf_events.accounts.models import Role
from aimf_events.clock import now
from aimf_events.congress.models import Phase
from aimf_events.database import db
from aimf_events.errors import NotAllowed, NotFound
from aimf_events.journal import history
from aimf_events.mail.models import OutgoingMessage
from aimf_events.people.models import Civility, Person
from aimf_events.registration import facts
from aimf_events.registration.decisions import decisions_of
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.models import (
    ContactRole,
    Delegation,
    DelegationState,
    Mode,
    Registration,
    RegistrationState,
)
from aimf_events.registration.registrations import (
    registration_by_public_id,
    restore_registration,
    save_consents,
    save_identity,
    save_participation,
    save_photo,
    send_registration,
    start_registration,
    submit_registration,
    withdraw_registration,
)
from aimf_events.registration.transitions import (
    BOTH,
    DESK,
    REGISTRATION_STEPS,
    RegistrationClosed,
    StepRefused,
)
from tests.factories import category_of, make_congress, make_delegation, make_person, make_registration, make_staff

R = RegistrationState


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress())


@pytest.fixture
def announced():
    """The facts announced during a test, in order."""
    heard = []
    listeners = []
    for signal in facts.ALL:

        def listen(sender, name=signal.name, **_):
            heard.append(name)

        listeners.append(listen)
        signal.connect(listen)
    yield heard
    for signal, listen in zip(facts.ALL, listeners, strict=True):
        signal.disconnect(listen)


def start(delegation, given_name="Koffi", family_name="Dossou", **values):
    category = values.pop("category", None) or category_of(delegation.congress, "delegate")
    return start_registration(delegation, category=category, given_name=given_name, family_name=family_name, **values)


def identity_of(registration, **changes):
    person = registration.person
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "civility": person.civility,
        "badge_name": person.badge_name,
        "function": registration.function,
        "email": registration.email,
        **changes,
    }


def test_table_says_who_may_and_which_letter_leaves():
    rows = {
        name: (sorted(s.value for s in step.sources), step.target.value, step.sides == BOTH, step.letter)
        for name, step in REGISTRATION_STEPS.items()
    }
    assert rows == {
        "submit": (["draft"], "submitted", True, None),
        "nominate": (["on_hold", "submitted"], "nominated", False, None),
        "pre_approve": (["nominated", "on_hold", "submitted"], "pre_approved", False, None),
        "approve": (
            ["nominated", "on_hold", "pre_approved", "submitted"],
            "approved",
            False,
            "registration_confirmed",
        ),
        "hold": (["nominated", "pre_approved", "submitted"], "on_hold", False, None),
        "wait": (["draft"], "waiting", True, None),
        "skip": (["waiting"], "waiting", False, None),
        "promote": (["waiting"], "submitted", False, "registration_promoted"),
        "admit": (["on_hold", "submitted"], "submitted", False, None),
        "recall": (["nominated", "pre_approved"], "submitted", True, None),
        "refuse": (
            ["approved", "nominated", "on_hold", "pre_approved", "submitted", "waiting"],
            "refused",
            False,
            "registration_refused",
        ),
        "reopen": (["approved"], "submitted", True, "registration_reopened"),
        "reconfirm": (["approved"], "approved", False, "registration_confirmed"),
        "discard": (["draft"], "withdrawn", True, None),
        "withdraw": (
            ["approved", "nominated", "on_hold", "pre_approved", "submitted", "waiting"],
            "withdrawn",
            True,
            "registration_withdrawn",
        ),
        "restore": (["refused", "withdrawn"], "submitted", False, None),
        "substitute": (
            ["approved", "draft", "nominated", "on_hold", "pre_approved", "submitted"],
            "substituted",
            True,
            "registration_substituted",
        ),
        "take_back": (["withdrawn"], "submitted", True, None),
        "take_back_approved": (["withdrawn"], "approved", True, "registration_confirmed"),
    }
    assert DESK < BOTH


def test_draft_holds_names_as_written(delegation):
    made = start(
        delegation,
        "Thị Hồng Hạnh",
        "Nguyễn",
        civility=Civility.MADAM,
        original_name="Nguyễn Thị Hồng Hạnh",
        email="hanh@hue.example",
        telephone="+84901234567",
    )
    assert made.state is R.DRAFT
    assert made.person.full_name == "Thị Hồng Hạnh Nguyễn"
    assert made.person.badge_name == "Thị Hồng Hạnh Nguyễn"
    assert (made.email, made.telephone) == ("hanh@hue.example", "+84901234567")
    assert [e.verb for e in history(made)] == ["registration_started"]


def test_same_form_sent_twice_is_one_registration(delegation):
    first = start(delegation, form_key="k1")
    assert start(delegation, form_key="k1").id == first.id
    assert db.session.query(Registration).count() == 1


def test_same_form_sent_twice_at_the_same_moment_is_one_registration(delegation, at_once):
    def send():
        return start(db.session.get(Delegation, delegation.id), form_key="k1").id

    assert len(set(at_once(send, send, send, send))) == 1
    assert db.session.query(Registration).count() == 1


def test_going_back_and_correcting_the_form_corrects_the_draft(delegation):
    first = start(delegation, "Kofi", form_key="k1")
    again = start(delegation, "Koffi", form_key="k1", function="Maire")
    assert again.id == first.id
    assert (again.person.given_name, again.function) == ("Koffi", "Maire")
    assert db.session.query(Person).count() == 1


def test_replaying_the_form_of_a_sent_registration_changes_nothing(delegation):
    first = start(delegation, form_key="k1")
    submit_registration(first)
    assert start(delegation, "Autre", form_key="k1").person.given_name == "Koffi"


def test_sending_twice_is_one_decision(delegation, announced):
    made = start(delegation)
    for _ in range(2):
        send_registration(made, mode=Mode.ONLINE, to_list=True, to_image=False)
        submit_registration(made)
    assert (made.state, made.mode, made.consents_to_list, made.consents_to_image) == (
        R.SUBMITTED,
        Mode.ONLINE,
        True,
        False,
    )
    assert [(d.from_state, d.to_state) for d in decisions_of(made)] == [(R.DRAFT, R.SUBMITTED)]
    assert announced == ["registration_submitted"]


def test_each_step_is_kept(delegation):
    made = start(delegation)
    save_participation(made, mode=Mode.UNDECIDED)
    save_consents(made, to_list=False, to_image=True)
    assert made.state is R.DRAFT
    assert [e.verb for e in history(made)] == ["registration_started", "participation_saved", "consents_saved"]


@pytest.mark.parametrize(
    "closed",
    [
        {"registration_closes_at": now() - timedelta(minutes=1)},
        {"phase": Phase.CLOSED_REGISTRATION},
        {"phase": Phase.ARCHIVE},
    ],
)
def test_after_the_deadline_only_the_secretariat_changes_what_was_sent(app, closed):
    delegation = make_delegation(make_congress(**closed))
    made = start(delegation, by=make_staff(Role.SECRETARIAT))
    submit_registration(made, by=make_staff(Role.SECRETARIAT))
    assert not made.is_late
    with pytest.raises(RegistrationClosed):
        save_participation(made, mode=Mode.ONLINE)
    with pytest.raises(RegistrationClosed):
        save_participation(made, mode=Mode.ONLINE, by=make_person())
    withdraw_registration(made, by=None)
    assert made.state is R.WITHDRAWN


@pytest.mark.parametrize("phase", [Phase.CONGRESS, Phase.ARCHIVE])
def test_once_the_congress_has_begun_nobody_asks_any_more(app, phase):
    with pytest.raises(RegistrationClosed):
        start(make_delegation(make_congress(phase=phase)))


def test_change_of_identity_after_approval_goes_back_to_review(delegation, announced):
    made = make_registration(delegation, state=R.APPROVED)
    save_identity(made, **identity_of(made, function="Maire"))
    assert made.state is R.SUBMITTED
    assert announced == ["identity_changed", "registration_reopened"]
    assert [(d.from_state, d.to_state) for d in decisions_of(made)] == [(R.APPROVED, R.SUBMITTED)]
    assert db.session.scalars(db.select(OutgoingMessage.fact)).all() == ["registration_reopened"]


def test_change_of_address_or_mode_keeps_the_accreditation(delegation, announced):
    made = make_registration(delegation, state=R.APPROVED)
    save_identity(made, **identity_of(made, email="autre@cotonou.example"))
    save_participation(made, mode=Mode.ONLINE)
    assert (made.state, made.email, announced) == (R.APPROVED, "autre@cotonou.example", [])


def test_saving_the_same_identity_again_changes_nothing(delegation, announced):
    made = make_registration(delegation, state=R.APPROVED)
    save_identity(made, **identity_of(made))
    assert (made.state, announced) == (R.APPROVED, [])


def test_what_the_desk_corrects_stays_approved_and_is_confirmed_anew(delegation, announced):
    made = make_registration(delegation, state=R.APPROVED)
    secretary = make_staff(Role.SECRETARIAT)
    save_identity(made, **identity_of(made, function="Maire"), by=secretary)
    assert (made.state, made.revision) == (R.APPROVED, 1)
    assert announced == ["identity_changed", "registration_approved"]


def test_link_never_rewrites_nor_reaches_a_person_on_whom_others_rely(delegation):
    secretary = make_staff(Role.SECRETARIAT, email="camille@aimf.example")
    made = start(delegation, "Camille", "Roux", email="camille@aimf.example", civility=Civility.MADAM)
    assert made.person_id == secretary.id
    save_identity(made, **identity_of(made, badge_name="Autre Nom", email="pirate@example.org"))
    assert made.person_id != secretary.id
    db.session.refresh(secretary)
    assert secretary.badge_name == "Camille Roux"
    assert [c.address for c in secretary.contacts] == ["camille@aimf.example"]


def test_link_adds_no_mailbox_to_a_head_who_has_one(delegation):
    head = make_person("Rose", "Adjovi", email="rose@cotonou.example")
    add_correspondent(delegation, head, ContactRole.HEAD, head.email, by=None)
    made = start(delegation, "Rose", "Adjovi", email="pirate@example.org", civility=Civility.MADAM)
    save_identity(made, **identity_of(made, email="pirate2@example.org"))
    db.session.refresh(head)
    assert made.person_id == head.id
    assert [c.address for c in head.contacts] == ["rose@cotonou.example"]


def picture(colour):
    written = io.BytesIO()
    Image.new("RGB", (600, 800), colour).save(written, "JPEG")
    return written.getvalue()


def test_first_photo_completes_and_another_goes_back_to_review(delegation, announced):
    made = make_registration(delegation, state=R.APPROVED)
    save_photo(made, picture("#884422"))
    save_photo(made, picture("#884422"))
    assert (made.state, announced) == (R.APPROVED, ["identity_changed"])
    save_photo(made, picture("#224488"))
    assert made.state is R.SUBMITTED
    assert announced == ["identity_changed", "identity_changed", "registration_reopened"]


def test_withdrawal_is_announced_once(delegation, announced):
    made = make_registration(delegation, state=R.APPROVED)
    withdraw_registration(made, by=None, reason="Empêchée")
    withdraw_registration(made, by=None)
    assert announced == ["registration_withdrawn"]
    assert [d.reason for d in decisions_of(made)] == ["Empêchée"]


def test_discarded_draft_sends_no_letter(delegation):
    made = start(delegation, email="koffi@cotonou.example")
    withdraw_registration(made, by=None)
    assert made.state is R.WITHDRAWN
    assert db.session.query(OutgoingMessage).count() == 0


def test_withdrawn_registration_is_not_changed_any_more(delegation):
    made = make_registration(delegation, state=R.WITHDRAWN)
    with pytest.raises(StepRefused):
        save_identity(made, **identity_of(made, function="Maire"))
    with pytest.raises(StepRefused):
        submit_registration(made)


def test_only_the_desk_restores(delegation):
    made = make_registration(delegation, state=R.WITHDRAWN)
    with pytest.raises(NotAllowed):
        restore_registration(made, by=make_person())
    restore_registration(made, by=make_staff(Role.SECRETARIAT))
    assert made.state is R.SUBMITTED


def test_registration_of_another_congress_does_not_exist_here(delegation):
    made = make_registration(delegation)
    assert registration_by_public_id(delegation.congress, made.public_id).id == made.id
    with pytest.raises(NotFound):
        registration_by_public_id(make_congress(), made.public_id)


def test_refused_verb_leaves_nothing(delegation):
    made = make_delegation(delegation.congress, places={"head": 1}, state=DelegationState.INVITED)
    with pytest.raises(Exception, match="quota_full"):
        start(made)
    assert db.session.query(Person).count() == 0
    assert made.state is DelegationState.INVITED
