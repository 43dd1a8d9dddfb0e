"""Which session of the draft a row of a spreadsheet means, and what it would change there. A constant number of queries, however many rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from ..congress.models import Congress, Room
from ..congress.venues import rooms_of
from ..database import db
from ..errors import Refusal
from ..i18n import search_key
from ..people.models import Person
from ..registration.models import ACTIVE, Registration
from .import_columns import PEOPLE, CellSaid
from .models import ProgrammeSession, SessionKind, SessionMode, Track
from .sessions import minutes_between, sessions_of
from .tracks import tracks_of

PLAIN = ("kind", "mode", "starts", "minutes", "place", "languages", "room_places", "online_places", "is_public")


@dataclass(frozen=True)
class Draft:
    """What rows are compared with: the sessions, rooms and themes of a congress, and whoever bears a name that a row gives."""

    congress: Congress
    sessions: list[ProgrammeSession]
    rooms: list[Room]
    tracks: list[Track]
    people: dict[str, list[str]]

    def session_meant(self, values: dict[str, Any]) -> ProgrammeSession | str | None:
        """Return the session that a row means, None for a new one, or the word of what is wrong.

        By its code; else by title, day and hour; else by title and day, where one session only answers; else by title alone.
        """
        if "code" in values:
            return next((each for each in self.sessions if each.public_id == values["code"]), "code_unknown")
        namesakes = [
            each for each in self.sessions if search_key(each.title.get("fr", "")) == search_key(values["title"])
        ]
        same_day = [each for each in namesakes if each.day == values.get("day")]
        same_hour = [each for each in same_day if each.starts == values.get("starts")]
        for found in (same_hour, same_day, namesakes):
            if len(found) == 1:
                return found[0]
            if found:
                return "several_fit" if found is not namesakes else None
        return None

    def room_meant(self, name: str, venue: str) -> Room | str:
        """Return the room of a name, or the word of what is wrong."""
        found = [each for each in self.rooms if search_key(each.name) == search_key(name)]
        if len(found) > 1 and venue:
            found = [each for each in found if search_key(each.venue.name) == search_key(venue)]
        return found[0] if len(found) == 1 else "room_several" if found else "room_unknown"


def read_draft(congress: Congress, names: Iterable[str]) -> Draft:
    """Return what rows are compared with. `names`: those that the rows give to people."""
    return Draft(congress, sessions_of(congress), rooms_of(congress), tracks_of(congress), _bearers(congress, names))


def _bearers(congress: Congress, names: Iterable[str]) -> dict[str, list[str]]:
    """Return by the key of each name the public ids of whoever bears it; of namesakes, those who come to this congress."""
    keys = {search_key(name) for name in names}
    if not keys:
        return {}
    comes = Person.id.in_(
        select(Registration.person_id).where(Registration.congress_id == congress.id, Registration.state.in_(ACTIVE))
    )
    known = select(Person.public_id, Person.given_name, Person.family_name, Person.badge_name, comes.label("comes"))
    found: dict[str, dict[str, bool]] = {key: {} for key in keys}
    for each in db.session.execute(known.where(Person.erased_at.is_(None), Person.merged_into_id.is_(None))):
        given, family = each.given_name, each.family_name
        for key in {search_key(name) for name in (f"{given} {family}", f"{family} {given}", each.badge_name)} & keys:
            found[key][each.public_id] = each.comes
    return {key: [who for who in ids if ids[who] or not any(ids.values())] for key, ids in found.items()}


def plan_of(
    number: int, values: dict[str, Any], planned: ProgrammeSession | None, draft: Draft
) -> tuple[dict[str, Any], list[CellSaid]]:
    """Return the plan of a session after a row, as JSON can keep it, and what is to be known of the cells."""
    said: list[CellSaid] = []
    plan = frozen_plan(planned) if planned else dict(_FIRST)
    plan.update({name: values[name] for name in PLAIN if name in values})
    if "day" in values:
        plan["day"] = values["day"].isoformat()
    for name in ("title", "text"):
        given = {"fr": values.get(name), "en": values.get(f"{name}_en")}
        plan[name] = {**plan[name], **{code: text for code, text in given.items() if text}}
    if "room" in values:
        room = draft.room_meant(values["room"], values.get("venue", ""))
        if isinstance(room, str):
            known = {"known": ", ".join(each.name for each in draft.rooms) or "—"}
            said.append(CellSaid(number, "room", room, known if room == "room_unknown" else {}))
        else:
            plan["room"] = room.public_id
    if "track" in values:
        track = next((each for each in draft.tracks if _is_named(each, values["track"])), None)
        if track is None:
            said.append(CellSaid(number, "track", "track_unknown"))
        else:
            plan["track"] = track.public_id
    return plan, said + _duration(number, values, plan, draft.congress)


def people_of(
    number: int, values: dict[str, Any], planned: ProgrammeSession | None, draft: Draft
) -> tuple[list[list[str]], list[CellSaid]]:
    """Return whom a row adds to a session, [role, public id] each, and who is not known. Nobody is taken away."""
    held = {(each.person.public_id, each.role.value) for each in planned.speakers} if planned else set()
    added, said = [], []
    for column, name in values["people"]:
        found = draft.people.get(search_key(name), [])
        if len(found) != 1:
            said.append(CellSaid(number, column, "person_several" if found else "person_unknown", {"name": name}))
        elif (part := (found[0], PEOPLE[column].value)) not in held:
            held.add(part)
            added.append([part[1], part[0]])
    return added, said


def frozen_plan(planned: ProgrammeSession) -> dict[str, Any]:
    """Return the plan of a session as JSON can keep it."""
    return {
        **{name: getattr(planned, name) for name in ("starts", "minutes", "place", "languages", "is_public")},
        **{name: getattr(planned, name) for name in ("title", "text", "room_places", "online_places")},
        "kind": planned.kind.value,
        "mode": planned.mode.value,
        "day": planned.day.isoformat(),
        "room": planned.room.public_id if planned.room else None,
        "track": planned.track.public_id if planned.track else None,
    }


_FIRST: dict[str, Any] = {
    "kind": SessionKind.COLLOQUIUM.value,
    "mode": SessionMode.IN_PERSON.value,
    "title": {},
    "text": {},
    "day": "",
    "starts": "",
    "minutes": None,
    "place": "",
    "languages": ["fr"],
    "room": None,
    "track": None,
    "room_places": None,
    "online_places": None,
    "is_public": True,
}


def _duration(number: int, values: dict[str, Any], plan: dict[str, Any], congress: Congress) -> list[CellSaid]:
    """Put the duration into the plan; an end not after the start is on the next day."""
    if not plan["day"] or not plan["starts"]:
        return []
    day = date.fromisoformat(plan["day"])
    said = []
    if "ends" in values:
        try:
            plan["minutes"] = minutes_between(congress, day, plan["starts"], values["ends"])
        except Refusal as refusal:
            said.append(CellSaid(number, "ends", "end_wrong", {"reason": str(refusal.reason)}))
    elif plan["minutes"] is None:
        said.append(CellSaid(number, "ends", "end_missing"))
    if day not in congress.days:
        said.append(CellSaid(number, "day", "day_outside"))
    return said


def _is_named(track: Track, name: str) -> bool:
    return search_key(name) in map(search_key, track.name.values())
