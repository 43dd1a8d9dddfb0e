"""What the desk answers in the place of a delegation: never without its source; and who comes unannounced."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.checkin.badges import badge_of
from aimf_events.database import db
from aimf_events.errors import NotAllowed
from aimf_events.journal import history
from aimf_events.registration.decisions import decisions_of
from aimf_events.registration.delegations import invitation_token
from aimf_events.registration.models import Delegation, DelegationState, Mode, Registration, RegistrationState
from aimf_events.registration.on_behalf import SourceMissing, on_behalf
from aimf_events.registration.walk_ins import record_walk_in
from tests.factories import category_of, make_congress, make_delegation, make_person, make_registration, make_staff

R = RegistrationState
BY_TELEPHONE = "par téléphone, M. Dossou, 3 mars"
WHO = {"civility": "madam", "given_name": "Afi", "family_name": "Adjovi", "function": "Maire", "category": ""}


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress("tunis"), "Cotonou", places={"delegate": 2})


@pytest.fixture
def desk(browser_of):
    return browser_of(make_staff(Role.SECRETARIAT))


def path(delegation, rest=""):
    return f"/tunis/delegation/{invitation_token(delegation)}{rest}"


def only():
    return db.session.scalars(db.select(Registration)).one()


def test_desk_registers_on_somebodys_word_and_the_history_says_whose(desk, delegation):
    page = desk.get(path(delegation, "/person"))
    form = {**WHO, "form_key": page.value("form_key")}
    page = desk.post(path(delegation, "/person"), form, status=422)
    assert "Dites qui a répondu, et comment" in page.text
    assert page.value("family_name") == "Adjovi"
    desk.post(path(delegation, "/person"), {**form, "source": BY_TELEPHONE})
    assert only().source == BY_TELEPHONE
    page = desk.get(f"/tunis/accreditation/{only().public_id}")
    assert f"Au nom de la délégation : {BY_TELEPHONE}" in page.text
    assert "Réponse donnée par" in page.text


def test_nobody_else_is_asked_on_whose_word(browse, delegation):
    assert "Réponse donnée par" not in browse.get(path(delegation, "/person")).text


def test_desk_declines_for_a_delegation_with_its_source(desk, delegation):
    desk.get(path(delegation, "/refusal"))
    desk.post(path(delegation, "/refusal"), {"reason": "Élections"}, status=422)
    desk.post(path(delegation, "/refusal"), {"reason": "Élections", "source": BY_TELEPHONE})
    answered = db.session.get(Delegation, delegation.id, populate_existing=True)
    assert answered.state is DelegationState.DECLINED
    assert history(answered)[-1].details == {"reason": BY_TELEPHONE}
    assert BY_TELEPHONE in desk.get(f"/tunis/secretariat/delegations/{delegation.public_id}").text


def test_answer_without_a_source_leaves_nothing(delegation):
    made = make_registration(delegation)
    with pytest.raises(SourceMissing):
        on_behalf(lambda: made, source=" ", by=make_staff(Role.SECRETARIAT))
    with pytest.raises(NotAllowed):
        on_behalf(lambda: made, source=BY_TELEPHONE, by=make_person())
    assert (made.source, decisions_of(made)) == ("", [])


def walk_in(delegation, **changes):
    return {
        "delegation": delegation.public_id,
        "category": category_of(delegation.congress, "delegate").public_id,
        "source": "la cheffe de délégation, au guichet",
        **{name: value for name, value in WHO.items() if name != "category"},
        **changes,
    }


def test_who_comes_unannounced_is_registered_late_and_leaves_with_a_badge(desk, delegation):
    page = desk.get(desk.get("/tunis/accreditation").link("Inscrire une personne au guichet"))
    form = walk_in(delegation, accredited="y", form_key=page.value("form_key"))
    page = desk.post("/tunis/accreditation/walk-in", form)
    assert page.h1 == ["Mme Afi Adjovi"]
    desk.post("/tunis/accreditation/walk-in", form)
    made = only()
    assert (made.state, made.mode, made.is_late) == (R.APPROVED, Mode.IN_PERSON, False)
    assert badge_of(made) is not None


def test_walk_in_needs_a_place_and_a_word(desk, delegation):
    desk.get("/tunis/accreditation/walk-in")
    page = desk.post("/tunis/accreditation/walk-in", walk_in(delegation, source=""), status=422)
    assert "Écrivez qui confirme" in page.text
    for _ in range(2):
        make_registration(delegation)
    desk.post("/tunis/accreditation/walk-in", walk_in(delegation), status=409)
    assert db.session.query(Registration).count() == 2


def test_only_the_desk_records_who_comes_unannounced(delegation):
    with pytest.raises(NotAllowed):
        record_walk_in(
            delegation,
            category=category_of(delegation.congress, "delegate"),
            source="moi",
            accredited=True,
            by=make_person(),
            given_name="Afi",
            family_name="Adjovi",
        )
