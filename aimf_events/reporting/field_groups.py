"""Answers that come out in a list, by question and by answer, with names. A reader sees the questions that name them. Three queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from ..congress.models import Congress
from ..database import db
from ..people.models import Person
from ..registration.asking import ON_SITE_OUTPUTS, coming
from ..registration.field_answers import answer_text
from ..registration.field_secrets import may_read
from ..registration.fields import choices_of, fields_of
from ..registration.models import ACTIVE, Delegation, Field, FieldAnswer, FieldKind, Output, Registration


@dataclass
class AnswerGroup:
    """Those who gave the same answer to a question."""

    field: Field
    answer: str
    people: list[Registration] = field(default_factory=list)


def groups_of(congress: Congress, outputs: Iterable[Output], roles: Iterable[Any]) -> list[AnswerGroup]:
    """Return the answers to the questions of some outputs that a reader with `roles` may read, in the order of questions."""
    words, held = {output.value for output in outputs}, list(roles)
    readable = [
        each
        for each in fields_of(congress, with_retired=True)
        if words & set(each.outputs) and not each.is_secret and may_read(each, held)
    ]
    groups: dict[tuple[int, str], AnswerGroup] = {}
    for question in readable:
        for code, _words in choices_of(question) if question.kind in (FieldKind.CHOICE, FieldKind.SEVERAL) else ():
            groups[question.id, code] = AnswerGroup(question, answer_text(question, code))
    asked = {question.id: question for question in readable}
    for row in db.session.scalars(_answers(congress, list(asked), on_site=words <= set(ON_SITE_OUTPUTS))):
        given = (row.value or {}).get("is")
        for each in given if isinstance(given, list) else [given]:
            question = asked[row.field_id]
            group = groups.setdefault((question.id, str(each)), AnswerGroup(question, answer_text(question, each)))
            group.people.append(row.registration)
    order = {ident: place for place, ident in enumerate(asked)}
    return sorted((group for group in groups.values() if group.people), key=lambda group: order[group.field.id])


def _answers(congress: Congress, field_ids: list[int], *, on_site: bool) -> Any:
    rows = (
        select(FieldAnswer)
        .join(FieldAnswer.registration)
        .join(Registration.person)
        .join(Registration.delegation)
        .where(Registration.congress_id == congress.id, Registration.state.in_(ACTIVE))
        .where(FieldAnswer.field_id.in_(field_ids))
        .options(
            contains_eager(FieldAnswer.registration).contains_eager(Registration.person),
            contains_eager(FieldAnswer.registration).contains_eager(Registration.delegation),
        )
        .order_by(Delegation.sort_key, Person.sort_key, FieldAnswer.id)
    )
    return rows.where(coming()) if on_site else rows
