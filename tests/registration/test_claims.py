"""Contested heads: two claimants, two files, one decision on proof."""

import threading

import pytest

from aimf_events.accounts.models import Account, Role
from aimf_events.clock import now
from aimf_events.database import db, transaction
from aimf_events.errors import NotAllowed
from aimf_events.journal import history
from aimf_events.mail.models import OutgoingMessage
from aimf_events.registration import claims
from aimf_events.registration.accreditation import approve, open_decisions, refuse
from aimf_events.registration.claims import (
    ClaimKnown,
    ProofMissing,
    claim_by_token,
    claims_of,
    contested_delegations,
    file_of,
    recognise,
    record_claim,
)
from aimf_events.registration.delegations import add_correspondent, delegation_by_token, invitation_token
from aimf_events.registration.letters import claim_token
from aimf_events.registration.models import (
    ClaimOutcome,
    ContactRole,
    Delegation,
    DelegationState,
    HeadClaim,
    Registration,
    RegistrationState,
)
from aimf_events.registration.registrations import start_registration, submit_registration
from aimf_events.registration.transitions import StepRefused
from aimf_events.registration.visitors import admit_visitor
from tests.factories import category_of, make_congress, make_delegation, make_person, make_registration, make_staff

R = RegistrationState
RIVAL = {
    "civility": None,
    "given_name": "Firmin",
    "family_name": "Hounkpè",
    "title": "Président de la délégation spéciale",
    "email": "firmin@example.org",
}


@pytest.fixture
def secretary(app):
    return make_staff(Role.SECRETARIAT)


@pytest.fixture
def delegation(app):
    return make_delegation(
        make_congress("tunis"), "Cotonou", places={"delegate": 2, "head": 1}, state=DelegationState.COMPOSING
    )


@pytest.fixture
def head(delegation):
    person = make_person("Aïchatou", "Soumanou Bio", email="maire@example.org")
    add_correspondent(delegation, person, ContactRole.HEAD, "maire@example.org", by=None)
    return person


@pytest.fixture
def files(delegation, head, secretary):
    """The file of the head named before, with one person in it, and the rival's."""
    make_registration(delegation, person=make_person("Koffi", "Dossou"))
    record_claim(delegation, **RIVAL, by=secretary)
    return claims_of(delegation)


def letters(fact):
    return list(db.session.scalars(db.select(OutgoingMessage).filter_by(fact=fact).order_by(OutgoingMessage.id)))


def enter(claim, name, *, family_name="Dossou", email=""):
    delegation = claim.delegation
    category = category_of(delegation.congress, "delegate")
    names = {"given_name": name, "family_name": family_name, "email": email}
    return submit_registration(start_registration(delegation, category=category, claim=claim, or_wait=True, **names))


def test_first_rival_makes_two_files_and_the_common_link_opens_nothing_any_more(delegation, head, secretary):
    token = invitation_token(delegation)
    made = make_registration(delegation)
    rival = record_claim(delegation, **RIVAL, by=secretary)
    first, second = claims_of(delegation)
    assert (first.person_id, second.id) == (head.id, rival.id)
    assert delegation.state is DelegationState.CONTESTED
    assert ([r.id for r in file_of(first)], file_of(second)) == ([made.id], [])
    assert delegation_by_token(token) is None
    assert delegation_by_token(invitation_token(delegation)) is None
    assert claim_by_token(claim_token(first)).id == first.id
    assert contested_delegations(delegation.congress) == [delegation]


def test_each_claimant_gets_the_link_of_their_own_file(files):
    told = {m.recipient: m.data["delegation_url"] for m in letters("head_claim_opened")}
    first, second = files
    assert set(told) == {"maire@example.org", "firmin@example.org"}
    assert told["maire@example.org"].endswith(claim_token(first))
    assert told["firmin@example.org"].endswith(claim_token(second))


