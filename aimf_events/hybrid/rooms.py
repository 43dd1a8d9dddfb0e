"""The rooms online of a session: one after the other in the order of fail-over, the one where everyone is now, and what is said to all.

A session whose page at the programme desk has an address, and no room here, is joined by that address alone. With rooms here, that
address stands among them as the room of another site.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from .. import crypto, journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..live import topics
from ..live.topics import Pace, State
from ..people.models import Person
from ..programme.models import ProgrammeSession
from ..programme.released import ReleasedSession
from ..programme.sessions import online_address
from .joining import OPENS_BEFORE
from .providers.contract import Place
from .room_models import OnlineRoom, RoomKind, RoomNotice, RoomSwitch

SETTINGS_PURPOSE = "online_room"
OVERRUN = timedelta(hours=3)  # how long after its planned end the pages of a session still ask often


class SwitchedMeanwhile(Refusal):
    """Somebody else switched since the page was shown."""

    code = "switched_meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _l("Une autre personne de la régie a basculé entre-temps."),
            advice=_l("Revenez à la page de la séance : elle montre la salle où tout le monde est maintenant."),
        )


def rooms_of(planned: ProgrammeSession | ReleasedSession) -> list[OnlineRoom]:
    """Return the rooms of a session in the order of fail-over. One query."""
    wanted = select(OnlineRoom).filter_by(session_id=planned.id, removed_at=None)
    return list(db.session.scalars(wanted.order_by(OnlineRoom.position, OnlineRoom.id)))


def rooms_of_congress(congress: Congress) -> dict[int, list[OnlineRoom]]:
    """Return the rooms of every session of a congress, by session. One query."""
    wanted = select(OnlineRoom).join(OnlineRoom.session).where(ProgrammeSession.congress_id == congress.id)
    found: dict[int, list[OnlineRoom]] = defaultdict(list)
    for room in db.session.scalars(
        wanted.where(OnlineRoom.removed_at.is_(None)).order_by(OnlineRoom.position, OnlineRoom.id)
    ):
        found[room.session_id].append(room)
    return found


def room_by_public_id(planned: ProgrammeSession, public_id: str) -> OnlineRoom:
    """Return a room of a session.

    Raises:
        NotFound: no such room, another session's, or one that was taken away.
    """
    wanted = select(OnlineRoom).filter_by(session_id=planned.id, public_id=public_id, removed_at=None)
    room = db.session.scalars(wanted).first()
    if room is None:
        raise NotFound
    return room


def last_switch(planned: ProgrammeSession | ReleasedSession) -> RoomSwitch | None:
    """Return the last switch of a session, with its room and who pressed."""
    wanted = select(RoomSwitch).filter_by(session_id=planned.id).order_by(RoomSwitch.id.desc()).limit(1)
    return db.session.scalars(wanted.options(joinedload(RoomSwitch.room), joinedload(RoomSwitch.by))).first()


def last_switches(congress: Congress) -> dict[int, RoomSwitch]:
    """Return the last switch of each session of a congress, by session. One query."""
    last = (
        select(func.max(RoomSwitch.id))
        .join(ProgrammeSession, ProgrammeSession.id == RoomSwitch.session_id)
        .where(ProgrammeSession.congress_id == congress.id)
        .group_by(RoomSwitch.session_id)
    )
    rows = db.session.scalars(select(RoomSwitch).where(RoomSwitch.id.in_(last)).options(joinedload(RoomSwitch.room)))
    return {each.session_id: each for each in rows}


def live_room(rooms: Sequence[OnlineRoom], switch: RoomSwitch | None) -> OnlineRoom | None:
    """Return the room where everyone is: the one last switched to, otherwise the first; None where there is none."""
    there = {room.id: room for room in rooms}
    if switch is not None and switch.room_id in there:
        return there[switch.room_id]
    return rooms[0] if rooms else None


def current_room(planned: ProgrammeSession | ReleasedSession) -> OnlineRoom | None:
    """Return the room where everyone of a session is now; None where only the address of its page leads in."""
    return live_room(rooms_of(planned), last_switch(planned))


def place_of(room: OnlineRoom) -> Place:
    """Return a room as its provider sees it, its settings open: for one call, never for a page."""
    return Place(room.public_id, settings_of(room))


def settings_of(room: OnlineRoom) -> dict[str, str]:
    """Return the settings of a room, open. The address of another site is the one of the session's page."""
    if room.kind is RoomKind.LINK:
        return {"address": online_address(room.session) or ""}
    settings: dict[str, str] = json.loads(crypto.decrypt(room.settings, SETTINGS_PURPOSE)) if room.settings else {}
    return settings


