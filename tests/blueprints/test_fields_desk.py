"""The secretariat's questions: the list, the form, what is refused beside what was typed, order, retirement."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.database import db, transaction
from aimf_events.registration.default_fields import add_default_fields
from aimf_events.registration.field_answers import save_answers
from aimf_events.registration.fields import choices_of, fields_of
from aimf_events.registration.models import FieldPhase
from tests.factories import category_of, make_congress, make_delegation, make_registration, make_staff

WORDS = {
    "label_fr": "Taille de l’écharpe <b>",
    "label_en": "Size of the sash",
    "phase": "travel",
    "kind": "choice",
    "purpose_fr": "Préparer les écharpes",
    "purpose_en": "To prepare sashes",
    "legal_basis": "contract",
    "readers": ["host_team"],
    "outputs": ["protocol"],
    "kept_days": "30",
    "choices-0-fr": "petite",
    "choices-0-en": "small",
    "choices-1-fr": "grande",
    "choices-1-en": "large",
}
HERE = "/tunis/settings/fields"


@pytest.fixture
def congress(app):
    return make_congress("tunis")


@pytest.fixture
def desk(browser_of, congress):
    return browser_of(make_staff(Role.SECRETARIAT))


def whom(congress, asked):
    return {"uses-0-category": category_of(congress, "delegate").public_id, "uses-0-asked": asked}


def test_question_is_added_changed_and_seen_in_the_matrix(desk, congress):
    assert "Aucune question" in desk.get(HERE).text
    page = desk.get(desk.get(HERE).link("Ajouter une question"))
    page = desk.post(f"{HERE}/new", {**WORDS, **whom(congress, "required")})
    assert "Taille de l’écharpe <b>" in page.text
    assert "● D" in page.text.replace("\u00a0", " ")
    (field,) = fields_of(congress)
    page = desk.get(f"{HERE}/{field.public_id}")
    assert page.value("choices-0-code") == "petite"
    coded = {"choices-0-code": "petite", "choices-1-code": "grande", "choices-0-fr": "très petite"}
    page = desk.post(f"{HERE}/{field.public_id}", {**WORDS, **coded, **whom(congress, "optional")})
    assert "○ D" in page.text.replace("\u00a0", " ")
    db.session.expire_all()
    assert choices_of(fields_of(congress)[0])[0] == ("petite", {"fr": "très petite", "en": "small"})


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"readers": []}, "Personne ne lirait les réponses"),
        ({"outputs": []}, "aucune liste ni aucune lettre"),
        ({"choices-1-fr": "", "choices-1-en": ""}, "au moins deux réponses"),
        ({"outputs": ["diets"]}, "La loi demande alors le consentement"),
        ({"label_en": ""}, "Écrivez la question en anglais"),
        ({"kept_days": "0"}, "d’un jour à dix ans"),
    ],
)
def test_what_may_not_be_asked_is_said_on_the_same_page_with_what_was_typed(desk, congress, changes, said):
    desk.get(f"{HERE}/new")
    page = desk.post(f"{HERE}/new", {**WORDS, **changes}, 422)
    assert said in page.text
    assert page.value("label_fr") == WORDS["label_fr"]
    assert fields_of(congress) == []


def test_kind_is_held_by_answers_and_a_retired_question_keeps_them(desk, congress):
    with transaction():
        add_default_fields(congress)
    person = make_registration(make_delegation(congress))
    save_answers(person, FieldPhase.REGISTRATION, {"diet_detail": "arachides"}, by=None)
    field = next(f for f in fields_of(congress) if f.code == "diet_detail")
    desk.get(f"{HERE}/{field.public_id}")
    changed = {**WORDS, "kind": "date", "outputs": ["diets"], "legal_basis": "consent"}
    assert "Des personnes ont déjà répondu" in desk.post(f"{HERE}/{field.public_id}", changed, 422).text
    assert "1 réponse gardée" in desk.post(f"{HERE}/{field.public_id}/retirement").text
    assert "est posée de nouveau" in desk.post(f"{HERE}/{field.public_id}/restoration").text


def test_order_changes_by_a_button(desk, congress):
    with transaction():
        add_default_fields(congress)
    desk.get(HERE)
    second = fields_of(congress)[1]
    desk.post(f"{HERE}/{second.public_id}/order", {"way": "up"})
    assert fields_of(congress)[0].id == second.id