def test_same_person_claims_once_and_only_the_desk_writes_it_down(files, delegation, secretary):
    with pytest.raises(ClaimKnown):
        record_claim(delegation, **RIVAL, by=secretary)
    with pytest.raises(NotAllowed):
        record_claim(delegation, **{**RIVAL, "given_name": "Luc"}, by=make_person())


def test_same_name_in_both_files_says_nothing_of_the_other_and_is_two_persons(files):
    first, second = files
    (kept,) = file_of(first)
    made = enter(second, "Koffi")
    assert made.claim_id == second.id
    assert made.person_id != kept.person_id


def test_nobody_of_a_contested_delegation_is_accredited(files, secretary):
    made = enter(files[1], "Afi")
    assert open_decisions(made) == ["hold", "refuse"]
    with pytest.raises(StepRefused) as told:
        approve(made, by=secretary)
    assert "est contestée" in str(told.value.reason)


def test_letters_about_a_file_reach_its_claimant_alone(files, secretary):
    made = enter(files[1], "Afi")
    refuse(made, by=secretary, reason="Le mandat a pris fin.")
    (letter,) = letters("registration_refused")
    assert letter.recipient == "firmin@example.org"
    assert letter.data["delegation_url"].endswith(claim_token(files[1]))


def test_visitor_of_one_file_is_told_to_its_claimant_alone(files, delegation):
    with transaction():
        account = Account(address="adjointe@example.org", key="adjointe@example.org", created_at=now())
        db.session.add(account)
    admit_visitor(delegation, account=account, given_name="Rose", family_name="Adjovi", claim=files[1])
    assert [m.recipient for m in letters("delegation_visited")][:1] == ["firmin@example.org"]
    assert "maire@example.org" not in [m.recipient for m in letters("delegation_visited")]


def test_recognition_closes_the_other_file_with_letters_and_gives_its_places_to_who_waits(files, delegation, secretary):
    first, second = files
    (theirs,) = file_of(first)
    mine, waiting = enter(second, "Afi"), enter_waiting(second)
    assert waiting.state is R.WAITING
    with pytest.raises(ProofMissing):
        recognise(second, proof=" ", by=secretary)
    old = claim_token(first)
    recognise(second, proof="Procès-verbal d’installation du 12 mars", by=secretary)
    db.session.expire_all()
    assert (first.outcome, second.outcome) == (ClaimOutcome.REJECTED, ClaimOutcome.RECOGNISED)
    assert delegation.state is DelegationState.COMPOSING
    assert (theirs.state, mine.state, waiting.state) == (R.REFUSED, R.SUBMITTED, R.SUBMITTED)
    assert (mine.claim_id, waiting.claim_id) == (None, None)
    assert claim_by_token(old) is None
    assert [c.person_id for c in delegation.contacts] == [second.person_id]
    assert [m.recipient for m in letters("head_claim_closed")] == ["maire@example.org"]
    (told,) = letters("head_claim_recognised")
    assert told.recipient == "firmin@example.org"
    assert told.data["delegation_url"].endswith(invitation_token(delegation))
    assert {"head_claim_recognised", "head_claim_rejected"} <= {entry.verb for entry in history(delegation)}
    with pytest.raises(StepRefused):
        recognise(first, proof="Autre pièce", by=secretary)


def enter_waiting(claim):
    category = category_of(claim.delegation.congress, "delegate")
    return start_registration(
        claim.delegation, category=category, claim=claim, or_wait=True, given_name="Sèna", family_name="Codjo"
    )


def test_two_who_decide_at_once_recognise_one_head(files, secretary, at_once):
    def deciding(ident):
        return recognise(db.session.get(HeadClaim, ident), proof="Pièce reçue", by=db.session.merge(secretary)).id

    results = at_once(*(lambda i=claim.id: deciding(i) for claim in files))
    assert sorted(isinstance(each, StepRefused) for each in results) == [False, True]
    outcomes = sorted(claim.outcome for claim in db.session.scalars(db.select(HeadClaim)))
    assert outcomes == [ClaimOutcome.RECOGNISED, ClaimOutcome.REJECTED]


