"""Giving a session its rooms online: added, set, moved up in the order, taken away."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from .. import crypto, journal
from ..clock import now
from ..database import db, lock, transaction
from ..errors import Refusal
from ..people.models import Person
from ..programme.models import ProgrammeSession
from .providers import provider_of
from .room_models import OnlineRoom, RoomKind
from .rooms import SETTINGS_PURPOSE, last_switch, live_room, rooms_of

MOST_ROOMS = 8


class RoomIsLive(Refusal):
    """Everyone is led to this room: it cannot be taken away from under them."""

    code = "room_is_live"

    def __init__(self) -> None:
        super().__init__(
            _l("Tout le monde est dirigé vers cette salle."),
            advice=_l("Basculez d’abord vers une autre salle, puis retirez celle-ci."),
        )


class TooManyRooms(Refusal):
    """More rooms than anybody could keep in mind."""

    code = "too_many_rooms"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette séance a déjà huit salles en ligne."), advice=_l("Retirez-en une avant d’en ajouter.")
        )


def add_room(
    planned: ProgrammeSession, kind: RoomKind, settings: Mapping[str, str], *, by: Person | None
) -> OnlineRoom:
    """Add a room at the end of the order. The address that the session had alone comes before, so that nobody's way changes.

    Raises:
        TooManyRooms: the session has eight.
    """
    with transaction():
        lock(planned, pointed_at=True)
        rooms = rooms_of(planned)
        if not rooms and planned.online_address and kind is not RoomKind.LINK:
            rooms = [_new_room(planned, RoomKind.LINK, {}, position=1)]
        if len(rooms) >= MOST_ROOMS:
            raise TooManyRooms
        known = next((each for each in rooms if each.kind is RoomKind.LINK is kind), None)
        if known is not None:  # a session has one address
            return known
        room = _new_room(planned, kind, settings, position=max((each.position for each in rooms), default=0) + 1)
        _count(planned)
        journal.record("online_room_added", planned, by=by, room=room.public_id, kind=str(kind))
        return room


def change_settings(room: OnlineRoom, settings: Mapping[str, str], *, by: Person | None) -> OnlineRoom:
    """Give a room other settings; it was not looked at since."""
    with transaction():
        lock(room)
        room.settings, room.checked_at = _sealed(settings), None
        journal.record("online_room_changed", room.session, by=by, room=room.public_id, kind=str(room.kind))
        return room


def remove_room(room: OnlineRoom, *, by: Person | None) -> None:
    """Take a room away; its settings are forgotten, its history stays. Twice is harmless.

    Raises:
        RoomIsLive: everyone is led there, and there is another room where they could go.
    """
    with transaction():
        planned = lock(room.session, pointed_at=True)
        lock(room)
        rooms = rooms_of(planned)
        if len(rooms) > 1 and live_room(rooms, last_switch(planned)) is room:
            raise RoomIsLive
        if room.removed_at is None:
            room.removed_at, room.settings = now(), None
            db.session.flush()
            _count(planned)
            journal.record("online_room_removed", planned, by=by, room=room.public_id, kind=str(room.kind))


def bring_forward(room: OnlineRoom, *, by: Person | None) -> None:
    """Move a room one place up in the order. Where nobody switched yet, the first of the order is where everyone goes."""
    with transaction():
        planned = lock(room.session, pointed_at=True)
        rooms = rooms_of(planned)
        at = next((place for place, each in enumerate(rooms) if each.id == room.id), 0)
        if at == 0:
            return
        rooms[at - 1], rooms[at] = rooms[at], rooms[at - 1]
        for position, each in enumerate(rooms, start=1):
            each.position = position
        journal.record("online_rooms_ordered", planned, by=by, rooms=[each.public_id for each in rooms])
        db.session.flush()


def _new_room(planned: ProgrammeSession, kind: RoomKind, settings: Mapping[str, str], *, position: int) -> OnlineRoom:
    provider_of(kind)
    room = OnlineRoom(session_id=planned.id, kind=kind, position=position, settings=_sealed(settings), session=planned)
    db.session.add(room)
    db.session.flush()
    return room


def _sealed(settings: Mapping[str, Any]) -> bytes | None:
    return crypto.encrypt(json.dumps(dict(settings)).encode(), SETTINGS_PURPOSE) if settings else None


def _count(planned: ProgrammeSession) -> None:
    """Keep beside the session how many rooms of its own it has: the programme desk asks « is there a way in » of two hundred at once."""
    planned.online_rooms = len(_own(rooms_of(planned)))


def _own(rooms: Iterable[OnlineRoom]) -> list[OnlineRoom]:
    return [room for room in rooms if room.kind is not RoomKind.LINK]