def switch_room(room: OnlineRoom, *, seen: str, by: Person | None) -> RoomSwitch | None:
    """Lead everyone to a room from now on; their pages are told. Twice is once.

    Args:
        seen: the public id of the room where everyone was when the page was shown; None is returned where they are there already.

    Raises:
        NotFound: the room was taken away.
        SwitchedMeanwhile: somebody else led them elsewhere since.
    """
    with transaction():
        planned = lock(room.session, pointed_at=True)
        lock(room)
        if room.removed_at is not None:
            raise NotFound
        live = live_room(rooms_of(planned), last_switch(planned))
        if live is room:
            return None
        if live is not None and live.public_id != seen:
            raise SwitchedMeanwhile
        switch = RoomSwitch(
            session_id=planned.id, room_id=room.id, switched_at=now(), by_id=getattr(by, "id", None), room=room
        )
        db.session.add(switch)
        journal.record("online_room_switched", planned, by=by, room=room.public_id, kind=str(room.kind))
        return switch


def last_notice(planned: ProgrammeSession | ReleasedSession) -> RoomNotice | None:
    """Return what is said to everyone of a session now, or None."""
    wanted = select(RoomNotice).filter_by(session_id=planned.id).order_by(RoomNotice.id.desc()).limit(1)
    notice = db.session.scalars(wanted).first()
    return notice if notice is not None and notice.text else None


def say_to_all(planned: ProgrammeSession, text: str, *, by: Person | None) -> RoomNotice:
    """Tell everyone who follows a session something; an empty text takes the last one away."""
    with transaction():
        notice = RoomNotice(session_id=planned.id, text=text[:400], said_at=now(), by_id=getattr(by, "id", None))
        db.session.add(notice)
        journal.record("online_notice_said", planned, by=by, length=len(notice.text))
        return notice


def mark_of(planned: ProgrammeSession | ReleasedSession) -> str:
    """Return what names the state of the rooms for the pages that follow: another mark, another page. Three small questions."""
    room, notice = current_room(planned), last_notice(planned)
    return f"{room.public_id if room else ''}.{notice.id if notice else 0}"


def topic_of(planned: ProgrammeSession | ReleasedSession) -> str:
    """Return the topic that the pages of a session follow."""
    return f"online:{planned.public_id}"


@topics.source("online")
def _state(session_public_id: str) -> State | None:
    """Where everyone is: nothing about anyone, and no address. Asked often from a quarter of an hour before the session on."""
    planned = db.session.scalars(select(ProgrammeSession).filter_by(public_id=session_public_id)).first()
    if planned is None:
        return None
    is_on = planned.starts_at - OPENS_BEFORE <= now() <= planned.ends_at + OVERRUN
    return State("rooms", {"mark": mark_of(planned)}, Pace.SWITCHED if is_on else Pace.IDLE)


def origins_of(rooms: Iterable[OnlineRoom]) -> set[str]:
    """Return where the browser must be let go to play these rooms in our page: « https://host:port », and no more of the address."""
    found = set()
    for room in rooms:
        parts = urlsplit(settings_of(room).get("address", "")) if room.kind.plays_here else None
        if parts is not None and parts.netloc:
            found.add(f"{parts.scheme}://{parts.netloc}")
    return found
