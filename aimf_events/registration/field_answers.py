"""Answers: saved step by step, shown, read by the desks. Their rules are in `answer_checks`, the secret ones in `field_secrets`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, transaction
from ..i18n import country_name, format_day, list_words, pick
from ..people.models import Person
from . import facts
from .answer_checks import InvalidAnswer, check_answer, is_minor
from .asking import Questions, answering_side, check_phase_open, plain
from .default_fields import BIRTH_DATE, VISA_LETTER
from .field_secrets import disclose_for, masked, seal
from .fields import choices_of
from .models import Field, FieldAnswer, FieldKind, FieldPhase, Registration

__all__ = ["InvalidAnswer", "answer_text", "check_answer", "disclose", "disclose_for", "save_answers", "shown_answers"]


def save_answers(
    registration: Registration, phase: FieldPhase, given: Mapping[str, Any], *, by: Person | None
) -> Registration:
    """Save what a person answers in a phase, by code of question. An empty answer is taken back; an empty secret stays.

    Raises:
        AnswersClosed: after the deadline, unless a desk answers.
        InvalidAnswer: `check_answer` says which rule.
    """
    congress = registration.congress
    with transaction():
        lock(registration)
        check_phase_open(congress, phase, side=answering_side(by, congress), registration=registration)
        rows = _rows(registration)
        before = {field_id: plain(row.value) for field_id, row in rows.items()}
        opened = _opened(congress, registration, phase, given, before)
        changed = [
            field.code for field in opened if field.code in given and _save(field, given, rows, registration, by)
        ]
        changed += _forget_passport(registration, rows)
        if changed:
            journal.record("answers_saved", registration, by=by, phase=phase.value, fields=changed)
            facts.answers_changed.send(registration, phase=phase)
        return registration


def answer_text(field: Field, answer: Any, language: str | None = None) -> str:
    """Return an answer in words, in a language."""
    if answer is None:
        return ""
    if field.kind is FieldKind.YES_NO:
        return _("oui") if answer else _("non")
    if field.kind is FieldKind.DATE:
        return format_day(date.fromisoformat(answer), language, weekday=False)
    if field.kind is FieldKind.COUNTRY:
        return country_name(answer, language)
    if field.kind in (FieldKind.CHOICE, FieldKind.SEVERAL):
        words = {code: pick(text, language) for code, text in choices_of(field)}
        chosen: list[str] = answer if isinstance(answer, list) else [str(answer)]
        return list_words([words.get(code, code) for code in chosen], language)
    return str(answer)


def shown_answers(registration: Registration) -> dict[int, Any]:
    """Return the answers of a person by id of question, the secret ones as their mask: « ••••••17 »."""
    return {
        field_id: masked(row) if row.sealed else (row.value or {}).get("is")
        for field_id, row in _rows(registration).items()
    }


def disclose(registration: Registration, field: Field, *, by: Person) -> str:
    """Return one answer in words to a reader named by the question; the reading of a secret is journalled.

    Raises:
        NotAllowed: `by` is no reader of this question.
    """
    found = disclose_for([registration], [field], by=by, purpose="desk")
    return answer_text(field, found.get(registration.id, {}).get(field.id))


def _opened(
    congress: Congress, registration: Registration, phase: FieldPhase, given: Mapping[str, Any], before: dict[int, Any]
) -> list[Field]:
    """The questions that are asked now; a « yes » sent in the same form opens those of the passport."""
    questions = Questions(congress)
    answers = dict(before)
    gate = next((f for f in questions.fields if f.code == VISA_LETTER and f.code in given), None)
    if gate is not None:
        answers[gate.id] = check_answer(gate, given[VISA_LETTER], congress)
    born = next((f for f in questions.fields if f.code == BIRTH_DATE and given.get(BIRTH_DATE)), None)
    if born is not None:
        answers[born.id] = is_minor(date.fromisoformat(check_answer(born, given[BIRTH_DATE], congress)), congress)
    return [asked.field for asked in questions.asked(registration, phase, answers)]


def _save(
    field: Field,
    given: Mapping[str, Any],
    rows: dict[int, FieldAnswer],
    registration: Registration,
    by: Person | None,
) -> bool:
    """Write one answer; return whether anything changed."""
    answer, row = check_answer(field, given[field.code], registration.congress), rows.get(field.id)
    if answer is None:
        if row is None or field.is_secret:
            return False
        db.session.delete(rows.pop(field.id))
        return True
    if row is None:
        row = FieldAnswer(field=field, field_id=field.id, registration_id=registration.id)
        rows[field.id] = row
        db.session.add(row)
    elif not field.is_secret and row.value == {"is": answer}:
        return False
    row.answered_at, row.answered_by_id = now(), by.id if by else None
    if field.is_secret:
        row.value, row.sealed = _said_in_clear(field, answer, registration), seal(field.id, registration.id, answer)
    else:
        row.value = {"is": answer}
    return True


def _said_in_clear(field: Field, answer: Any, registration: Registration) -> dict[str, Any] | None:
    """Of a secret, nothing; of a date of birth, whether somebody must answer for a minor."""
    if field.code != BIRTH_DATE:
        return None
    return {"minor": is_minor(date.fromisoformat(answer), registration.congress)}


def _forget_passport(registration: Registration, rows: dict[int, FieldAnswer]) -> list[str]:
    """Who needs no letter for the visa needs no passport here: what was written before goes at once."""
    gate = next((row for row in rows.values() if row.field.code == VISA_LETTER), None)
    if gate is None or gate.value != {"is": False}:
        return []
    gone = [row for row in rows.values() if row.field.phase is FieldPhase.VISA and row is not gate]
    for row in gone:
        db.session.delete(row)
    return [row.field.code for row in gone]


def _rows(registration: Registration) -> dict[int, FieldAnswer]:
    wanted = select(FieldAnswer).filter_by(registration_id=registration.id)
    loaded = wanted.options(undefer(FieldAnswer.sealed), joinedload(FieldAnswer.field))
    return {row.field_id: row for row in db.session.scalars(loaded)}
