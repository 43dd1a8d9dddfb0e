"""Sessions of the demo to which one signs up: two workshops, one of them full with people waiting; an online one weeks before."""

from collections.abc import Sequence
from datetime import timedelta

from ..congress.models import Congress
from ..people.models import Person
from ..programme.models import ProgrammeSession, SessionKind, SessionMode, Track
from ..programme.sessions import plan_session
from ..programme.sign_up import open_sheet, sign_up
from ..programme.sign_up_models import PlaceKind
from ..registration.models import Mode, RegistrationState
from .dates import Dates
from .registrations import Request

FULL, MORE, ONLINE = 12, 4, 40
_TEXT = {
    "fr": "Deux heures en ligne pour préparer le colloque : chaque ville apporte un exemple, réussi ou non.",
    "en": "Two hours online to prepare the colloquium: each city brings an example, successful or not.",
}


def plan_preparatory(congress: Congress, track: Track | None, dates: Dates, *, by: Person) -> ProgrammeSession:
    """Plan an online workshop some days before the congress: it prepares the colloquium."""
    return plan_session(
        congress,
        kind=SessionKind.WORKSHOP,
        mode=SessionMode.ONLINE,
        title={
            "fr": "Atelier préparatoire en ligne\u00a0: nos données, nos villes",
            "en": "Preparatory online workshop: our data, our cities",
        },
        text=_TEXT,
        day=dates.starts_on - timedelta(days=5),
        starts="15:00",
        minutes=120,
        track=track,
        languages=["fr"],
        online_places=ONLINE,
        online_address="https://example.org/tunis-2020/atelier-preparatoire",
        by=by,
    )


def open_sheets(sessions: Sequence[ProgrammeSession], *, by: Person) -> list[ProgrammeSession]:
    """Open the sign-up to the workshop before the congress and to two of the workshops in a room; return these three."""
    in_rooms = [each for each in sessions if each.kind is SessionKind.WORKSHOP and each.mode is not SessionMode.ONLINE]
    early = next(each for each in sessions if each.day < each.congress.starts_on)
    for planned, places in ((early, 0), (in_rooms[0], FULL), (in_rooms[1], 60)):
        online = 0 if planned.mode is SessionMode.IN_PERSON else ONLINE
        closes_at = planned.starts_at - timedelta(hours=2)
        open_sheet(planned, room_places=places, online_places=online, closes_at=closes_at, by=by)
    return [early, *in_rooms[:2]]


def fill(opened: Sequence[ProgrammeSession], requests: Sequence[Request]) -> None:
    """Let participants sign up: the first workshop is full, and some wait."""
    early, full, free = opened
    coming = [each.row for each in requests if each.row is not None and each.row.state is RegistrationState.APPROVED]
    in_room = [row for row in coming if row.mode is not Mode.ONLINE and row.email]
    for row in in_room[: FULL + MORE]:
        sign_up(row, full, kind=PlaceKind.ROOM, or_wait=True)
    for row in in_room[20:28]:
        sign_up(row, free, kind=PlaceKind.ROOM)
    for row in in_room[2:8]:
        sign_up(row, early, kind=PlaceKind.ONLINE)
