"""The waiting list on screen: asked for by the delegation, seen by the person, ordered by the desk."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.database import db
from aimf_events.registration.delegations import invitation_token
from aimf_events.registration.models import DelegationState, Registration, RegistrationState
from aimf_events.registration.registrations import start_registration, withdraw_registration
from tests.factories import category_of, make_congress, make_delegation, make_registration, make_staff

R = RegistrationState
FORM = {
    "civility": "madam",
    "given_name": "Phạm",
    "family_name": "Nguyễn Thị Thuỳ Dương",
    "function": "Adjointe au maire",
}


@pytest.fixture
def delegation(app):
    return make_delegation(
        make_congress("tunis"), "Hô Chi Minh-Ville", places={"delegate": 1}, state=DelegationState.COMPOSING
    )


def home(delegation):
    return f"/tunis/delegation/{invitation_token(delegation)}"


def waiting(delegation, name="Afi"):
    return start_registration(
        delegation,
        category=category_of(delegation.congress, "delegate"),
        or_wait=True,
        given_name=name,
        family_name="Dossou",
        by=make_staff(Role.SECRETARIAT),
    )


def test_delegation_asks_for_the_list_sees_the_rank_and_leaves_it(browse, delegation):
    held = make_registration(delegation)
    category = category_of(delegation.congress, "delegate")
    assert "Demander une place sur la liste d’attente" in browse.get(home(delegation)).text
    asking = f"{home(delegation)}/person?waiting=1"
    assert "Sur quelle liste d’attente" in browse.get(asking).text
    page = browse.post(asking, {**FORM, "category": category.public_id}, status=422)
    assert "Il n’y a plus de place dans cette catégorie" in page.text
    page = browse.post(asking, {**FORM, "category": f"wait:{category.public_id}"})
    made = db.session.scalars(db.select(Registration).filter_by(state=R.WAITING)).one()
    page = browse.post(page.path, {"mode": "in_person"})
    assert "au rang 1 de la liste d’attente" in page.text
    assert "rang 1" in browse.get(home(delegation)).text
    withdraw_registration(held, by=None)
    db.session.expire_all()
    assert made.state is R.SUBMITTED
    assert "Liste d’attente" not in browse.get(home(delegation)).text


def test_delegation_with_free_places_has_no_list_to_ask_for(browse, delegation):
    assert "liste d’attente" not in browse.get(home(delegation)).text
    browse.get(f"{home(delegation)}/person?waiting=1", status=404)


def test_place_freed_while_the_form_is_written_is_taken(browse, delegation):
    held = make_registration(delegation)
    asking = f"{home(delegation)}/person?waiting=1"
    browse.get(asking)
    withdraw_registration(held, by=None)
    category = category_of(delegation.congress, "delegate")
    browse.post(asking, {**FORM, "category": f"wait:{category.public_id}"})
    made = db.session.scalars(db.select(Registration).filter_by(function="Adjointe au maire")).one()
    assert made.state is R.DRAFT


def test_desk_sees_the_rank_and_changes_the_order_with_a_reason(browser_of, delegation):
    make_registration(delegation)
    first, second = waiting(delegation), waiting(delegation, "Sèna")
    desk = browser_of(make_staff(Role.SECRETARIAT))
    path = f"/tunis/accreditation/{second.public_id}"
    assert "Liste d’attente\u00a0: rang 2" in desk.get(path).text.replace(" :", "\u00a0:")
    assert "Écrivez le motif" in desk.post(f"{path}/turn", {"turn": "give"}, status=422).text
    desk.post(f"{path}/turn", {"turn": "other", "why": "Pourquoi pas"}, status=422)
    page = desk.post(f"{path}/turn", {"turn": "give", "why": "Intervient au colloque"})
    assert "a une place" in page.text
    third = waiting(delegation, "Chantal")
    desk.get(f"/tunis/accreditation/{first.public_id}")
    page = desk.post(f"/tunis/accreditation/{first.public_id}/turn", {"turn": "skip", "why": "Sans réponse"})
    assert "est maintenant en fin de liste" in page.text
    db.session.expire_all()
    assert (second.state, first.state, third.state) == (R.SUBMITTED, R.WAITING, R.WAITING)
    assert third.waiting_since < first.waiting_since
    listed = desk.get("/tunis/accreditation?state=waiting&sort=waiting")
    assert listed.text.index("Chantal") < listed.text.index("Afi")


def test_turn_of_another_congress_is_no_page(browser_of, delegation):
    make_registration(delegation)
    made = waiting(delegation)
    make_congress("dakar")
    desk = browser_of(make_staff(Role.SECRETARIAT))
    desk.get("/dakar/accreditation")
    form = {"turn": "give", "why": "Intervient"}
    desk.post(f"/dakar/accreditation/{made.public_id}/turn", form, status=404)
