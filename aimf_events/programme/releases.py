"""Named releases of the programme: the draft, frozen at a moment, is what everyone reads. A change in the draft tells nobody."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, select, update
from sqlalchemy.orm import joinedload, undefer

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock_name, transaction
from ..errors import NotFound, Refusal
from ..live import topics
from ..people.models import Person
from . import release_checks
from .changes import IN_CALENDARS, SessionChange, change_set, in_order
from .models import ProgrammeRelease, ReleasePart
from .presented import presentations_to_show, summaries_of
from .released import Part, ReleasedSession, from_json, released, to_json, withdrawn
from .sessions import sessions_of


class ReleasedMeanwhile(Refusal):
    """Someone else has published since the page was opened."""

    code = "released_meanwhile"


class DraftChangedMeanwhile(Refusal):
    """The draft is no longer what the page showed."""

    code = "draft_changed_meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _l("Le brouillon a changé depuis que vous avez ouvert cette page."),
            advice=_l("Relisez ce qui changera pour les lecteurs, puis publiez."),
        )


class NothingToPublish(Refusal):
    """Readers would see the same."""

    code = "nothing_to_publish"

    def __init__(self) -> None:
        super().__init__(
            _l("Le brouillon ne dit rien d’autre que la dernière version publiée."),
            advice=_l("Changez d’abord le programme ; il n’y a rien à publier aujourd’hui."),
        )


def publish_release(
    congress: Congress,
    *,
    name: str,
    note: str = "",
    by: Person | None,
    seen: int | None = None,
    draft: str | None = None,
) -> ProgrammeRelease:
    """Freeze the draft as the next release: from now on it is what everyone reads.

    Args:
        name: what people call it (« Version du 12 mars »).
        seen: number of the release that was the latest on the publisher's page, 0 for none; None where nobody read one.
        draft: `draft_key` of what the page showed; None likewise.

    Raises:
        ReleasedMeanwhile, DraftChangedMeanwhile: the page is out of date.
        NothingToPublish: readers would see the same.
        DraftNotReady: a check blocks the release.
    """
    with transaction():
        lock_name(f"programme_release:{congress.id}")
        last = latest_release(congress)
        _check_seen(last, seen)
        frozen = draft_sessions(congress, last)
        if draft is not None and draft != draft_key(frozen):
            raise DraftChangedMeanwhile
        if last is not None and not change_set(sessions_in(last), frozen):
            raise NothingToPublish
        blocking = next((each for each in release_checks.findings_of(congress) if each.blocks), None)
        if blocking is not None:
            raise release_checks.DraftNotReady(blocking)
        made = _write(congress, frozen, number=last.number + 1 if last else 1, name=name, note=note, by=by)
        journal.record("programme_released", made, by=by, number=made.number, name=name, sessions=made.sessions)
        topics.announce(f"programme:{congress.name}", "released", {"number": made.number})
        return made


def _check_seen(last: ProgrammeRelease | None, seen: int | None) -> None:
    if seen is not None and last is not None and seen != last.number:
        raise ReleasedMeanwhile(
            _l(
                "Une autre personne vient de publier la version %(number)d, « %(name)s ».",
                number=last.number,
                name=last.name,
            ),
            advice=_l("La vôtre n’est pas publiée. Voyez ce que le brouillon change encore, puis publiez si besoin."),
        )


def _write(
    congress: Congress, frozen: Sequence[ReleasedSession], *, number: int, name: str, note: str, by: Person | None
) -> ProgrammeRelease:
    made = ProgrammeRelease(
        congress_id=congress.id,
        number=number,
        name=name,
        note=note,
        content={"sessions": {str(each.id): to_json(each) for each in frozen}},
        sessions=sum(not each.is_withdrawn for each in frozen),
        published_at=now(),
        published_by_id=by.id if by else None,
    )
    db.session.add(made)
    db.session.flush()
    rows = [
        {"release_id": made.id, "session_id": each.id, "position": place, **part._asdict()}
        for each in frozen
        for place, part in enumerate(each.speakers)
    ]
    if rows:
        db.session.execute(insert(ReleasePart), rows)
    return made


def draft_sessions(congress: Congress, last: ProgrammeRelease | None) -> list[ReleasedSession]:
    """Return the draft as the next release after `last` would freeze it, those withdrawn since among them."""
    moment = now()
    known = {each.id: each for each in sessions_in(last)} if last else {}
    following = max((each.number for each in known.values()), default=0) + 1
    presented, written = presentations_to_show(congress), summaries_of(congress)
    frozen = []
    for planned in sessions_of(congress):
        old = known.pop(planned.id, None)
        fresh = released(
            planned,
            number=old.number if old else following,
            revised_at=moment,
            presented=presented,
            summary=written.get(planned.id),
        )
        following += old is None
        frozen.append(_carried(fresh, old, moment))
    return in_order([*frozen, *(withdrawn(each, at=moment) for each in known.values())])


def _carried(fresh: ReleasedSession, old: ReleasedSession | None, moment: datetime) -> ReleasedSession:
    """Carry over what a session has gone through: calendars count its changes."""
    if old is None:
        return fresh
    changes = change_set([old], [fresh])
    back = old.is_withdrawn or any(change.kinds & IN_CALENDARS for change in changes)
    return replace(
        fresh,
        sequence=old.sequence + (1 if back or old.is_public != fresh.is_public else 0),
        revised_at=moment if changes else old.revised_at,
        was_public=old.was_public or old.is_public,
    )


def draft_key(frozen: Iterable[ReleasedSession]) -> str:
    """Return a hash of what readers would see: two drafts with the same key are the same to them."""
    said = [{**to_json(each), "revised_at": None, "parts": each.speakers} for each in frozen if not each.is_withdrawn]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def pending_changes(congress: Congress) -> tuple[list[SessionChange], str]:
    """Return what the draft would change for readers, and its key: what the publisher reads before publishing."""
    last = latest_release(congress)
    frozen = draft_sessions(congress, last)
    return change_set(sessions_in(last) if last else [], frozen), draft_key(frozen)


def latest_release(congress: Congress) -> ProgrammeRelease | None:
    """Return what everyone reads now; None before the first release. One query."""
    wanted = select(ProgrammeRelease).filter_by(congress_id=congress.id).order_by(ProgrammeRelease.number.desc())
    return db.session.scalars(wanted.options(undefer(ProgrammeRelease.content)).limit(1)).first()


def releases_of(congress: Congress) -> list[ProgrammeRelease]:
    """Return the releases of a congress with who published them, the latest first; not what they hold. One query."""
    wanted = select(ProgrammeRelease).filter_by(congress_id=congress.id).order_by(ProgrammeRelease.number.desc())
    return list(db.session.scalars(wanted.options(joinedload(ProgrammeRelease.published_by))))


def release_numbered(congress: Congress, number: int) -> ProgrammeRelease:
    """Return one release.

    Raises:
        NotFound: this congress has none of that number.
    """
    wanted = select(ProgrammeRelease).filter_by(congress_id=congress.id, number=number)
    found = db.session.scalars(wanted.options(undefer(ProgrammeRelease.content))).first()
    if found is None:
        raise NotFound
    return found


def sessions_in(release: ProgrammeRelease, *, withdrawn_too: bool = True) -> list[ReleasedSession]:
    """Return the sessions of a release with their parts, in the order of the days. One query beside the release's own."""
    parts = defaultdict(list)
    rows = select(ReleasePart).filter_by(release_id=release.id).order_by(ReleasePart.position, ReleasePart.id)
    for row in db.session.scalars(rows):
        parts[row.session_id].append(_part(row))
    found = [from_json(kept, parts[kept["id"]]) for kept in release.content["sessions"].values()]
    return in_order(each for each in found if withdrawn_too or not each.is_withdrawn)


