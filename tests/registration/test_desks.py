"""The optional desks: submitted → nominated → pre-approved → approved, where a congress switches them on."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.congress.desks import switch_desks
from aimf_events.congress.models import CongressRole, Desk
from aimf_events.database import db
from aimf_events.errors import NotAllowed
from aimf_events.journal import history
from aimf_events.mail.models import OutgoingMessage
from aimf_events.registration.accreditation import (
    approve,
    decide_many,
    decisions_of_congress,
    hold,
    nominate,
    open_decisions,
    pre_approve,
    preview_decision,
)
from aimf_events.registration.decisions import decisions_of
from aimf_events.registration.identity import save_identity
from aimf_events.registration.models import RegistrationState
from aimf_events.registration.transitions import StepRefused, next_state
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff

R = RegistrationState
BOTH_DESKS = [Desk.NOMINATION.value, Desk.PRE_APPROVAL.value]


@pytest.fixture
def secretary(app):
    return make_staff(Role.SECRETARIAT)


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress(desks=BOTH_DESKS), "Cotonou", places={"delegate": 9, "head": 1})


def renamed(registration, **changes):
    person = registration.person
    return {"given_name": person.given_name, "family_name": person.family_name, "email": registration.email} | changes


@pytest.mark.parametrize(
    "desks, path",
    [
        ([], [R.SUBMITTED, R.APPROVED]),
        (["nomination"], [R.SUBMITTED, R.NOMINATED, R.APPROVED]),
        (["pre_approval"], [R.SUBMITTED, R.PRE_APPROVED, R.APPROVED]),
        (BOTH_DESKS, [R.SUBMITTED, R.NOMINATED, R.PRE_APPROVED, R.APPROVED]),
    ],
)
def test_each_desk_adds_its_step_and_no_other(desks, path):
    walked = [path[0]]
    while (following := next_state(walked[-1], desks)) is not None:
        walked.append(following)
    assert walked == path


def test_request_passes_both_desks_in_their_order_and_one_letter_leaves(delegation, secretary):
    made = make_registration(delegation)
    for refused in (approve, pre_approve):
        with pytest.raises(StepRefused) as told:
            refused(made, by=secretary)
        assert "La nomination doit d’abord être vérifiée" in str(told.value.reason)
    nominate(made, by=secretary)
    with pytest.raises(StepRefused, match="not_in_this_state"):
        approve(made, by=secretary)
    pre_approve(made, by=secretary)
    approve(made, by=secretary)
    assert [d.to_state for d in decisions_of(made)] == [R.NOMINATED, R.PRE_APPROVED, R.APPROVED]
    assert [m.fact for m in db.session.scalars(db.select(OutgoingMessage))] == ["registration_confirmed"]


def test_desk_that_is_off_takes_no_decision(app, secretary):
    made = make_registration(make_delegation(make_congress()))
    assert decisions_of_congress(made.congress) == open_decisions(made) == ["approve", "hold", "refuse"]
    with pytest.raises(StepRefused):
        nominate(made, by=secretary)


def test_what_a_closed_desk_had_on_its_table_goes_on(delegation, secretary):
    made = make_registration(delegation, state=R.NOMINATED)
    switch_desks(delegation.congress, [], by=secretary)
    assert open_decisions(made) == ["approve", "hold", "refuse"]
    assert approve(made, by=secretary).state is R.APPROVED


def test_what_was_held_begins_again_at_the_first_desk(delegation, secretary):
    made = make_registration(delegation, state=R.NOMINATED)
    hold(made, by=secretary, reason="Signature illisible")
    with pytest.raises(StepRefused):
        pre_approve(made, by=secretary)
    assert nominate(made, by=secretary).state is R.NOMINATED


def test_identity_changed_by_the_delegation_goes_back_to_the_first_desk(delegation, secretary):
    made = make_registration(delegation, state=R.PRE_APPROVED)
    save_identity(made, **renamed(made, function="Maire"), by=secretary)
    assert made.state is R.PRE_APPROVED
    save_identity(made, **renamed(made, function="Premier adjoint"))
    assert made.state is R.SUBMITTED
    assert db.session.scalars(db.select(OutgoingMessage)).all() == []


def test_delegation_decides_nothing(delegation):
    made = make_registration(delegation)
    for decide in (nominate, pre_approve):
        with pytest.raises(NotAllowed):
            decide(made, by=make_person())
    assert made.state is R.SUBMITTED


def test_many_go_one_desk_further_and_the_others_are_told_which_comes_first(delegation, secretary):
    sent, named = make_registration(delegation), make_registration(delegation, state=R.NOMINATED)
    preview = preview_decision([sent, named], "pre_approve")
    report = decide_many([sent.id, named.id], "pre_approve", by=secretary)
    for told in (preview, report):
        assert [r.id for r in told.done] == [named.id]
        assert [(x.registration.id, str(x.why)) for x in told.refused] == [
            (sent.id, "La nomination doit d’abord être vérifiée : cette inscription n’est pas encore proposée.")
        ]


def test_switching_desks_is_written_down_once(app, secretary):
    congress = make_congress()
    switch_desks(congress, [Desk.PRE_APPROVAL, Desk.NOMINATION], by=secretary)
    switch_desks(congress, [Desk.NOMINATION, Desk.PRE_APPROVAL], by=secretary)
    assert congress.desks == BOTH_DESKS
    assert [entry.verb for entry in history(congress)] == ["desks_switched"]


def test_settings_switch_desks_on_screen(delegation, browser_of, secretary):
    congress = delegation.congress
    desk = browser_of(secretary)
    page = desk.get(f"/{congress.name}/settings/desks")
    assert "Vérification des nominations" in page.text
    page = desk.post(f"/{congress.name}/settings/desks", {"desks": ["nomination"]})
    assert "Les bureaux sont enregistrés." in page.text
    db.session.expire_all()
    assert congress.desks == ["nomination"]
    desk.get(f"/{congress.name}/settings/desks")
    desk.post(f"/{congress.name}/settings/desks", {"desks": ["nonsense"]}, status=422)
    desk.post(f"/{congress.name}/settings/desks", {})
    db.session.expire_all()
    assert congress.desks == []


def test_accreditation_desk_offers_the_next_step_alone(delegation, browser_of):
    officer = browser_of(make_staff(CongressRole.ACCREDITATION, congress=delegation.congress))
    made = make_registration(delegation)
    path = f"/{delegation.congress.name}/accreditation"
    page = officer.get(f"{path}/{made.public_id}")
    assert 'value="nominate"' in page.body
    assert 'value="approve"' not in page.body
    page = officer.post(f"{path}/{made.public_id}/decision", {"decision": "nominate"})
    assert "proposée" in page.text
    assert 'value="pre_approve"' in page.body
    listed = officer.get(path)
    assert "1 proposée" in listed.text
    preview = officer.post(f"{path}/preview", {"decision": "approve", "chosen": [made.public_id]})
    assert "Cette inscription attend d’abord un avis favorable." in preview.text
