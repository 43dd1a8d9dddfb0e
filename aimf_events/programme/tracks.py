"""Themes of a programme, colloquia among them: each session may belong to one."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from .. import journal
from ..congress.models import Congress
from ..database import Translated, db, lock, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from .models import ProgrammeSession, Track


class TrackInUse(Refusal):
    """Sessions belong to the theme."""

    code = "track_in_use"

    def __init__(self) -> None:
        super().__init__(
            _l("Des séances appartiennent à ce thème : il ne peut pas être retiré."),
            advice=_l("Donnez d’abord un autre thème à ces séances, ou aucun."),
        )


def add_track(congress: Congress, *, name: Translated, by: Person | None) -> Track:
    """Add a theme after the others."""
    with transaction():
        last = db.session.scalar(select(func.max(Track.position)).filter_by(congress_id=congress.id)) or 0
        track = Track(congress_id=congress.id, name=name, position=last + 1)
        db.session.add(track)
        journal.record("track_added", track, by=by, name=name)
        return track


def rename_track(track: Track, *, name: Translated, by: Person | None) -> Track:
    """Give a theme another name; the sessions of the draft show it, readers see it with the next release."""
    with transaction():
        lock(track)
        if track.name != name:
            journal.record("track_renamed", track, by=by, names=[track.name, name])
            track.name = name
        return track


def remove_track(track: Track, *, by: Person | None) -> None:
    """Take a theme away.

    Raises:
        TrackInUse: a session belongs to it.
    """
    try:
        with transaction():
            journal.record("track_removed", track, by=by, name=track.name)
            db.session.delete(track)
            db.session.flush()
    except IntegrityError as error:
        raise TrackInUse from error


def tracks_of(congress: Congress) -> list[Track]:
    """Return the themes of a congress in their order."""
    return list(db.session.scalars(select(Track).filter_by(congress_id=congress.id).order_by(Track.position, Track.id)))


def sessions_per_track(congress: Congress) -> dict[int, int]:
    """Return how many sessions each theme has, by its id. One query."""
    counted = select(ProgrammeSession.track_id, func.count()).filter_by(congress_id=congress.id)
    rows = db.session.execute(counted.where(ProgrammeSession.track_id.is_not(None)).group_by(ProgrammeSession.track_id))
    return {track: number for track, number in rows if track is not None}


def track_of(congress: Congress, public_id: str) -> Track:
    """Return one theme of a congress.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    track = db.session.scalars(select(Track).filter_by(congress_id=congress.id, public_id=public_id)).first()
    if track is None:
        raise NotFound
    return track
