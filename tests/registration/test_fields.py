"""The questions of a congress: the usual ones, the rules that keep a useless one from being asked, and what answers hold."""

from dataclasses import replace

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import now
from aimf_events.congress.categories import categories_of
from aimf_events.database import db, transaction
from aimf_events.errors import NotFound
from aimf_events.journal import JournalEntry
from aimf_events.registration.default_fields import DEFAULT_FIELDS, add_default_fields
from aimf_events.registration.field_answers import save_answers
from aimf_events.registration.field_rules import FieldHeld, FieldIncomplete, FieldUnlawful, FieldUnused
from aimf_events.registration.fields import (
    FieldSettings,
    add_field,
    answered_counts,
    change_field,
    choices_of,
    field_of,
    fields_of,
    move_field,
    restore_field,
    retire_field,
)
from aimf_events.registration.models import FieldKind, FieldPhase, LegalBasis, Output
from aimf_events.registration.opening import open_congress
from tests.factories import category_of, make_congress, make_delegation, make_registration, make_staff


def settings(**changes):
    """A question that may be asked."""
    given = FieldSettings(
        kind=FieldKind.CHOICE,
        phase=FieldPhase.TRAVEL,
        label={"fr": "Taille de la chambre", "en": "Size of the room"},
        purpose={"fr": "Réserver", "en": "To book"},
        legal_basis=LegalBasis.CONTRACT,
        readers=["host_team"],
        outputs=[Output.ROOMING],
        kept_days=60,
        choices=[("", {"fr": "petite", "en": "small"}), ("", {"fr": "grande", "en": "large"})],
    )
    return replace(given, **changes)


@pytest.fixture
def congress(app):
    return make_congress("tunis")


@pytest.fixture
def secretariat(app):
    return make_staff(Role.SECRETARIAT)


def test_new_congress_begins_with_the_usual_questions(app):
    today = now()
    congress = open_congress(
        number=1,
        name="tunis",
        title={"fr": "Congrès"},
        theme={},
        city={"fr": "Tunis"},
        country="TN",
        time_zone="Africa/Tunis",
        starts_on=today.date(),
        ends_on=today.date(),
        registration_closes_at=today,
        languages=["fr", "en"],
        by=None,
    )
    found = fields_of(congress)
    assert [field.code for field in found] == [default.code for default in DEFAULT_FIELDS]
    codes = {category.id: category.code for category in categories_of(congress)}
    diet = next(field for field in found if field.code == "diet")
    assert {codes[use.category_id] for use in diet.uses} == set(DEFAULT_FIELDS[1].asked)
    assert not any(use.is_required for use in diet.uses)


@pytest.mark.parametrize("default", DEFAULT_FIELDS, ids=lambda default: default.code)
def test_each_usual_question_says_why_for_whom_and_how_long(default):
    said = default.settings
    assert set(said.label) == set(said.purpose) == {"fr", "en"}
    assert said.readers
    assert said.outputs
    assert 1 <= said.kept_days <= 90
    if said.phase is FieldPhase.VISA and said.is_secret:
        assert said.readers == ("accreditation",)


def test_choices_keep_their_order(congress, secretariat):
    field = add_field(congress, settings(), by=secretariat)
    db.session.expire_all()
    assert [words["fr"] for _code, words in choices_of(field)] == ["petite", "grande"]


