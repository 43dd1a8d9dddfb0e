"""Answers: who is asked what, until when; saved step by step; secrets encrypted, masked, read on demand and journalled."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from aimf_events.accounts.models import Role
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import CongressRole, Deadline, DeadlineKind, Phase
from aimf_events.database import db, transaction
from aimf_events.errors import NotAllowed
from aimf_events.journal import JournalEntry
from aimf_events.registration.answer_checks import InvalidAnswer, check_answer
from aimf_events.registration.asking import AnswersClosed, fields_for, is_open, missing_answers
from aimf_events.registration.default_fields import add_default_fields
from aimf_events.registration.field_answers import disclose, save_answers, shown_answers
from aimf_events.registration.field_secrets import unseal
from aimf_events.registration.fields import fields_of
from aimf_events.registration.minors import guardians_of
from aimf_events.registration.models import FieldAnswer, FieldPhase, Mode, RegistrationState
from aimf_events.registration.purge import purge_personal_data
from tests.factories import make_congress, make_delegation, make_registration, make_staff

P = FieldPhase
PASSPORT = "X1234567"


@pytest.fixture
def delegation(app):
    congress = make_congress("tunis")
    with transaction():
        add_default_fields(congress)
    return make_delegation(congress, "Cotonou", places={"delegate": 9})


def field(congress, code):
    return next(each for each in fields_of(congress) if each.code == code)


def codes(registration, phase):
    return [asked.field.code for asked in fields_for(registration, phase)]


def visa(congress, **changes):
    return {
        "visa_letter": "yes",
        "nationality": "BJ",
        "birth_date": "1970-02-03",
        "birth_place": "N’Dali",
        "passport_number": PASSPORT,
        "passport_issued_on": (now().date() - timedelta(days=400)).isoformat(),
        "passport_expires_on": (congress.ends_on + timedelta(days=400)).isoformat(),
        **changes,
    }


def test_passport_is_asked_only_after_a_yes_and_forgotten_after_a_no(delegation):
    person = make_registration(delegation)
    assert codes(person, P.VISA) == ["visa_letter"]
    save_answers(person, P.VISA, visa(delegation.congress), by=None)
    assert len(codes(person, P.VISA)) == 7
    save_answers(person, P.VISA, {"visa_letter": "no"}, by=None)
    (left,) = db.session.scalars(db.select(FieldAnswer)).all()
    assert (left.field.code, left.value) == ("visa_letter", {"is": False})


def test_who_follows_from_afar_is_asked_neither_meals_nor_passport(delegation):
    afar = make_registration(delegation, mode=Mode.ONLINE)
    assert codes(afar, P.REGISTRATION) == ["interpretation", "accessibility", "accessibility_detail"]
    assert codes(afar, P.TRAVEL) + codes(afar, P.VISA) == []


def test_withdrawn_is_asked_nothing(delegation):
    assert codes(make_registration(delegation, state=RegistrationState.WITHDRAWN), P.REGISTRATION) == []


def test_secret_is_not_in_the_database_in_clear_and_is_bound_to_its_row(delegation):
    one, other = make_registration(delegation), make_registration(delegation)
    for person in (one, other):
        save_answers(person, P.VISA, visa(delegation.congress), by=None)
    number = field(delegation.congress, "passport_number")
    rows = db.session.scalars(db.select(FieldAnswer).filter_by(field_id=number.id)).all()
    assert all(row.value is None and PASSPORT.encode() not in row.sealed for row in rows)
    assert unseal(rows[0]) == PASSPORT
    rows[0].sealed = rows[1].sealed
    with pytest.raises(ValueError, match="another row"):
        unseal(rows[0])
    db.session.rollback()


def test_saved_secret_is_shown_masked_and_an_empty_answer_keeps_it(delegation):
    person = make_registration(delegation)
    save_answers(person, P.VISA, visa(delegation.congress), by=None)
    save_answers(person, P.VISA, {"visa_letter": "yes", "passport_number": "", "nationality": ""}, by=None)
    shown = shown_answers(person)
    assert shown[field(delegation.congress, "passport_number").id] == "••••••67"
    assert shown[field(delegation.congress, "nationality").id] == "••••••"


def test_reading_a_secret_needs_its_reader_and_leaves_a_line_without_the_secret(delegation):
    congress, person = delegation.congress, make_registration(delegation)
    save_answers(person, P.VISA, visa(congress), by=None)
    number = field(congress, "passport_number")
    with pytest.raises(NotAllowed):
        disclose(person, number, by=make_staff(Role.SECRETARIAT))
    reader = make_staff(CongressRole.ACCREDITATION, congress=congress)
    assert disclose(person, number, by=reader) == PASSPORT
    (entry,) = db.session.scalars(db.select(JournalEntry).filter_by(verb="secret_read")).all()
    assert (entry.person_id, entry.thing_kind, entry.thing_id) == (reader.id, "Registration", person.id)
    assert entry.details["fields"] == ["passport_number"]
    assert PASSPORT not in "".join(each.payload or "" for each in db.session.scalars(db.select(JournalEntry)))


@pytest.mark.parametrize(
    "code, given",
    [
        ("interpretation", "klingon"),
        ("diet", ["halal", "unknown"]),
        ("diet", "halal"),
        ("diet_detail", "x" * 301),
        ("visa_letter", "perhaps"),
        ("nationality", "ZZ"),
        ("birth_date", "2090-01-01"),
        ("birth_date", "1850-01-01"),
        ("birth_date", "soon"),
        ("passport_number", "<b>1</b>"),
        ("passport_number", "12"),
        ("passport_issued_on", "2090-01-01"),
        ("passport_issued_on", "1990-01-01"),
        ("passport_expires_on", "2020-01-01"),
        ("passport_expires_on", "2090-01-01"),
    ],
)
def test_answer_that_cannot_be_meant_is_refused(delegation, code, given):
    with pytest.raises(InvalidAnswer):
        check_answer(field(delegation.congress, code), given, delegation.congress)


def test_passport_expires_after_the_congress_not_on_its_last_day(delegation):
    congress = delegation.congress
    expires = field(congress, "passport_expires_on")
    with pytest.raises(InvalidAnswer):
        check_answer(expires, congress.ends_on, congress)
    day = congress.ends_on + timedelta(days=1)
    assert check_answer(expires, day, congress) == day.isoformat()


def test_wrong_answer_saves_nothing_of_the_form(delegation):
    person = make_registration(delegation)
    with pytest.raises(InvalidAnswer):
        save_answers(person, P.REGISTRATION, {"interpretation": "fr", "diet_detail": "x" * 301}, by=None)
    assert db.session.query(FieldAnswer).count() == 0


def test_answer_taken_back_leaves_no_row(delegation):
    person = make_registration(delegation)
    save_answers(person, P.REGISTRATION, {"diet": ["no_pork", "halal"], "interpretation": "fr"}, by=None)
    assert shown_answers(person)[field(delegation.congress, "diet").id] == ["halal", "no_pork"]
    save_answers(person, P.REGISTRATION, {"diet": []}, by=None)
    assert list(shown_answers(person).values()) == ["fr"]


def test_missing_answers_take_as_many_queries_for_one_as_for_eight(delegation):
    def count():
        db.session.expire_all()
        statements = []
        listen = lambda *args: statements.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        found = missing_answers(delegation)
        event.remove(db.engine, "before_cursor_execute", listen)
        return found, len(statements)

    first = make_registration(delegation)
    found, one = count()
    assert [asked.field.code for asked in found[first.id]] == ["interpretation", "lodging", "visa_letter"]
    for _each in range(7):
        make_registration(delegation)
    save_answers(first, P.VISA, {"visa_letter": "no"}, by=None)
    found, eight = count()
    assert len(found[first.id]) == 2
    assert (len(found), eight) == (8, one)


def test_each_phase_closes_at_its_own_hour_and_desks_still_write(delegation):
    congress, person = delegation.congress, make_registration(delegation)
    set_for_tests(congress.registration_closes_at + timedelta(minutes=1))
    assert [is_open(congress, phase) for phase in P] == [False, True, False]
    with pytest.raises(AnswersClosed):
        save_answers(person, P.REGISTRATION, {"interpretation": "en"}, by=None)
    for desk in (make_staff(Role.SECRETARIAT), make_staff(CongressRole.HOST_TEAM, congress=congress)):
        save_answers(person, P.REGISTRATION, {"interpretation": "en"}, by=desk)
    with transaction():
        congress.deadlines.append(Deadline(kind=DeadlineKind.VISA, at=now() + timedelta(hours=1)))
        congress.deadlines.append(Deadline(kind=DeadlineKind.TRAVEL, at=now()))
    assert [is_open(congress, phase) for phase in P] == [False, False, True]
    with transaction():
        congress.phase = Phase.ARCHIVE
    assert [is_open(congress, phase) for phase in P] == [False, False, False]


def test_answers_go_on_the_day_that_their_question_promised(delegation):
    congress, person = delegation.congress, make_registration(delegation)
    save_answers(person, P.REGISTRATION, {"interpretation": "fr"}, by=None)
    save_answers(person, P.TRAVEL, {"lodging": "own"}, by=None)

    def left(days):
        set_for_tests(now().replace(hour=12).replace(**date_parts(congress.ends_on + timedelta(days=days))))
        purge_personal_data()
        return sorted(row.field.code for row in db.session.scalars(db.select(FieldAnswer)))

    assert left(30) == ["interpretation", "lodging"]
    assert left(31) == ["lodging"]
    assert left(91) == []
    purged = db.session.scalars(db.select(JournalEntry).filter_by(verb="personal_data_purged")).all()
    assert [entry.details for entry in purged] == [{"answers": 1}, {"answers": 1}]


def date_parts(day):
    return {"year": day.year, "month": day.month, "day": day.day}


def test_who_answers_for_a_minor_is_asked_once_the_date_of_birth_says_so(delegation):
    person, first_day = make_registration(delegation), delegation.congress.starts_on
    eighteen = first_day.replace(year=first_day.year - 18)
    of_age, a_day_younger = eighteen.isoformat(), (eighteen + timedelta(days=1)).isoformat()
    save_answers(person, P.VISA, visa(delegation.congress, birth_date=of_age), by=None)
    assert "guardian_name" not in codes(person, P.VISA)
    save_answers(person, P.VISA, {"birth_date": a_day_younger}, by=None)
    wanting = missing_answers(delegation)[person.id]
    asked = [each.field.code for each in wanting if each.field.phase is P.VISA]
    assert asked == ["guardian_name", "guardian_telephone", "guardian_consent"]
    assert guardians_of([person.id]) == {person.id: ""}
    told = {"guardian_name": "Rose Adjovi", "guardian_telephone": "+229 01 97 00 00 00"}
    for wrong in ({"guardian_consent": "no"}, {"guardian_consent": "yes", "guardian_telephone": "97 00 00"}):
        with pytest.raises(InvalidAnswer):
            save_answers(person, P.VISA, {**told, **wrong}, by=None)
    save_answers(person, P.VISA, {**told, "guardian_consent": "yes"}, by=None)
    assert guardians_of([person.id]) == {person.id: "+2290197000000"}
    left = [each for each in missing_answers(delegation).get(person.id, []) if each.field.phase is P.VISA]
    assert left == []
    kept = db.session.scalars(db.select(FieldAnswer).join(FieldAnswer.field).filter_by(code="guardian_name")).one()
    assert kept.value is None
    assert unseal(kept) == "Rose Adjovi"