def _part(row: ReleasePart) -> Part:
    return Part(row.person_id, row.role, row.function, row.presentation_id)


def released_sessions(congress: Congress) -> list[ReleasedSession]:
    """Return what everyone reads now; nothing before the first release. Two queries whatever the number of sessions."""
    last = latest_release(congress)
    return sessions_in(last, withdrawn_too=False) if last else []


def released_session(congress_id: int, *, session_id: int) -> ReleasedSession | None:
    """Return one session as the latest release shows it; None if it is not in it. Reads no other session."""
    kept = ProgrammeRelease.content["sessions"][str(session_id)]
    wanted = select(ProgrammeRelease.id, kept).where(ProgrammeRelease.congress_id == congress_id)
    row = db.session.execute(wanted.order_by(ProgrammeRelease.number.desc()).limit(1)).first()
    if row is None or row[1] is None or row[1]["is_withdrawn"]:
        return None
    parts = select(ReleasePart).filter_by(release_id=row[0], session_id=session_id)
    found = db.session.scalars(parts.order_by(ReleasePart.position, ReleasePart.id))
    return from_json(row[1], [_part(each) for each in found])


def show_anew(person: Person) -> None:
    """A person is called otherwise, or will be gone: the pages of the releases that name them change. The caller holds the transaction."""
    naming = select(ReleasePart.release_id).filter_by(person_id=person.id)
    changed = update(ProgrammeRelease).where(ProgrammeRelease.id.in_(naming))
    db.session.execute(changed.values(renderings=ProgrammeRelease.renderings + 1))
