"""« Je ne peux pas venir » and « Remplacer cette personne »: from the delegation's page, the billet and the desk."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import now
from aimf_events.database import db, transaction
from aimf_events.registration.accreditation import approve
from aimf_events.registration.delegations import add_correspondent, invitation_token
from aimf_events.registration.links import ticket_token
from aimf_events.registration.models import ContactRole, Mode, Registration, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff

R = RegistrationState
NEW = {
    "civility": "madam",
    "given_name": "Thị Thuỳ Dương",
    "family_name": "Phạm Nguyễn",
    "function": "Adjointe au maire",
    "mode": "in_person",
    "to_list": "y",
}


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress("tunis"), "Hô Chi Minh-Ville", places={"delegate": 1})


@pytest.fixture
def old(delegation):
    return make_registration(delegation, person=make_person("Koffi", "Dossou"))


@pytest.fixture
def head(browser_of, delegation):
    person = make_person("Rose", "Adjovi")
    add_correspondent(delegation, person, ContactRole.HEAD, person.email, by=None)
    return browser_of(person)


def path(delegation, rest=""):
    return f"/{delegation.congress.name}/delegation/{invitation_token(delegation)}{rest}"


def person_path(old, rest):
    return path(old.delegation, f"/person/{old.public_id}{rest}")


def fresh(registration):
    return db.session.get(Registration, registration.id, populate_existing=True)


def test_head_replaces_a_person_in_one_page(head, old):
    page = head.get(person_path(old, "/absence"))
    page = head.post(person_path(old, "/absence"), {"what": "replaced"})
    assert page.h1 == ["Remplacer Mme Koffi Dossou"]
    assert "En quelle qualité" not in page.text
    page = head.post(page.path, {**NEW, "form_key": page.value("form_key")})
    assert page.h1 == ["Photo de Mme Thị Thuỳ Dương Phạm Nguyễn"]
    new = db.session.scalars(db.select(Registration).filter_by(replaces_id=old.id)).one()
    assert (fresh(old).state, new.state, new.mode) == (R.SUBSTITUTED, R.SUBMITTED, Mode.IN_PERSON)
    assert "remplacée" in head.get(path(old.delegation)).text


def test_form_sent_twice_is_one_substitution_and_says_so(head, old):
    page = head.get(person_path(old, "/replacement"))
    form = {**NEW, "form_key": page.value("form_key")}
    first = head.post(person_path(old, "/replacement"), form)
    assert first.h1 == ["Photo de Mme Thị Thuỳ Dương Phạm Nguyễn"]
    second = head.post(person_path(old, "/replacement"), form)
    assert "Mme Koffi Dossou est déjà remplacé" in second.text
    assert db.session.query(Registration).count() == 2


def test_missing_answers_keep_what_was_typed_and_change_nothing(head, old):
    page = head.get(person_path(old, "/replacement"))
    form = {**NEW, "given_name": "", "form_key": page.value("form_key")}
    page = head.post(person_path(old, "/replacement"), form, status=422)
    assert page.value("family_name") == "Phạm Nguyễn"
    assert fresh(old).state is R.SUBMITTED


def test_same_name_is_said_on_the_form_with_the_way_to_correct_it(head, old):
    page = head.get(person_path(old, "/replacement"))
    form = {**NEW, "given_name": "Koffi", "family_name": "Dossou", "form_key": page.value("form_key")}
    page = head.post(person_path(old, "/replacement"), form, status=409)
    assert "Le remplaçant porte le nom de la personne qui part." in page.text
    assert page.link("Corriger").endswith(old.public_id)


def test_withdrawing_with_a_reason_twice_loses_nothing_and_is_undone(head, old):
    head.get(person_path(old, "/absence"))
    page = head.post(person_path(old, "/absence"), {"what": "withdrawn", "reason": "Élections"})
    assert "Mme Koffi Dossou ne vient plus. La place est libre." in page.text
    again = head.post(person_path(old, "/absence"), {"what": "withdrawn"})
    assert "ne vient plus" in again.text
    assert fresh(old).state is R.WITHDRAWN
    page = head.get(page.link("vient finalement"))
    page = head.post(page.path)
    assert "Mme Koffi Dossou vient de nouveau." in page.text
    assert fresh(old).state is R.SUBMITTED


def test_participant_says_from_the_billet_that_they_take_part_online(browser_of, old):
    mine = browser_of(old.person)
    billet = f"/{old.congress.name}/billet/{ticket_token(old)}"
    page = mine.get(mine.get(billet).link("Je ne peux pas venir"))
    page = mine.post(page.path, {"what": "online"})
    assert page.path == billet
    assert "participera à distance" in page.text
    assert fresh(old).mode is Mode.ONLINE


def test_participant_comes_back_from_the_billet(browser_of, old):
    approve(old, by=make_staff(Role.SECRETARIAT))
    mine = browser_of(old.person)
    billet = f"/{old.congress.name}/billet/{ticket_token(old)}"
    page = mine.get(mine.get(billet).link("Je ne peux pas venir"))
    page = mine.post(page.path, {"what": "withdrawn"})
    page = mine.get(page.link("Finalement, je viens"))
    page = mine.post(page.path)
    assert page.path == billet
    assert fresh(old).state is R.APPROVED


def test_nothing_chosen_is_said(head, old):
    head.get(person_path(old, "/absence"))
    assert "Choisissez une réponse." in head.post(person_path(old, "/absence"), {}, status=422).text


def test_after_the_deadline_the_delegation_withdraws_and_the_desk_replaces(browser_of, head, old):
    with transaction():
        old.congress.registration_closes_at = now()
    page = head.get(person_path(old, "/absence"))
    assert "Une autre personne vient à sa place" not in page.text
    assert "seul le Secrétariat permanent peut encore inscrire quelqu’un" in page.text
    head.get(person_path(old, "/replacement"), status=409)
    desk = browser_of(make_staff(Role.SECRETARIAT))
    page = desk.get(f"/tunis/accreditation/{old.public_id}")
    page = desk.get(page.link("Remplacer cette personne"))
    form = {**NEW, "source": "par téléphone, M. Dossou, 3 mars", "form_key": page.value("form_key")}
    page = desk.post(page.path, form)
    assert page.h1 == ["Mme Thị Thuỳ Dương Phạm Nguyễn"]


def test_link_alone_moves_nobody_that_others_entered(browse, old):
    for rest in ("/absence", "/replacement", "/return"):
        browse.get(person_path(old, rest), status=404)


def test_pages_in_english(head, old):
    assert head.get(person_path(old, "/absence?lang=en")).lang == "en"
    assert head.get(person_path(old, "/replacement?lang=en")).lang == "en"
