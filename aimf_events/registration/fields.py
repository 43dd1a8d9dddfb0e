"""The questions of a congress: found, added, changed, ordered, retired. One without a reader or an output is not asked.

Source: specs/registration.md, "Form" and "Privacy"; GDPR, articles 5(1)(c), 6 and 9.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from .. import journal
from ..clock import now
from ..congress.models import Category, Congress
from ..database import Translated, db, lock, transaction
from ..errors import NotFound
from ..i18n import search_key
from ..people.models import Person
from .field_rules import Choice, FieldHeld, FieldSettings, check_settings
from .models import Field, FieldAnswer, FieldUse

__all__ = [
    "Choice",
    "FieldSettings",
    "add_field",
    "answered_counts",
    "change_field",
    "choices_of",
    "field_of",
    "fields_of",
    "move_field",
    "restore_field",
    "retire_field",
]


def choices_of(question: Field) -> list[Choice]:
    """Return the answers offered, in order (JSONB keeps none: each choice keeps its place)."""
    placed = sorted(question.choices.items(), key=lambda item: item[1].get("place", 0))
    return [(code, {key: text for key, text in words.items() if key != "place"}) for code, words in placed]


def fields_of(congress: Congress, *, with_retired: bool = False) -> list[Field]:
    """Return the questions of a congress in their order, with whom they are asked: two queries."""
    wanted = select(Field).filter_by(congress_id=congress.id).options(selectinload(Field.uses))
    if not with_retired:
        wanted = wanted.where(Field.retired_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Field.position, Field.id)))


def field_of(congress: Congress, public_id: str) -> Field:
    """Return one question of a congress.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    wanted = select(Field).filter_by(congress_id=congress.id, public_id=public_id)
    found = db.session.scalars(wanted.options(selectinload(Field.uses), joinedload(Field.congress))).first()
    if found is None:
        raise NotFound
    return found


def answered_counts(congress: Congress) -> dict[int, int]:
    """Return how many people have answered each question, by its id; those without an answer are left out."""
    counted = select(FieldAnswer.field_id, func.count()).join(Field).where(Field.congress_id == congress.id)
    return dict(db.session.execute(counted.group_by(FieldAnswer.field_id)).tuples().all())


def add_field(congress: Congress, settings: FieldSettings, *, code: str = "", by: Person | None) -> Field:
    """Ask one more question, after those of its phase.

    Raises:
        FieldIncomplete, FieldUnused, FieldUnlawful: `field_rules.check_settings` says which rule.
    """
    check_settings(settings)
    with transaction():
        lock(congress)
        question = Field(congress_id=congress.id, code=_free_code(congress, code or _code_from(settings.label)))
        question.congress = congress
        question.position = _last_position(congress) + 1
        _write(question, settings)
        db.session.add(question)
        db.session.flush()
        _write_uses(question, settings.uses)
        journal.record("field_added", question, by=by, code=question.code, phase=question.phase.value)
        return question


def change_field(question: Field, settings: FieldSettings, *, by: Person | None) -> Field:
    """Change a question. What was answered keeps its meaning: neither kind, secrecy nor a chosen answer goes.

    Raises:
        FieldIncomplete, FieldUnused, FieldUnlawful: `field_rules.check_settings` says which rule.
        FieldHeld: answers stand in the way.
    """
    check_settings(settings)
    with transaction():
        lock(question)
        _check_answers_kept(question, settings)
        before = _seen(question)
        _write(question, settings)
        _write_uses(question, settings.uses)
        db.session.flush()
        after = _seen(question)
        changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
        if changes:
            journal.record("field_changed", question, by=by, code=question.code, changes=changes)
        return question


def retire_field(question: Field, *, by: Person | None) -> Field:
    """Ask a question no more. Its answers stay until their purge. Twice is harmless."""
    with transaction():
        lock(question)
        if question.retired_at is None:
            question.retired_at = now()
            journal.record("field_retired", question, by=by, code=question.code)
        return question


