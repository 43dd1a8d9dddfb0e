"""Looking at the rooms: every half minute while their sessions are near, and whenever the operator asks."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..clock import now
from ..database import db, transaction
from ..jobs import periodic
from ..programme.models import ProgrammeSession
from .providers import provider_of
from .providers.contract import ProviderUnavailable
from .room_models import OnlineRoom, RoomHealth
from .rooms import OVERRUN, place_of

LOOKS_AHEAD = timedelta(hours=2)


@periodic(seconds=30)
def look_at_rooms() -> None:
    """Look at the rooms of the sessions that are on, or begin within two hours."""
    moment = now()
    days = (moment - timedelta(days=2)).date(), (moment + timedelta(days=2)).date()
    wanted = (
        select(OnlineRoom)
        .join(OnlineRoom.session)
        .where(OnlineRoom.removed_at.is_(None), ProgrammeSession.cancelled_at.is_(None))
        .where(ProgrammeSession.day.between(*days))
        .options(joinedload(OnlineRoom.session).joinedload(ProgrammeSession.congress))
    )
    found = db.session.scalars(wanted.order_by(OnlineRoom.id)).all()
    look_at(each for each in found if each.session.starts_at - LOOKS_AHEAD <= moment <= each.session.ends_at + OVERRUN)


def look_at(rooms: Iterable[OnlineRoom]) -> None:
    """Ask the provider of each room whether it works, one after the other, and note what each says."""
    for room in rooms:
        found, present = provider_of(room.kind).health(place_of(room)), None
        with suppress(ProviderUnavailable):
            inside = provider_of(room.kind).list_present(place_of(room)) if found is not RoomHealth.DOWN else None
            present = None if inside is None else len(inside)
        with transaction():
            room.health, room.present, room.checked_at = found, present, now()
