"""Late requests: taken into a queue, and answered by the desk with a reason."""

from datetime import timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import now
from aimf_events.congress.models import Phase
from aimf_events.database import db
from aimf_events.errors import NotAllowed
from aimf_events.mail.models import OutgoingMessage
from aimf_events.registration.accreditation import (
    admit,
    approve,
    decide_many,
    nominate,
    open_decisions,
    preview_decision,
    refuse,
)
from aimf_events.registration.decisions import decisions_of
from aimf_events.registration.delegations import invitation_token
from aimf_events.registration.identity import save_identity
from aimf_events.registration.listing import Wanted, find_registrations
from aimf_events.registration.models import Mode, Registration, RegistrationState
from aimf_events.registration.registrations import (
    restore_registration,
    send_registration,
    start_registration,
    submit_registration,
)
from aimf_events.registration.transitions import RegistrationClosed, StepRefused
from tests.factories import category_of, make_congress, make_delegation, make_person, make_registration, make_staff

R = RegistrationState


@pytest.fixture
def secretary(app):
    return make_staff(Role.SECRETARIAT)


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress("tunis", registration_closes_at=now() - timedelta(hours=1)), "N’Djaména")


def ask(delegation, name="Mahamat", *, email="", **given):
    category = category_of(delegation.congress, "delegate")
    names = {"given_name": name, "family_name": "Oumar", "email": email}
    return start_registration(delegation, category=category, **names, **given)


def sent(delegation, name="Mahamat", *, email=""):
    return send_registration(ask(delegation, name, email=email), mode=Mode.ONLINE, to_list=True, to_image=False)


def test_request_after_the_deadline_is_late_and_still_its_own_until_it_is_decided(delegation, secretary):
    made = sent(delegation)
    assert (made.state, made.is_late) == (R.SUBMITTED, True)
    save_identity(made, given_name="Mahamat", family_name="Oumar", function="Maire")
    admit(made, by=secretary)
    with pytest.raises(RegistrationClosed):
        save_identity(made, given_name="Mahamat", family_name="Oumar", function="Adjoint")


def test_draft_begun_in_time_and_sent_too_late_is_late(app):
    delegation = make_delegation(make_congress())
    made = ask(delegation)
    assert not made.is_late
    delegation.congress.phase = Phase.CLOSED_REGISTRATION
    assert submit_registration(made).is_late


def test_what_the_desk_enters_itself_is_never_late(delegation, secretary):
    made = submit_registration(ask(delegation, by=secretary), by=secretary)
    assert not made.is_late


def test_late_request_is_accredited_only_once_it_is_taken(delegation, secretary):
    made = sent(delegation)
    assert open_decisions(made) == ["admit", "hold", "refuse"]
    with pytest.raises(StepRefused) as told:
        approve(made, by=secretary)
    assert "est tardive" in str(told.value.reason)
    admit(made, by=secretary, reason="Vol retardé, prévenu par téléphone")
    assert (made.state, made.is_late, decisions_of(made)[-1].reason) == (
        R.SUBMITTED,
        False,
        "Vol retardé, prévenu par téléphone",
    )
    assert approve(made, by=secretary).state is R.APPROVED
    with pytest.raises(StepRefused):
        admit(made, by=secretary)


def test_late_request_begins_at_the_first_desk(app, secretary):
    closed = now() - timedelta(hours=1)
    delegation = make_delegation(make_congress(desks=["nomination"], registration_closes_at=closed))
    made = sent(delegation)
    with pytest.raises(StepRefused):
        nominate(made, by=secretary)
    assert nominate(admit(made, by=secretary), by=secretary).state is R.NOMINATED


def test_refused_late_request_is_answered_with_its_reason(delegation, secretary):
    made = sent(delegation, email="mahamat@example.org")
    refuse(made, by=secretary, reason="La salle est complète.")
    (letter,) = db.session.scalars(db.select(OutgoingMessage).filter_by(fact="registration_refused"))
    assert letter.data["reason"] == "La salle est complète."
    assert not restore_registration(made, by=secretary).is_late


def test_delegation_takes_no_late_request_itself(delegation):
    with pytest.raises(NotAllowed):
        admit(sent(delegation), by=make_person())


def test_many_late_requests_are_taken_and_the_others_are_told(delegation, secretary):
    late, ordinary = sent(delegation), make_registration(delegation)
    preview = preview_decision([late, ordinary], "admit")
    report = decide_many([late.id, ordinary.id], "admit", by=secretary)
    for told in (preview, report):
        assert ([r.id for r in told.done], [x.registration.id for x in told.refused]) == ([late.id], [ordinary.id])


def test_late_requests_have_a_queue_of_their_own(delegation):
    late, _ordinary = sent(delegation), make_registration(delegation)
    found = find_registrations(delegation.congress, Wanted(aside="late"))
    assert [r.id for r in found.rows] == [late.id]
    on_table = find_registrations(delegation.congress, Wanted(desk="accreditation"))
    assert late.id not in [r.id for r in on_table.rows]


def test_delegation_page_says_so_plainly_and_the_desk_answers(browse, browser_of, delegation, secretary):
    home = f"/tunis/delegation/{invitation_token(delegation)}"
    page = browse.get(home)
    assert "Les inscriptions sont closes depuis le" in page.text
    assert "heure de Tunis" in page.text
    assert "Faire une demande tardive" in page.text
    assert "Cette demande sera tardive" in browse.get(f"{home}/person").text
    form = {"civility": "madam", "given_name": "Zara", "family_name": "Mahamat", "function": "Maire"}
    page = browse.post(f"{home}/person", {**form, "category": category_of(delegation.congress, "head").public_id})
    browse.post(page.path, {"mode": "online"})
    assert "demande tardive, en cours d’examen" in browse.get(home).text
    made = db.session.scalars(db.select(Registration).filter_by(delegation_id=delegation.id)).one()
    desk = browser_of(secretary)
    page = desk.get("/tunis/accreditation?aside=late")
    assert "Zara" in page.text
    assert 'value="admit"' in page.body
    page = desk.get(f"/tunis/accreditation/{made.public_id}")
    assert "Cette demande est arrivée après la date limite" in page.text
    page = desk.post(f"/tunis/accreditation/{made.public_id}/decision", {"decision": "admit"})
    assert "est acceptée" in page.text
    assert 'value="approve"' in page.body