def restore_field(question: Field, *, by: Person | None) -> Field:
    """Ask a retired question again. Twice is harmless."""
    with transaction():
        lock(question)
        if question.retired_at is not None:
            question.retired_at = None
            journal.record("field_restored", question, by=by, code=question.code)
        return question


def move_field(question: Field, *, up: bool, by: Person | None) -> Field:
    """Exchange a question with the one before it (or after it) in its phase. At the end nothing moves."""
    with transaction():
        lock(question.congress)
        row = [each for each in fields_of(question.congress) if each.phase is question.phase]
        if question not in row:
            return question
        place = row.index(question) + (-1 if up else 1)
        if 0 <= place < len(row):
            other = row[place]
            question.position, other.position = other.position, question.position
            journal.record("field_moved", question, by=by, code=question.code, up=up)
        return question


def _write(question: Field, settings: FieldSettings) -> None:
    question.kind, question.phase = settings.kind, settings.phase
    question.label, question.hint = dict(settings.label), dict(settings.hint)
    question.choices = _coded(settings.choices)
    question.purpose, question.legal_basis = dict(settings.purpose), settings.legal_basis
    question.readers = list(settings.readers)
    question.outputs = [output.value for output in settings.outputs]
    question.kept_days, question.is_secret = settings.kept_days, settings.is_secret


def _write_uses(question: Field, uses: Mapping[int, bool]) -> None:
    known = select(Category.id).filter_by(congress_id=question.congress_id).where(Category.id.in_(uses))
    wanted = set(db.session.scalars(known))
    for use in [each for each in question.uses if each.category_id not in wanted]:
        question.uses.remove(use)
    asked = {use.category_id: use for use in question.uses}
    for category_id in sorted(wanted):
        if category_id in asked:
            asked[category_id].is_required = uses[category_id]
        else:
            question.uses.append(FieldUse(category_id=category_id, is_required=uses[category_id]))


def _coded(choices: Sequence[Choice]) -> dict[str, Any]:
    """Return choices as they are kept: by code, each with its place; a new one takes its code from its words."""
    kept: dict[str, Any] = {}
    for place, (code, words) in enumerate(choices, start=1):
        kept[_free(code or _code_from(words), kept)] = {**words, "place": place}
    return kept


def _code_from(words: Translated) -> str:
    return "_".join(search_key(words.get("fr", "")).split())[:24] or "question"


def _free(code: str, taken: Any) -> str:
    number, free = 2, code
    while free in taken:
        free, number = f"{code}_{number}", number + 1
    return free


def _free_code(congress: Congress, code: str) -> str:
    return _free(code[:26], set(db.session.scalars(select(Field.code).filter_by(congress_id=congress.id))))


def _last_position(congress: Congress) -> int:
    return db.session.scalar(select(func.max(Field.position)).filter_by(congress_id=congress.id)) or 0


def _check_answers_kept(question: Field, settings: FieldSettings) -> None:
    given = list(db.session.scalars(select(FieldAnswer.value).filter_by(field_id=question.id)))
    if not given:
        return
    if (settings.kind, settings.is_secret) != (question.kind, question.is_secret):
        raise FieldHeld.by_kind()
    gone = set(question.choices) - {code for code, _words in settings.choices}
    chosen: set[str] = set()
    for value in given:
        answer = (value or {}).get("is")
        chosen |= set(answer) if isinstance(answer, list) else {str(answer)}
    if gone & chosen:
        raise FieldHeld.by_choice()


def _seen(question: Field) -> dict[str, Any]:
    """What the journal compares."""
    columns = ("label", "hint", "choices", "purpose", "readers", "outputs", "kept_days", "is_secret")
    seen = {name: getattr(question, name) for name in columns}
    uses = {str(use.category_id): use.is_required for use in question.uses}
    words = {"kind": question.kind.value, "phase": question.phase.value, "legal_basis": question.legal_basis.value}
    return {**seen, **words, "uses": uses}
