"""Secret answers: encrypted at rest, shown masked to whoever gave them, read on demand by a named desk; each reading journalled."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from .. import crypto, journal
from ..accounts.roles import roles_of
from ..congress.roles import congress_roles_of
from ..database import db, transaction
from ..errors import NotAllowed
from ..people.models import Person
from .models import Field, FieldAnswer, Registration

MASK = "•"
SHORT = 6  # characters: of less, the last two would tell too much
_PURPOSE = "field answer"


def seal(field_id: int, registration_id: int, answer: Any) -> bytes:
    """Encrypt an answer, bound to its question and its person: moved to another row, it opens no more."""
    return crypto.encrypt(json.dumps([field_id, registration_id, answer]).encode(), _PURPOSE)


def unseal(row: FieldAnswer) -> Any:
    """Return the answer that a row keeps, secret or not.

    Raises:
        ValueError: another key, altered bytes, or the bytes of another row.
    """
    if row.sealed is None:
        return (row.value or {}).get("is")
    field_id, registration_id, answer = json.loads(crypto.decrypt(row.sealed, _PURPOSE))
    if (field_id, registration_id) != (row.field_id, row.registration_id):
        raise ValueError("sealed for another row")
    return answer


def masked(row: FieldAnswer) -> str:
    """Return a secret as its owner sees it once it is saved: the last two characters, of a long one only."""
    text = str(unseal(row))
    return MASK * SHORT if len(text) < SHORT else MASK * (len(text) - 2) + text[-2:]


def may_read(field: Field, roles: Iterable[Any]) -> bool:
    """Whether one of these roles (or their words) is a reader of a question."""
    return bool(set(field.readers) & {str(role) for role in roles})


def disclose_for(
    registrations: Iterable[Registration], fields: Iterable[Field], *, by: Person, purpose: str
) -> dict[int, dict[int, Any]]:
    """Return answers, the secret ones too, by registration and question, for a desk, a letter or a list.

    The journal says who read which questions, of whom, and why: never what was read.

    Raises:
        NotAllowed: `by` is no reader of one of them.
    """
    people, asked = list(registrations), list(fields)
    if not asked or not people:
        return {}
    roles = roles_of(by) | congress_roles_of(by, people[0].congress)
    if not all(may_read(field, roles) for field in asked):
        raise NotAllowed
    return disclose_to_paper(people, asked, by=by, purpose=purpose)


def disclose_to_paper(
    people: Sequence[Registration], asked: Sequence[Field], *, by: Person | None, purpose: str
) -> dict[int, dict[int, Any]]:
    """Return answers for a paper that the house itself writes, journalled the same; no role is asked: nobody reads them on screen."""
    ids, field_ids = [each.id for each in people], [field.id for field in asked]
    with transaction():
        rows = select(FieldAnswer).where(FieldAnswer.registration_id.in_(ids), FieldAnswer.field_id.in_(field_ids))
        found: dict[int, dict[int, Any]] = {}
        for row in db.session.scalars(rows.options(undefer(FieldAnswer.sealed))):
            found.setdefault(row.registration_id, {})[row.field_id] = unseal(row)
        codes = [field.code for field in asked if field.is_secret]
        if codes and found:
            about = people[0] if len(people) == 1 else people[0].congress
            journal.record("secret_read", about, by=by, fields=codes, registrations=sorted(found), purpose=purpose)
        return found
