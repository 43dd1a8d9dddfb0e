"""What was shown in a session: the slides of those who agreed, once it is over."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..clock import now
from ..database import db
from .released import ReleasedSession
from .speaking_models import SessionFile


def shown_in(session: ReleasedSession) -> list[SessionFile]:
    """Return the last version of each one's slides that may be published; nothing before the session is over.

    Whoever is no longer named in the session has nothing there.
    """
    if now() < session.ends_at or session.is_cancelled:
        return []
    wanted = select(SessionFile).filter_by(session_id=session.id, removed_at=None)
    rows = db.session.scalars(wanted.options(joinedload(SessionFile.person)).order_by(SessionFile.version))
    last = {each.person_id: each for each in rows}
    named = {part.person_id for part in session.speakers}
    return [each for each in last.values() if each.may_publish and each.person_id in named]
