"""The statutory sessions of the programme: the days on which a body sits."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ..congress.models import Congress
from ..database import db
from ..programme.models import ProgrammeSession, SessionKind


def is_sitting_day(moment: datetime) -> bool:
    """Return whether the Assembly or the Bureau sits on the day that it is where it sits, in any congress."""
    kinds = (SessionKind.GENERAL_ASSEMBLY, SessionKind.BUREAU)
    rows = select(ProgrammeSession.day, Congress.time_zone).join(Congress, ProgrammeSession.congress_id == Congress.id)
    planned = rows.where(
        ProgrammeSession.kind.in_(kinds), ProgrammeSession.cancelled_at.is_(None), ProgrammeSession.is_placed
    ).distinct()
    return any(day == moment.astimezone(ZoneInfo(zone)).date() for day, zone in db.session.execute(planned))
