"""Persons on screen: searched, handed over, erased, made one; « mes données » for the person alone."""

import io
import zipfile
from datetime import timedelta

import pytest

from aimf_events.accounts.models import Role, SignInSession
from aimf_events.clock import now
from aimf_events.database import db, transaction
from aimf_events.members.offices import offices_of, set_office
from aimf_events.people.models import Person
from aimf_events.registration.delegations import invitation_token
from aimf_events.registration.models import Registration
from tests.factories import make_congress, make_delegation, make_member, make_person, make_registration, make_staff


@pytest.fixture
def desk(app, browser_of):
    return browser_of(make_staff(Role.SECRETARIAT))


def test_secretariat_finds_a_person_and_hands_over_their_data(desk):
    person = make_person("Ahmed", "ben Salah", original_name="أحمد بن صالح")
    page = desk.get("/persons/?q=salah")
    shown = desk.get(page.link("ben Salah"))
    assert "أحمد بن صالح" in shown.text
    desk.post(f"/persons/{person.public_id}/export", {}, status=422)
    token = desk.page.csrf
    answer = desk.client.post(
        f"/persons/{person.public_id}/export", data={"csrf_token": token, "export-reason": "demande écrite"}
    )
    assert zipfile.ZipFile(io.BytesIO(answer.data)).namelist()[:2] == ["donnees.html", "donnees.json"]


def test_secretariat_erases_after_saying_why(desk):
    person = make_person("Ahmed", "ben Salah")
    path = f"/persons/{person.public_id}/erasure"
    assert "Ce qui reste, sans le nom" in desk.get(path).text
    desk.post(path, {"reason": "demande écrite"}, status=422)
    desk.post(path, {"reason": "demande écrite", "sure": "y"})
    assert "ont été effacées" in desk.get(f"/persons/{person.public_id}").text
    assert "Personne ne répond" in desk.get("/persons/?q=salah").text


def test_refused_erasure_says_what_to_do(desk):
    person = make_registration(make_delegation(make_congress())).person
    page = desk.post(f"/persons/{person.public_id}/erasure", {"reason": "demande écrite", "sure": "y"}, status=409)
    assert "Retirez d’abord son inscription" in page.text


def test_two_files_are_compared_and_made_one(desk):
    first = make_person("Thuỳ Dương", "Phạm", email="pham@example.org")
    second = make_person("Thuy Duong", "Pham", email="pham@example.org")
    page = desk.get(desk.get("/persons/merges").link("Comparer"))
    assert "Fiche gardée" in page.text
    target = f"/persons/merges/{first.public_id}/{second.public_id}"
    desk.post(target, {}, status=422)
    chosen = {"given_name": "Thuỳ Dương", "family_name": "Phạm", "badge_name": "Thuỳ Dương Phạm"}
    desk.post(target, {**chosen, "reason": "même passeport"})
    assert desk.get(f"/persons/{second.public_id}").h1 == ["Mme Thuỳ Dương Phạm"]
    assert "Aucune fiche en double" in desk.get("/persons/merges").text


def test_both_registered_at_one_congress_are_shown_with_the_way_out(desk):
    congress = make_congress()
    pair = [make_person("Thuỳ", "Phạm", email="pham@example.org") for _ in range(2)]
    for person in pair:
        make_registration(make_delegation(congress), person=person)
    page = desk.get(f"/persons/merges/{pair[0].public_id}/{pair[1].public_id}")
    assert "Retirez d’abord celle qui est de trop" in page.text
    assert page.link("Inscription dans la délégation")


def test_person_takes_their_own_data_and_erases_them(browser_of):
    person = make_person("Ahmed", "ben Salah")
    reader = browser_of(person)
    page = reader.get("/persons/me/data")
    answer = reader.client.post("/persons/me/data/export", data={"csrf_token": page.csrf})
    assert answer.mimetype == "application/zip"
    reader.post("/persons/me/data/erasure", {}, status=422)
    reader.post("/persons/me/data/erasure", {"sure": "y"})
    assert db.session.get_one(Person, person.id).erased_at is not None
    assert reader.get("/persons/me/data").h1 == ["Connexion"]


def test_old_session_and_shared_mailbox_prove_nothing(browser_of):
    person = make_person("Ahmed", "ben Salah", email="mairie@example.org")
    reader = browser_of(person)
    with transaction():
        db.session.scalars(db.select(SignInSession)).one().opened_at = now() - timedelta(hours=1)
    page = reader.get("/persons/me/data")
    assert "plus d’une demi-heure" in page.text
    token = page.csrf
    assert reader.client.post("/persons/me/data/export", data={"csrf_token": token}).status_code == 302
    make_person("Awa", "Diallo", email="mairie@example.org")
    assert "partagée" in reader.get("/persons/me/data").text


def test_mayor_is_replaced_on_one_page(desk):
    congress, member = make_congress(), make_member("Parakou")
    make_delegation(congress, member=member)
    path = f"/{congress.name}/members/{member.public_id}/mayor"
    assert "Aucun titulaire n’est connu" in desk.get(path).text
    given = {"civility": "madam", "given_name": "Aïchatou", "family_name": "Soumanou Bio", "office": "Maire de Parakou"}
    desk.post(path, {**given, "email": "maire@parakou.example"}, status=422)
    page = desk.post(path, {**given, "email": "maire@parakou.example", "source": "Journal officiel du 12 novembre"})
    assert "Aïchatou Soumanou Bio" in page.text


def test_place_of_the_former_mayor_is_given_to_the_new_one_from_the_same_page(desk, browser_of):
    congress, member = make_congress("tunis"), make_member("N'Djaména")
    former = make_person("Rachidi", "Gbadamassi", email="ancien@ndjamena.example")
    set_office(member, former, title={"fr": "Maire"}, is_executive=True, by=None)
    delegation = make_delegation(congress, member=member)
    registration = make_registration(delegation, person=former, category="head")
    path = f"/tunis/members/{member.public_id}/mayor"
    given = {"civility": "madam", "given_name": "Nguyễn Thị", "family_name": "Hồng Hạnh", "office": "Présidente"}
    proof = {"email": "maire@ndjamena.example", "source": "Décret du 12 novembre"}
    page = desk.get(desk.post(path, {**given, **proof}).link("Remplacer par Mme Nguyễn Thị Hồng Hạnh"))
    assert page.h1 == ["Remplacer Mme Rachidi Gbadamassi"]
    written = {name: page.value(name) for name in ("family_name", "given_name", "function", "email", "form_key")}
    assert written["function"] == "Présidente"
    page = desk.post(
        page.path, {**written, "civility": "madam", "mode": "in_person", "source": "au téléphone, le 27 novembre"}
    )
    assert page.h1 == ["Mme Nguyễn Thị Hồng Hạnh"]
    new = db.session.scalars(db.select(Registration).filter_by(replaces_id=registration.id)).one()
    assert new.person_id == next(each.person_id for each in offices_of(member) if each.is_executive)
    assert "Remplacer par" not in desk.get(path).text
    link = f"/tunis/delegation/{invitation_token(delegation)}/person/{new.public_id}/replacement?executive=1"
    head = db.session.get_one(Person, new.person_id)
    assert browser_of(head).get(link).value("family_name") == ""