@pytest.mark.parametrize(
    "changes, refusal",
    [
        ({"readers": []}, FieldUnused),
        ({"readers": ["nobody"]}, FieldUnused),
        ({"outputs": []}, FieldUnused),
        ({"label": {"fr": "Seulement en français"}}, FieldIncomplete),
        ({"purpose": {"fr": "", "en": ""}}, FieldIncomplete),
        ({"choices": [("", {"fr": "seule", "en": "only"})]}, FieldIncomplete),
        ({"kept_days": 0}, FieldIncomplete),
        ({"kept_days": 4000}, FieldIncomplete),
        ({"outputs": [Output.DIETS]}, FieldUnlawful),
        ({"is_secret": True}, FieldUnlawful),
        ({"is_secret": True, "kind": FieldKind.TEXT}, FieldUnlawful),
    ],
)
def test_question_without_use_words_or_law_is_not_asked(congress, secretariat, changes, refusal):
    with pytest.raises(refusal):
        add_field(congress, settings(**changes), by=secretariat)
    assert fields_of(congress) == []
    asked = add_field(congress, settings(), by=secretariat)
    with pytest.raises(refusal):
        change_field(asked, settings(**changes), by=secretariat)


def test_consent_is_never_required(congress, secretariat):
    uses = {category_of(congress, "delegate").id: True}
    with pytest.raises(FieldUnlawful):
        add_field(congress, settings(legal_basis=LegalBasis.CONSENT, uses=uses), by=secretariat)


def test_question_with_answers_keeps_its_kind_and_the_answers_chosen(congress, secretariat):
    delegate = {category_of(congress, "delegate").id: True}
    field = add_field(congress, settings(uses=delegate), by=secretariat)
    registration = make_registration(make_delegation(congress))
    save_answers(registration, FieldPhase.TRAVEL, {field.code: "petite"}, by=None)
    assert answered_counts(congress) == {field.id: 1}
    with pytest.raises(FieldHeld):
        change_field(field, settings(kind=FieldKind.TEXT, choices=()), by=secretariat)
    with pytest.raises(FieldHeld):
        change_field(
            field,
            settings(choices=[("grande", {"fr": "grande", "en": "large"}), ("", {"fr": "x", "en": "x"})]),
            by=secretariat,
        )
    renamed = [("petite", {"fr": "pour une personne", "en": "for one"}), ("", {"fr": "suite", "en": "suite"})]
    change_field(field, settings(choices=renamed, uses=delegate), by=secretariat)
    assert [code for code, _words in choices_of(field)] == ["petite", "suite"]


def test_change_says_in_the_journal_what_changed_and_only_that(congress, secretariat):
    field = add_field(congress, settings(), by=secretariat)
    change_field(field, settings(), by=secretariat)
    change_field(field, settings(kept_days=30), by=secretariat)
    entries = db.session.scalars(db.select(JournalEntry).filter_by(thing_kind="Field").order_by(JournalEntry.id)).all()
    assert [entry.verb for entry in entries] == ["field_added", "field_changed"]
    assert entries[-1].details["changes"] == {"kept_days": [60, 30]}


def test_order_is_changed_within_a_phase(congress, secretariat):
    first, second = (add_field(congress, settings(label={"fr": f, "en": f}), by=secretariat) for f in ("Une", "Deux"))
    other = add_field(congress, settings(phase=FieldPhase.REGISTRATION), by=secretariat)
    move_field(second, up=True, by=secretariat)
    move_field(second, up=True, by=secretariat)
    assert [f.id for f in fields_of(congress) if f is not other] == [second.id, first.id]


def test_retired_question_is_asked_no_more_and_comes_back(congress, secretariat):
    field = add_field(congress, settings(), by=secretariat)
    retire_field(field, by=secretariat)
    retire_field(field, by=secretariat)
    assert (fields_of(congress), fields_of(congress, with_retired=True)) == ([], [field])
    assert fields_of(restore_field(field, by=secretariat).congress) == [field]


def test_question_of_another_congress_does_not_exist_here(congress, secretariat):
    field = add_field(make_congress("dakar"), settings(), by=secretariat)
    with pytest.raises(NotFound):
        field_of(congress, field.public_id)


def test_languages_offered_are_those_of_the_congress(congress):
    with transaction():
        congress.languages = ["fr", "en", "ar"]
        add_default_fields(congress)
    field = fields_of(congress)[0]
    assert choices_of(field)[2] == ("ar", {"fr": "arabe", "en": "Arabic"})
