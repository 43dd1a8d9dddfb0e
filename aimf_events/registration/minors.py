"""Who is a minor, and whom to call for them: what a badge needs to know, and no more (no date of birth, no name)."""

from collections.abc import Iterable

from sqlalchemy import select

from ..database import db
from .default_fields import BIRTH_DATE, GUARDIAN_TELEPHONE
from .models import Field, FieldAnswer


def guardians_of(registration_ids: Iterable[int]) -> dict[int, str]:
    """Return, of those registrations that are a minor's, the adult's telephone (E.164; empty where it is not known). One query."""
    rows = select(FieldAnswer.registration_id, Field.code, FieldAnswer.value).join(FieldAnswer.field)
    rows = rows.where(FieldAnswer.registration_id.in_(list(registration_ids)))
    rows = rows.where(Field.code.in_((BIRTH_DATE, GUARDIAN_TELEPHONE)))
    minors: set[int] = set()
    telephones: dict[int, str] = {}
    for registration_id, code, value in db.session.execute(rows):
        if code == GUARDIAN_TELEPHONE:
            telephones[registration_id] = str((value or {}).get("is") or "")
        elif (value or {}).get("minor"):
            minors.add(registration_id)
    return {registration_id: telephones.get(registration_id, "") for registration_id in minors}
