"""A participant's personal agenda: the sessions they chose. They are told when one of them changes."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from ..clock import now
from ..database import db, lock, transaction
from ..registration.models import Registration
from .models import SessionChoice
from .released import ReleasedSession


def choose_session(registration: Registration, session: ReleasedSession) -> None:
    """Put a session into the agenda. Twice is harmless, at once too."""
    values = {"registration_id": registration.id, "session_id": session.id, "chosen_at": now()}
    with transaction():
        db.session.execute(insert(SessionChoice).values(values).on_conflict_do_nothing())


def set_agenda(registration: Registration, sessions: Iterable[ReleasedSession]) -> None:
    """Make some sessions the whole agenda: those no longer among them leave it. Twice is harmless."""
    wanted = {each.id for each in sessions}
    with transaction():
        lock(registration)
        held = chosen_by(registration)
        gone = delete(SessionChoice).filter_by(registration_id=registration.id)
        db.session.execute(gone.where(SessionChoice.session_id.in_(held - wanted)))
        moment = now()
        rows = [
            {"registration_id": registration.id, "session_id": each, "chosen_at": moment}
            for each in sorted(wanted - held)
        ]
        if rows:
            db.session.execute(insert(SessionChoice).values(rows).on_conflict_do_nothing())


def chosen_by(registration: Registration) -> set[int]:
    """Return the sessions in a participant's agenda, by id. One query."""
    return set(db.session.scalars(select(SessionChoice.session_id).filter_by(registration_id=registration.id)))
