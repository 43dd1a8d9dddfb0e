"""Conflicts that somebody takes on themselves: why, who and when. One holds while its facts are those that were accepted."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, lock_name, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from .conflict_models import ConflictOverride
from .conflicts import Conflict


class NotOverridden(Refusal):
    """A reason is needed."""

    code = "override_without_reason"


def override_conflict(congress: Congress, conflict: Conflict, *, reason: str, by: Person | None) -> ConflictOverride:
    """Take a conflict on oneself. Twice is one: the first reason stays.

    Raises:
        NotOverridden: no reason was given.
    """
    if not reason.strip():
        raise NotOverridden(_l("Écrivez pourquoi : la raison reste au journal."))
    with transaction():
        lock_name(f"conflict_override:{congress.id}")
        known = overrides_of(congress).get(conflict.key)
        if known is not None:
            return known
        made = ConflictOverride(
            congress_id=congress.id,
            session_id=conflict.slots[0].id,
            rule=conflict.rule,
            facts=conflict.key,
            reason=reason.strip(),
            made_at=now(),
            made_by_id=by.id if by else None,
        )
        db.session.add(made)
        sessions = [each.id for each in conflict.slots]
        journal.record("conflict_overridden", made, by=by, rule=conflict.rule, sessions=sessions, reason=made.reason)
        return made


def withdraw_override(override: ConflictOverride, *, by: Person | None) -> None:
    """No longer accept a conflict: it counts again. Twice is harmless."""
    with transaction():
        lock(override)
        if override.withdrawn_at is None:
            override.withdrawn_at = now()
            journal.record("conflict_override_withdrawn", override, by=by, rule=override.rule)


def overrides_of(congress: Congress) -> dict[str, ConflictOverride]:
    """Return the overrides of a congress by the key of their conflict. One query."""
    wanted = select(ConflictOverride).filter_by(congress_id=congress.id, withdrawn_at=None)
    rows = db.session.scalars(wanted.options(joinedload(ConflictOverride.made_by)))
    return {each.facts: each for each in rows}


def override_of(congress: Congress, public_id: str) -> ConflictOverride:
    """Return one override of a congress.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    wanted = select(ConflictOverride).filter_by(congress_id=congress.id, public_id=public_id)
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound
    return found
