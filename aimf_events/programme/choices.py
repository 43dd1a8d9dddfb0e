"""A participant's personal agenda: the sessions they chose. They are told when one of them changes."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from ..clock import now
from ..database import db, transaction
from ..registration.models import Registration
from .models import SessionChoice
from .released import ReleasedSession


def choose_session(registration: Registration, session: ReleasedSession) -> None:
    """Put a session into the agenda. Twice is harmless, at once too."""
    values = {"registration_id": registration.id, "session_id": session.id, "chosen_at": now()}
    with transaction():
        db.session.execute(insert(SessionChoice).values(values).on_conflict_do_nothing())


def leave_session(registration: Registration, session: ReleasedSession) -> None:
    """Take a session out of the agenda. Twice is harmless."""
    with transaction():
        db.session.execute(
            delete(SessionChoice).where(
                SessionChoice.registration_id == registration.id, SessionChoice.session_id == session.id
            )
        )


def chosen_by(registration: Registration) -> set[int]:
    """Return the sessions in a participant's agenda, by id. One query."""
    return set(db.session.scalars(select(SessionChoice.session_id).filter_by(registration_id=registration.id)))
