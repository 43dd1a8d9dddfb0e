"""Letters about what a release changed: drafted from the change set since those that were sent last, read by the organiser, sent once.

Published twice before anything was sent, they tell of one change: from what people were last told to what is true now.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, undefer

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock_name, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from ..registration.letters import stands_in
from ..registration.models import ACTIVE, Delegation, Mode, Registration, RegistrationState
from . import change_posting
from .change_posting import ChangeLetter
from .changes import SessionChange, change_set
from .concerns import concerns_participant, news_for_holder, news_for_speaker, people_with_parts
from .models import ProgrammeRelease, SessionChoice
from .releases import latest_release, sessions_in
from .sign_up_list import held_by


class LettersChangedMeanwhile(Refusal):
    """The letters are no longer those that the page showed."""

    code = "letters_changed_meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _l(
                "Ces lettres ne sont plus celles que vous avez lues : une version a été publiée, ou elles sont parties."
            ),
            advice=_l("Ouvrez de nouveau la page : elle montre celles qui restent à envoyer."),
        )


@dataclass(frozen=True)
class Letters:
    """All the letters since the last that were sent. `seen` names them as a whole: what the page showed is what leaves."""

    since: ProgrammeRelease | None
    release: ProgrammeRelease | None
    letters: list[ChangeLetter]
    unreachable: list[ChangeLetter]
    seen: str


def letters_to_send(congress: Congress) -> Letters:
    """Return whom the changes since the letters sent last concern. A constant number of queries; nothing is written."""
    release, since = latest_release(congress), _last_told(congress)
    if release is None or (since is not None and since.id == release.id):
        return Letters(since, release, [], [], "")
    changes = change_set(sessions_in(since) if since else [], sessions_in(release))
    registered = _registered(congress)
    drafts = [*_to_speakers(changes, registered), *_to_participants(congress, changes, registered)]
    named = json.dumps([release.number, [[each.key, each.email] for each in drafts]])
    return Letters(
        since,
        release,
        [each for each in drafts if each.email],
        [each for each in drafts if not each.email],
        hashlib.sha256(named.encode()).hexdigest()[:32],
    )


def send_letters(congress: Congress, *, seen: str, left_out: Collection[str] = (), by: Person | None) -> int:
    """Send the letters that the organiser has read, but for those left out; return how many. Nobody is told twice.

    Raises:
        LettersChangedMeanwhile: they are not those that were read, or they have left.
    """
    with transaction():
        lock_name(f"programme_release:{congress.id}")
        found = letters_to_send(congress)
        if found.release is None or not found.seen or found.seen != seen:
            raise LettersChangedMeanwhile
        chosen = [each for each in found.letters if each.key not in left_out]
        sent = change_posting.post_letters(congress, found.release, chosen)
        found.release.told_at = now()
        journal.record(
            "programme_changes_told",
            found.release,
            by=by,
            congress_id=congress.id,
            sent=sent,
            left_out=len(found.letters) - len(chosen),
        )
        return sent


def letter_to_send(congress: Congress, key: str) -> ChangeLetter:
    """Return one of the letters.

    Raises:
        NotFound: it is not among those that wait.
    """
    found = letters_to_send(congress)
    letter = next((each for each in (*found.letters, *found.unreachable) if each.key == key), None)
    if letter is None:
        raise NotFound
    return letter


def _last_told(congress: Congress) -> ProgrammeRelease | None:
    told = select(ProgrammeRelease).where(
        ProgrammeRelease.congress_id == congress.id, ProgrammeRelease.told_at.is_not(None)
    )
    latest = told.order_by(ProgrammeRelease.number.desc()).options(undefer(ProgrammeRelease.content)).limit(1)
    return db.session.scalars(latest).first()


def _registered(congress: Congress) -> dict[int, Registration]:
    """Return the registrations of a congress that still stand, by person."""
    rows = select(Registration).where(Registration.congress_id == congress.id, Registration.state.in_(ACTIVE))
    loaded = (
        joinedload(Registration.person).selectinload(Person.contacts),
        joinedload(Registration.congress),
        joinedload(Registration.category),
        joinedload(Registration.delegation).selectinload(Delegation.contacts),
    )
    found = db.session.scalars(rows.options(*loaded).order_by(Registration.id))
    return {each.person_id: each for each in found}


def _to_speakers(changes: list[SessionChange], registered: Mapping[int, Registration]) -> list[ChangeLetter]:
    ids = people_with_parts(changes)
    rows = select(Person).where(Person.id.in_(ids), Person.erased_at.is_(None)).options(selectinload(Person.contacts))
    people = sorted(db.session.scalars(rows), key=lambda person: (person.sort_key, person.id))
    letters = []
    for person in people:
        registration = registered.get(person.id)
        email = (registration.email if registration else "") or person.email or ""
        for change in changes:
            news = news_for_speaker(change, person.id)
            if news is not None:
                key = f"s{change.session.id}-{person.id}"
                letters.append(ChangeLetter(key, person, registration, email, [change], news))
    return letters


def _to_participants(
    congress: Congress, changes: list[SessionChange], registered: Mapping[int, Registration]
) -> list[ChangeLetter]:
    chosen = _choices(congress)
    places = held_by(each.id for each in registered.values())
    letters = []
    for registration in sorted(registered.values(), key=lambda each: (each.person.sort_key, each.id)):
        if registration.state is not RegistrationState.APPROVED:
            continue
        afar, held = registration.mode is Mode.ONLINE, places.get(registration.id, set())
        chose = chosen.get(registration.id, set()) | held
        told = [
            change
            for change in changes
            if concerns_participant(change, from_afar=afar, chose=chose)
            and news_for_speaker(change, registration.person_id) is None
        ]
        contact = stands_in(registration)
        email = contact.email if contact else registration.email or ""
        for change in (each for each in told if each.session.id in held):
            key, news = f"h{change.session.id}-{registration.id}", news_for_holder(change)
            letters.append(ChangeLetter(key, registration.person, registration, email, [change], news))
        told = [each for each in told if each.session.id not in held]
        if told:
            letters.append(ChangeLetter(f"p{registration.id}", registration.person, registration, email, told))
    return letters


def _choices(congress: Congress) -> dict[int, set[int]]:
    rows = select(SessionChoice.registration_id, SessionChoice.session_id).join(
        Registration, Registration.id == SessionChoice.registration_id
    )
    chosen: dict[int, set[int]] = {}
    for registration, session in db.session.execute(rows.where(Registration.congress_id == congress.id)):
        chosen.setdefault(registration, set()).add(session)
    return chosen
