"""Rooms online of the demo: the sessions of the great hall have a stream, its sound alone and a telephone behind the room of another site."""

from collections.abc import Sequence

from ..hybrid.room_models import RoomKind
from ..hybrid.room_order import add_room
from ..people.models import Person
from ..programme.models import ProgrammeSession, SessionKind

_WITH_ROOMS = (SessionKind.COLLOQUIUM, SessionKind.GENERAL_ASSEMBLY)
STREAM = "https://flux.example.org/tunis-2020/{name}.m3u8"


def give_rooms(sessions: Sequence[ProgrammeSession], *, by: Person) -> None:
    """Give the first colloquium and the Assembly what takes over when the first room fails."""
    for kind in _WITH_ROOMS:
        planned = next(each for each in sessions if each.kind is kind and each.is_online)
        name = f"{kind}-{planned.id}"
        add_room(planned, RoomKind.HLS, {"address": STREAM.format(name=name)}, by=by)
        add_room(planned, RoomKind.AUDIO, {"address": STREAM.format(name=f"{name}-son")}, by=by)
        add_room(planned, RoomKind.TELEPHONE, {"number": "+21671000000", "code": "2020#"}, by=by)
