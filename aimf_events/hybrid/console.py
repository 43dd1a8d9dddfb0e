"""What the operator's page follows: how many pages of a session are open, and how its rooms do. Figures and states, nobody's name."""

from sqlalchemy import func, select

from ..clock import now
from ..database import db
from ..live import topics
from ..live.topics import Pace, State
from ..programme.models import ProgrammeSession
from .models import Connection
from .presence import SURE
from .rooms import mark_of, rooms_of


def following(planned: ProgrammeSession) -> int:
    """Return how many participants keep a page of the session open now: each once, whatever their devices."""
    wanted = select(func.count(func.distinct(Connection.registration_id))).where(
        Connection.session_id == planned.id, Connection.last_seen >= now() - SURE
    )
    return db.session.execute(wanted).scalar_one()


def topic_of(planned: ProgrammeSession) -> str:
    """Return the topic that the operator's page follows."""
    return f"console:{planned.public_id}"


@topics.source("console")
def _state(session_public_id: str) -> State | None:
    planned = db.session.scalars(select(ProgrammeSession).filter_by(public_id=session_public_id)).first()
    if planned is None:
        return None
    health = [f"{room.kind}-{room.health}-{room.present}" for room in rooms_of(planned)]
    return State("console", {"mark": mark_of(planned), "rooms": health, "following": following(planned)}, Pace.FAST)
