"""Who sleeps where: rooms by hotel, with their nights. Read-only, two queries."""

from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from ..congress.models import Congress
from ..database import db
from ..i18n import search_key, sort_key
from ..people.models import Person
from ..registration.asking import coming
from ..registration.models import Delegation, Registration, Stay, StayGuest
from ..registration.stays import nights


@dataclass
class Room:
    """One room and who sleeps in it."""

    stay: Stay
    guests: list[Registration] = field(default_factory=list)

    @property
    def nights(self) -> int:
        """How many nights it is taken."""
        return nights(self.stay)


@dataclass
class Hotel:
    """The rooms of a hotel, however its name was accented."""

    name: str
    rooms: list[Room] = field(default_factory=list)

    @property
    def nights(self) -> int:
        """Nights of all its rooms together."""
        return sum(room.nights for room in self.rooms)

    @property
    def people(self) -> int:
        """Everyone who sleeps there."""
        return sum(len(room.guests) for room in self.rooms)


def hotels_of(congress: Congress, text: str = "") -> list[Hotel]:
    """Return the hotels in the order of names, narrowed to words of a hotel, a delegation or a person."""
    rows = (
        select(StayGuest)
        .join(StayGuest.stay)
        .join(StayGuest.registration)
        .join(Registration.person)
        .join(Registration.delegation)
        .where(Registration.congress_id == congress.id, coming())
        .options(
            contains_eager(StayGuest.stay),
            contains_eager(StayGuest.registration).contains_eager(Registration.person),
            contains_eager(StayGuest.registration).contains_eager(Registration.delegation),
        )
        .order_by(Stay.arrives_on, Delegation.sort_key, Stay.id, Person.sort_key)
    )
    rooms: dict[int, Room] = {}
    for guest in db.session.scalars(rows):
        rooms.setdefault(guest.stay_id, Room(guest.stay)).guests.append(guest.registration)
    hotels: dict[str, Hotel] = {}
    for room in rooms.values():
        if _matches(room, search_key(text).split()):
            hotels.setdefault(search_key(room.stay.hotel), Hotel(room.stay.hotel)).rooms.append(room)
    return sorted(hotels.values(), key=lambda hotel: sort_key(hotel.name))


def without_room(congress: Congress) -> int:
    """Return how many of those who come have no room written down."""
    housed = select(StayGuest.id).where(StayGuest.registration_id == Registration.id)
    rows = select(func.count()).select_from(Registration)
    return db.session.scalar(rows.where(Registration.congress_id == congress.id, coming(), ~housed.exists())) or 0


def _matches(room: Room, words: list[str]) -> bool:
    parts = [room.stay.hotel, *(g.delegation.name for g in room.guests), *(g.person.full_name for g in room.guests)]
    said = search_key(" ".join(parts))
    return all(word in said for word in words)
