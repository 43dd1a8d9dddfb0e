"""A session as readers know it: frozen values of a release. Pure: nothing here reads the database or the clock.

`ReleasedSession` bears the names of `ProgrammeSession`, so that rules which read a session read either of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from ..database import Translated
from ..i18n import local_to_utc
from .models import ProgrammeSession, SessionKind, SessionMode, SpeakerRole

_SESSIONS = UUID("6f1f3c1e-5d0b-4d55-9a7e-0a3d7a3c2f10")  # ours alone: the names of sessions in other people's programs


class Place(NamedTuple):
    """A room as it was called: its key in addresses, its name, its building."""

    public_id: str
    name: str
    venue: str


class Theme(NamedTuple):
    """A theme as it was called."""

    public_id: str
    name: Translated


class Part(NamedTuple):
    """What a person does in a session. The person is a number: an erasure or a new name shows at once, in every release.

    `presentation_id` is the biography and the portrait that the release shows, where the person lets it.
    """

    person_id: int
    role: SpeakerRole
    function: str
    presentation_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReleasedSession:
    """One session of a release.

    Attributes:
        number: small, given at the first release and kept; 1 is the first session ever released.
        sequence: + 1 at each release that changes its time, place, way to attend, or cancels it (RFC 5545, SEQUENCE).
        revised_at: when what it says last changed (UTC).
        was_public: it stood in a public programme once: feeds say that it is no longer there.
        is_withdrawn: no longer in the programme; kept for the feeds that must say so.
        offset: minutes from UTC at its beginning, by the rules of the zone as they were known when it was released. A country that
            changes them later moves the session in every agenda: the next release says so.
    """

    id: int
    public_id: str
    number: int
    kind: SessionKind
    mode: SessionMode
    title: Translated
    text: Translated
    day: date
    starts: str
    minutes: int
    time_zone: str
    languages: list[str]
    room: Place | None = None
    place: str = ""
    track: Theme | None = None
    is_public: bool = True
    is_cancelled: bool = False
    speakers: tuple[Part, ...] = ()
    summary: Translated = field(default_factory=dict)
    sequence: int = 0
    revised_at: datetime
    was_public: bool = False
    is_withdrawn: bool = False
    offset: int | None = None

    @property
    def starts_at(self) -> datetime:
        """The moment it starts, UTC: by the rules of the zone as they are known today."""
        return local_to_utc(self.day, self.starts, self.time_zone)

    @property
    def ends_at(self) -> datetime:
        """The moment it ends, UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_online(self) -> bool:
        """Whether one can attend from elsewhere."""
        return self.mode in (SessionMode.ONLINE, SessionMode.HYBRID)

    @property
    def guid(self) -> UUID:
        """The name under which calendars and other programs know it, the same in every release."""
        return uuid5(_SESSIONS, self.public_id)


def released(
    planned: ProgrammeSession,
    *,
    number: int,
    revised_at: datetime,
    presented: Mapping[int, int] | None = None,
    summary: Translated | None = None,
) -> ReleasedSession:
    """Return a session of the draft as a release would show it.

    Args:
        presented: by id of person, the presentation that they let us publish.
        summary: what its rapporteur wrote.
    """
    shown = presented or {}
    room, track = planned.room, planned.track
    return ReleasedSession(
        id=planned.id,
        public_id=planned.public_id,
        number=number,
        kind=planned.kind,
        mode=planned.mode,
        title=planned.title,
        text=planned.text,
        day=planned.day,
        starts=planned.starts,
        minutes=planned.minutes,
        time_zone=planned.congress.time_zone,
        languages=planned.languages,
        room=Place(room.public_id, room.name, room.venue.name) if room else None,
        place=planned.place,
        track=Theme(track.public_id, track.name) if track else None,
        is_public=planned.is_public,
        is_cancelled=planned.is_cancelled,
        speakers=tuple(
            Part(each.person_id, each.role, each.function, shown.get(each.person_id)) for each in planned.speakers
        ),
        summary=summary or {},
        revised_at=revised_at,
        offset=_offset(planned.day, planned.starts, planned.congress.time_zone),
    )


def _offset(day: date, starts: str, zone: str) -> int:
    shown = datetime.combine(day, time.fromisoformat(starts), UTC)
    return round((shown - local_to_utc(day, starts, zone)).total_seconds() / 60)


_AS_THEY_ARE = (
    *("id", "public_id", "number", "title", "text", "starts", "minutes", "time_zone", "languages", "place"),
    *("is_public", "is_cancelled", "sequence", "was_public", "is_withdrawn"),
)


def to_json(session: ReleasedSession) -> dict[str, Any]:
    """Return a session as its release keeps it; who takes part is kept beside, as numbers of persons."""
    return {
        **{name: getattr(session, name) for name in _AS_THEY_ARE},
        "summary": session.summary,
        "offset": session.offset,
        "kind": session.kind.value,
        "mode": session.mode.value,
        "day": session.day.isoformat(),
        "room": list(session.room) if session.room else None,
        "track": list(session.track) if session.track else None,
        "revised_at": session.revised_at.isoformat(),
    }


def from_json(kept: Mapping[str, Any], speakers: Iterable[Part] = ()) -> ReleasedSession:
    """Return the session that `to_json` wrote, with its people."""
    day = date.fromisoformat(kept["day"])
    offset = kept.get("offset")  # releases made before it was kept: as known today
    return ReleasedSession(
        **{name: kept[name] for name in _AS_THEY_ARE},
        offset=_offset(day, kept["starts"], kept["time_zone"]) if offset is None else offset,
        summary=kept.get("summary", {}),  # releases made before there were any do not say it
        kind=SessionKind(kept["kind"]),
        mode=SessionMode(kept["mode"]),
        day=day,
        room=Place(*kept["room"]) if kept["room"] else None,
        track=Theme(*kept["track"]) if kept["track"] else None,
        revised_at=datetime.fromisoformat(kept["revised_at"]),
        speakers=tuple(speakers),
    )


def withdrawn(session: ReleasedSession, *, at: datetime) -> ReleasedSession:
    """Return a session that is no longer in the programme, as the next release keeps it."""
    if session.is_withdrawn:
        return session
    return replace(
        session,
        is_withdrawn=True,
        was_public=session.was_public or session.is_public,
        sequence=session.sequence + 1,
        revised_at=at,
    )