def test_control_without_the_lock_both_are_recognised(files, secretary, at_once, monkeypatch):
    """The race is real: where the delegation is not locked, each finds it still contested."""
    both_have_looked = threading.Barrier(2)
    monkeypatch.setattr(claims, "lock", lambda thing: both_have_looked.wait(10) and None)
    passed = []

    def stop_after_the_rule(delegation, name, **_rest):
        assert delegation.state is DelegationState.CONTESTED
        passed.append(name)
        raise RuntimeError("far enough")

    monkeypatch.setattr(claims, "take_delegation_step", stop_after_the_rule)

    def deciding(ident):
        return recognise(db.session.get(HeadClaim, ident), proof="Pièce reçue", by=db.session.merge(secretary)).id

    at_once(*(lambda i=claim.id: deciding(i) for claim in files))
    assert passed == ["settle", "settle"]


def test_claimant_sees_their_own_file_and_nothing_of_the_other(files, browse, browser_of, delegation):
    first, second = files
    enter(second, "Afi", family_name="Adjovi")
    home = f"/tunis/delegation/{claim_token(second)}"
    rival = browser_of(db.session.get(HeadClaim, second.id).person)
    page = rival.get(home)
    assert "Ce dossier est le vôtre" in page.text
    assert "Adjovi" in page.text
    assert "Dossou" not in page.text
    assert "Soumanou" not in page.text
    (theirs,) = file_of(first)
    for rest in ("", "/participation", "/photo", "/portrait", "/withdrawal"):
        rival.get(f"{home}/person/{theirs.public_id}{rest}", status=404)
    rival.get(f"{home}/travel", status=409)
    assert "Dossou" not in browse.get(home).text
    browse.get(f"/tunis/delegation/{invitation_token(delegation)}", status=404)
    browse.get(f"/tunis/delegation/{claim_token(first)[:-2]}xx", status=404)


def test_claimant_enters_somebody_by_the_link_alone(files, browse, delegation):
    home = f"/tunis/delegation/{claim_token(files[1])}"
    form = {"civility": "sir", "given_name": "Luc", "family_name": "Ewané", "function": "Adjoint au maire"}
    browse.get(f"{home}/person")
    browse.post(f"{home}/person", {**form, "category": category_of(delegation.congress, "delegate").public_id})
    made = db.session.scalars(db.select(Registration).filter_by(function="Adjoint au maire")).one()
    assert made.claim_id == files[1].id


def test_desk_writes_a_claim_down_and_recognises_a_head_on_screen(browser_of, delegation, head, secretary):
    desk = browser_of(secretary)
    path = f"/tunis/accreditation/claims/{delegation.public_id}"
    assert "Aucune délégation n’est contestée" in desk.get("/tunis/accreditation/claims").text
    desk.get(path)
    names = {"civility": "sir", "given_name": "Firmin", "family_name": "Hounkpè"}
    form = {**names, "function": "Préfet", "email": "firmin@example.org"}
    desk.post(path, {**form, "family_name": ""}, status=422)
    assert "lien de son propre dossier" in desk.post(path, form).text
    assert "Cotonou" in desk.get("/tunis/accreditation/claims").text
    claim = claims_of(db.session.get(Delegation, delegation.id))[1]
    desk.get(f"{path}/{claim.public_id}/recognition")
    assert "Écrivez la pièce" in desk.post(f"{path}/{claim.public_id}/recognition", {"proof": ""}, status=422).text
    page = desk.post(f"{path}/{claim.public_id}/recognition", {"proof": "Décret du 3 mai"})
    assert "conduit la délégation" in page.text
    assert "dossier clos" in page.text
    make_congress("dakar")
    desk.get(f"/dakar/accreditation/claims/{delegation.public_id}", status=404)
