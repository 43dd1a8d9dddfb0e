"""The sessions of the programme, with who speaks in each."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from ...congress.models import Congress, Room, Venue
from ...people.models import Person
from ...programme.models import ProgrammeSession, Speaker, SpeakerRole, Track
from . import streamed


def session_rows(congress: Congress) -> Iterator[Any]:
    """Yield all sessions of a congress in their order; never the address of a room online."""
    names = (
        "public_id",
        "day",
        "starts",
        "minutes",
        "kind",
        "mode",
        "title",
        "text",
        "place",
        "languages",
        "room_places",
        "online_places",
    )
    columns = [getattr(ProgrammeSession, name) for name in (*names, "is_public", "cancelled_at", "changed_at")]
    statement = (
        select(*columns, Room.name.label("room"), Venue.name.label("venue"), Track.name.label("track"))
        .add_columns(*(_people(role).label(role.value) for role in SpeakerRole))
        .select_from(ProgrammeSession)
        .outerjoin(Room, ProgrammeSession.room_id == Room.id)
        .outerjoin(Venue, Room.venue_id == Venue.id)
        .outerjoin(Track, ProgrammeSession.track_id == Track.id)
        .where(ProgrammeSession.congress_id == congress.id)
    )
    return streamed(statement.order_by(ProgrammeSession.day, ProgrammeSession.starts, ProgrammeSession.id))


def _people(role: SpeakerRole) -> Any:
    """Who has this role in a session, in the session's order."""
    ordered = aggregate_order_by(Person.badge_name, Speaker.position.asc(), Speaker.id.asc())
    return (
        select(func.array_agg(ordered))
        .join(Speaker, Speaker.person_id == Person.id)
        .where(Speaker.session_id == ProgrammeSession.id, Speaker.role == role)
        .correlate(ProgrammeSession)
        .scalar_subquery()
    )
