"""The rows of an import put into the draft: tried for the preview, written for good at the confirmation.

Both judge the draft as it is once all rows are in it, so that two sessions that change places with each other are in nobody's way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from ..congress.models import Congress
from ..congress.venues import rooms_of
from ..database import db, transaction
from ..errors import Refusal
from ..i18n import LANGUAGES, local_to_utc, use_language
from ..people.models import Person
from ..registration.imports import NEW, UPDATED
from .conflict_models import Severity
from .conflict_rules import rules_of
from .draft import Seat, Slot, load_draft, seat_of
from .judgement import Judged, conflicts_of, find_conflicts, judge
from .models import ProgrammeSession, SessionKind, SessionMode, SpeakerRole
from .overrides import override_conflict, overrides_of
from .placing import hold_draft
from .sessions import change_session, plan_session, session_of
from .speakers import AlreadySpeaks, add_speaker
from .tracks import tracks_of

LEFT = "left"
Row = dict[str, Any]


class _Blocked(Exception):
    """Rows that a conflict forbids to place: all is undone, and written again without them."""

    def __init__(self, why: Mapping[int, str]) -> None:
        self.why = why


def try_rows(congress: Congress, rows: Sequence[Row]) -> list[Row]:
    """Return the rows with the conflicts that each would make, the gravest first. Nothing is written; a constant number of queries."""
    people = _people(rows)
    rules = rules_of(congress)
    draft = load_draft(congress, rules, also=people.values())
    known = {each.key for each in find_conflicts(draft)}
    seats = {room.public_id: seat_of(room) for room in rooms_of(congress)}
    slots = {slot.public_id: slot for slot in draft.slots}
    number_of: dict[int, int] = {}
    for row in rows:
        slot = _slot_of(row, slots.get(row.get("session", "")), seats, people, draft.zone)
        if slot is not None:
            slots[slot.public_id] = slot
            number_of[slot.id] = row["number"]
    found = find_conflicts(replace(draft, slots=tuple(slots.values())))
    told: dict[int, list[dict[str, Any]]] = {}
    for judged in judge((each for each in found if each.key not in known), rules, overrides_of(congress)):
        for slot in judged.conflict.slots if judged.override is None else ():
            if slot.id in number_of:
                told.setdefault(number_of[slot.id], []).append(_frozen(judged))
    return [{**row, "conflicts": told.get(row["number"], [])} for row in rows]


def _people(rows: Sequence[Row]) -> dict[str, int]:
    ids = {public_id for row in rows for _role, public_id in row["people"]}
    wanted = select(Person.public_id, Person.id).where(Person.public_id.in_(ids))
    return dict(db.session.execute(wanted).tuples().all()) if ids else {}


def _slot_of(
    row: Row, before: Slot | None, seats: Mapping[str, Seat], people: Mapping[str, int], zone: str
) -> Slot | None:
    """Return the session of a row as it would stand; None where nothing is written, or what is cancelled stays so."""
    if row["action"] not in (NEW, UPDATED) or (row["action"] == UPDATED and before is None):
        return None
    plan = row["plan"]
    day = date.fromisoformat(plan["day"])
    begin = local_to_utc(day, plan["starts"], zone)
    added = tuple((people[who], SpeakerRole(role)) for role, who in row["people"] if who in people)
    return Slot(
        id=before.id if before else -row["number"],
        public_id=before.public_id if before else f"row {row['number']}",
        kind=SessionKind(plan["kind"]),
        mode=SessionMode(plan["mode"]),
        title=plan["title"],
        day=day,
        starts=plan["starts"],
        minutes=plan["minutes"],
        zone=zone,
        begin=begin,
        end=begin + timedelta(minutes=plan["minutes"]),
        seat=seats.get(plan["room"] or ""),
        place=plan["place"],
        languages=tuple(plan["languages"]),
        room_places=plan["room_places"],
        has_address=before is not None and before.has_address,
        parts=(*(before.parts if before else ()), *added),
    )


def write_rows(congress: Congress, rows: Sequence[Row], *, by: Person | None, reason: str = "") -> list[Row]:
    """Write the rows and return them: as they were, or left aside with why. The caller holds the transaction.

    Args:
        reason: why conflicts that forbid to place a session are accepted; each is kept under it. Without one, of the rows that
            make such a conflict the last is left aside, until none is left.
    """
    aside: dict[int, str] = {}
    while True:
        try:
            with transaction():
                attempt = _Attempt(congress, by)
                written = attempt.write(rows, aside)
                attempt.settle(reason.strip())
                return written
        except _Blocked as blocked:
            aside.update(blocked.why)


def is_blocked(row: Row) -> bool:
    """Whether a conflict forbids to place the session as its row says."""
    return any(each["severity"] == Severity.DROP for each in row.get("conflicts", ()))


def _frozen(judged: Judged) -> dict[str, Any]:
    sentences = {}
    for code in LANGUAGES:
        with use_language(code):
            sentences[code] = judged.sentence
    return {"severity": judged.severity.value, "sentence": sentences}


class _Attempt:
    """The rows of one import in one transaction: what rooms and themes are there, who is added, what conflicts with it."""

    def __init__(self, congress: Congress, by: Person | None) -> None:
        hold_draft(congress.id)
        self.congress, self.by = congress, by
        self.rooms = {room.public_id: room for room in rooms_of(congress)}
        self.tracks = {track.public_id: track for track in tracks_of(congress)}
        self.known = {each.conflict.key for each in conflicts_of(congress)}
        self.rows: dict[int, int] = {}  # id of a session: number of its row

    def write(self, rows: Sequence[Row], aside: Mapping[int, str]) -> list[Row]:
        """Return each row as it was, or as left aside with the reason."""
        return [self._written(row, aside.get(row["number"])) for row in rows]

    def conflicts(self) -> dict[int, list[Judged]]:
        """Return the conflicts that were not there before, by row."""
        db.session.flush()
        db.session.expire_all()  # who speaks in a session was loaded before the rows added people
        found: dict[int, list[Judged]] = {}
        for judged in conflicts_of(self.congress):
            if judged.conflict.key not in self.known and judged.override is None:
                for slot in judged.conflict.slots:
                    if slot.id in self.rows:
                        found.setdefault(self.rows[slot.id], []).append(judged)
        return found

    def settle(self, reason: str) -> None:
        """Keep what forbids to place a session under the reason given; without one, stop.

        Raises:
            _Blocked: rows that are not to be placed.
        """
        blocking = {
            judged.conflict.key: (judged, number)
            for number, found in sorted(self.conflicts().items())  # the last row of each conflict
            for judged in found
            if judged.blocks_drop
        }
        if blocking and not reason:
            why: dict[int, list[str]] = {}
            for judged, number in blocking.values():
                why.setdefault(number, []).append(judged.sentence)
            raise _Blocked({number: " ".join(sentences) for number, sentences in why.items()})
        for judged, _number in blocking.values():
            override_conflict(self.congress, judged.conflict, reason=reason, by=self.by)

    def _written(self, row: Row, aside: str | None) -> Row:
        if row["action"] not in (NEW, UPDATED):
            return row
        if aside is not None:
            return {**row, "action": LEFT, "reason": aside}
        try:
            with transaction():
                self.rows[self._write(row).id] = row["number"]
        except Refusal as refusal:
            return {**row, "action": LEFT, "reason": str(refusal.reason)}
        return row

    def _write(self, row: Row) -> ProgrammeSession:
        values = self._values(row["plan"])
        if row["action"] == NEW:
            planned = plan_session(self.congress, by=self.by, **values)
        else:
            planned = session_of(self.congress, row["session"])
            change_session(planned, by=self.by, revision=row["revision"], **values)
        for role, person in row["people"]:
            self._add(planned, SpeakerRole(role), person)
        db.session.flush()
        return planned

    def _values(self, plan: dict[str, Any]) -> dict[str, Any]:
        chosen = {"room": self.rooms.get(plan["room"] or ""), "track": self.tracks.get(plan["track"] or "")}
        read = {
            "kind": SessionKind(plan["kind"]),
            "mode": SessionMode(plan["mode"]),
            "day": date.fromisoformat(plan["day"]),
        }
        return {**plan, **read, **chosen}

    def _add(self, planned: ProgrammeSession, role: SpeakerRole, public_id: str) -> None:
        person = db.session.scalars(select(Person).filter_by(public_id=public_id)).first()
        if person is not None:
            try:
                add_speaker(planned, person, role=role, by=self.by)
            except AlreadySpeaks:  # added by somebody else since the preview: it is as the row says
                return
