"""Where a congress takes place: buildings with the address for a taxi, rooms with their seats."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from .. import journal
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from .models import Congress, Room, Venue


class RoomInUse(Refusal):
    """Something is planned in the room."""

    code = "room_in_use"

    def __init__(self) -> None:
        super().__init__(
            _l("Des séances sont prévues dans cette salle : elle ne peut pas être retirée."),
            advice=_l("Déplacez d’abord ces séances dans une autre salle."),
        )


def add_venue(congress: Congress, *, name: str, address: str = "", by: Person | None = None) -> Venue:
    """Add a building."""
    with transaction():
        venue = Venue(congress_id=congress.id, name=name, address=address)
        db.session.add(venue)
        journal.record("venue_added", venue, by=by, name=name)
        return venue


def change_venue(venue: Venue, *, name: str, address: str, by: Person | None) -> Venue:
    """Correct the name or the address of a building."""
    with transaction():
        lock(venue)
        if (venue.name, venue.address) != (name, address):
            venue.name, venue.address = name, address
            journal.record("venue_changed", venue, by=by, name=name)
        return venue


def add_room(venue: Venue, *, name: str, capacity: int, is_streamed: bool = False, by: Person | None = None) -> Room:
    """Add a room after the others of its building.

    Args:
        capacity: seats.
        is_streamed: whether what happens in it can be followed online.
    """
    with transaction():
        last = db.session.scalar(select(func.max(Room.position)).filter_by(venue_id=venue.id)) or 0
        room = Room(venue=venue, name=name, capacity=capacity, is_streamed=is_streamed, position=last + 1)
        db.session.add(room)
        journal.record("room_added", room, by=by, congress_id=venue.congress_id, name=name, capacity=capacity)
        return room


def change_room(room: Room, *, name: str, capacity: int, is_streamed: bool, by: Person | None) -> Room:
    """Correct a room."""
    with transaction():
        lock(room)
        if (room.name, room.capacity, room.is_streamed) != (name, capacity, is_streamed):
            room.name, room.capacity, room.is_streamed = name, capacity, is_streamed
            journal.record(
                "room_changed", room, by=by, congress_id=room.venue.congress_id, name=name, capacity=capacity
            )
        return room


def remove_room(room: Room, *, by: Person | None) -> None:
    """Take a room away.

    Raises:
        RoomInUse: a session is planned in it.
    """
    try:
        with transaction():
            journal.record("room_removed", room, by=by, congress_id=room.venue.congress_id, name=room.name)
            db.session.delete(room)
            db.session.flush()
    except IntegrityError as error:
        raise RoomInUse from error


def venues_of(congress: Congress) -> list[Venue]:
    """Return the buildings of a congress with their rooms."""
    wanted = select(Venue).filter_by(congress_id=congress.id).order_by(Venue.id)
    return list(db.session.scalars(wanted.options(selectinload(Venue.rooms))))


def rooms_of(congress: Congress) -> list[Room]:
    """Return the rooms of a congress, building by building, in their order."""
    wanted = select(Room).join(Room.venue).where(Venue.congress_id == congress.id)
    return list(db.session.scalars(wanted.options(joinedload(Room.venue)).order_by(Venue.id, Room.position, Room.id)))


def venue_of(congress: Congress, public_id: str) -> Venue:
    """Return one building of a congress.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    venue = db.session.scalars(select(Venue).filter_by(congress_id=congress.id, public_id=public_id)).first()
    if venue is None:
        raise NotFound
    return venue


def room_of(congress: Congress, public_id: str) -> Room:
    """Return one room of a congress.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    wanted = select(Room).join(Room.venue).where(Venue.congress_id == congress.id, Room.public_id == public_id)
    room = db.session.scalars(wanted.options(joinedload(Room.venue))).first()
    if room is None:
        raise NotFound
    return room
