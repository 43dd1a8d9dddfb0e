"""The desk's decisions: who may, what is written down, one or many."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.errors import NotAllowed
from aimf_events.mail.models import OutgoingMessage
from aimf_events.registration.accreditation import (
    ReasonMissing,
    approve,
    decide_many,
    hold,
    preview_decision,
    refuse,
    registrations_by_public_ids,
)
from aimf_events.registration.decisions import decisions_of
from aimf_events.registration.listing import Wanted, counts_by_state, find_all_public_ids, find_registrations
from aimf_events.registration.models import Decision, Mode, RegistrationState
from aimf_events.registration.transitions import StepRefused
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff

R = RegistrationState


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress(), "Cotonou", places={"delegate": 9, "head": 1})


@pytest.fixture
def secretary(app):
    return make_staff(Role.SECRETARIAT)


def test_each_decision_is_written_down_with_who_and_why(delegation, secretary):
    made = make_registration(delegation)
    hold(made, by=secretary, reason="Mandat à vérifier")
    approve(made, by=secretary)
    rows = [(d.from_state, d.to_state, d.reason, d.decided_by.id) for d in decisions_of(made)]
    assert rows == [
        (R.SUBMITTED, R.ON_HOLD, "Mandat à vérifier", secretary.id),
        (R.ON_HOLD, R.APPROVED, "", secretary.id),
    ]


def test_approving_twice_is_one_decision_and_one_letter(delegation, secretary):
    made = make_registration(delegation)
    approve(made, by=secretary)
    approve(made, by=secretary)
    assert len(decisions_of(made)) == 1
    letters = db.session.scalars(db.select(OutgoingMessage)).all()
    assert [(m.fact, m.dedupe_key) for m in letters] == [("registration_confirmed", f"confirmed:{made.id}:1")]


def test_two_colleagues_who_approve_at_once_send_one_letter(delegation, secretary, at_once):
    made = make_registration(delegation)

    def approving():
        (mine,) = registrations_by_public_ids(delegation.congress, [made.public_id])
        return approve(mine, by=secretary).state

    assert at_once(approving, approving) == [R.APPROVED, R.APPROVED]
    assert db.session.query(Decision).count() == 1
    assert db.session.query(OutgoingMessage).count() == 1


def test_accreditation_officer_of_another_congress_may_not(delegation):
    officer = make_staff(CongressRole.ACCREDITATION, congress=delegation.congress)
    stranger = make_staff(CongressRole.ACCREDITATION, congress=make_congress())
    made = make_registration(delegation)
    for person in (stranger, make_person()):
        with pytest.raises(NotAllowed):
            approve(made, by=person)
    assert approve(made, by=officer).state is R.APPROVED


def test_refusal_says_why(delegation, secretary):
    made = make_registration(delegation, state=R.APPROVED)
    with pytest.raises(ReasonMissing):
        refuse(made, by=secretary, reason=" ")
    refuse(made, by=secretary, reason="Le mandat a pris fin.")
    (letter,) = db.session.scalars(db.select(OutgoingMessage)).all()
    assert (letter.fact, letter.data["reason"]) == ("registration_refused", "Le mandat a pris fin.")


@pytest.mark.parametrize("state", [R.DRAFT, R.REFUSED, R.WITHDRAWN])
def test_only_what_waits_is_approved(delegation, secretary, state):
    made = make_registration(delegation, state=state)
    with pytest.raises(StepRefused):
        approve(made, by=secretary)


def test_many_at_once_say_who_was_refused_and_why_and_the_others_are_done(delegation, secretary):
    waiting, gone, held = (make_registration(delegation, state=s) for s in (R.SUBMITTED, R.WITHDRAWN, R.ON_HOLD))
    ids = [waiting.id, gone.id, held.id]
    preview = preview_decision([waiting, gone, held], "approve")
    report = decide_many(ids, "approve", by=secretary)
    assert [r.id for r in report.done] == [r.id for r in preview.done] == [waiting.id, held.id]
    assert [(x.registration.id, str(x.why)) for x in report.refused] == [
        (gone.id, "Seule une inscription à examiner ou en attente peut être accréditée.")
    ]
    assert [r.state for r in (waiting, gone, held)] == [R.APPROVED, R.WITHDRAWN, R.APPROVED]


def test_registrations_of_another_congress_are_passed_over(delegation, secretary):
    other = make_registration(make_delegation(make_congress()))
    report = decide_many([other.id], "approve", by=secretary, congress=delegation.congress)
    assert (report.done, report.refused) == ([], [])
    assert registrations_by_public_ids(delegation.congress, [other.public_id]) == []


def test_list_is_found_filtered_and_counted(delegation):
    other = make_delegation(delegation.congress, "N’Djaména")
    bio = make_registration(delegation, person=make_person("Aïchatou", "Soumanou Bio"), mode=Mode.ONLINE)
    tchad = make_registration(other, person=make_person("Mahamat", "Oumar"), state=R.APPROVED)
    make_registration(delegation, state=R.DRAFT)

    def found(**wanted):
        return [r.id for r in find_registrations(delegation.congress, Wanted(**wanted)).rows]

    assert found(sort="name") == [tchad.id, bio.id]
    assert found(q="aichatou bio") == [bio.id]
    assert found(q="ndjamena") == [tchad.id]
    assert found(q="100%_") == []
    assert found(state="approved") == [tchad.id]
    assert found(mode="online") == [bio.id]
    assert found(delegation=other.public_id, country="BJ") == [tchad.id]
    assert found(state="nonsense", sort="nonsense") == [bio.id, tchad.id]
    assert find_all_public_ids(delegation.congress, Wanted(state="submitted")) == [bio.public_id]
    assert counts_by_state(delegation.congress)[R.SUBMITTED] == 1
