"""Erasing a person: their data go everywhere at once, the statutory record stays under their number, the journal stays sealed."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import String, Table, Text, cast, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from .. import journal
from ..accounts.models import RoleGrant
from ..clock import now
from ..congress.models import Congress, CongressGrant
from ..database import after_commit, db, lock, transaction
from ..errors import Refusal
from ..mail.models import MessageState, OutgoingMessage
from ..members.models import LocalOffice
from ..people.models import Person
from ..programme.releases import show_anew
from ..registration.models import OPEN, Registration, SecurityList
from .mentions import blank_mentions
from .reach import Reach, reach_of
from .reviews import open_review
from .tables import GONE, free_text, held_tables

_SHORTEST = 6  # characters: a shorter word is found in too many others


class StillNeeded(Refusal):
    """Something lawful needs these data today."""

    code = "still_needed"


def erase_person(person: Person, *, by: Person | None, reason: str, mentions: Collection[str] | None = None) -> Person:
    """Erase all that is held of a person. Twice is harmless.

    Args:
        mentions: the notes that name this person by the family name alone, as `mentions.Mention.ident`; None where nobody
            has looked, as when persons erase themselves: then the secretariat is asked to look.

    Raises:
        StillNeeded: a role, an office or a registration is still running.
    """
    with transaction():
        lock(person)
        if person.erased_at is not None:
            return person
        check_not_needed(person)
        _seal_all()
        reach, words = reach_of(person), _words_of(person)
        family_name = person.family_name
        blanked, found = blank_mentions(family_name, mentions or ())
        _silence(reach)
        _forget_files(reach)
        _hand_in_lists(reach)
        show_anew(person)
        for name, held in held_tables().items():
            table = db.metadata.tables[name]
            condition = (held.erased or held.where)(table, reach)
            if held.blanks is None:
                db.session.execute(delete(table).where(condition))
            elif held.blanks:
                values = {column: value(table) if callable(value) else value for column, value in held.blanks.items()}
                db.session.execute(update(table).where(condition).values(**values))
        for word in words:
            _blank_word(word)
        if mentions is None:
            open_review(family_name)
        db.session.expire_all()
        journal.record("person_erased", person, by=by, reason=reason, mentions=found, blanked=blanked)
        return person


def check_not_needed(person: Person) -> None:
    """Refuse while the law, or the work of the association, needs to know who this is.

    Raises:
        StillNeeded.
    """
    roles = select(RoleGrant.id).filter_by(person_id=person.id, withdrawn_at=None)
    grants = select(CongressGrant.id).filter_by(person_id=person.id, withdrawn_at=None)
    if _any(roles) or _any(grants):
        raise StillNeeded(
            _l("Cette personne tient encore un rôle : ses actes doivent porter son nom."),
            advice=_l("Retirez d’abord ses rôles, puis recommencez."),
        )
    if _any(select(LocalOffice.id).filter_by(person_id=person.id, is_executive=True, is_recognised=True, ends_on=None)):
        raise StillNeeded(
            _l("Cette personne représente aujourd’hui un membre de l’association."),
            advice=_l("Enregistrez d’abord la fin de son mandat, avec sa preuve, sur la page du membre."),
        )
    active = select(Registration.id).join(Congress, Congress.id == Registration.congress_id)
    coming = active.where(
        Registration.person_id == person.id, Registration.state.in_(OPEN), Congress.ends_on >= now().date()
    )
    if _any(coming):
        raise StillNeeded(
            _l("Cette personne est inscrite à un congrès qui n’est pas terminé."),
            advice=_l("Retirez d’abord son inscription, ou attendez la fin du congrès."),
        )


def _any(statement: Any) -> bool:
    return db.session.scalars(statement.limit(1)).first() is not None


def _seal_all() -> None:
    """Seal what is not sealed yet: an entry is erased only once its seal stands in the chain."""
    waiting = select(journal.JournalEntry.id).where(journal.JournalEntry.position.is_(None))
    while _any(waiting):
        journal.seal_journal()
        db.session.flush()


def _words_of(person: Person) -> list[str]:
    """The words by which this person alone is known: a name that another bears too says nothing for certain."""
    namesakes = select(Person.id).where(Person.sort_key == person.sort_key, Person.id != person.id)
    names = [] if _any(namesakes) else [person.full_name, person.badge_name, person.original_name]
    own = reach_of(person).mailboxes
    contacts = [contact.address for contact in person.contacts if contact.key in own or "@" not in contact.key]
    registered = select(Registration.email, Registration.telephone).filter_by(person_id=person.id)
    for email, telephone in db.session.execute(registered):
        contacts += [telephone, *([email] if email.casefold() in own else [])]
    return sorted({word for word in (*names, *contacts) if len(word) >= _SHORTEST}, key=len, reverse=True)


def _silence(reach: Reach) -> None:
    """Letters that have not left never will."""
    waiting = update(OutgoingMessage).where(OutgoingMessage.id.in_(reach.letters), OutgoingMessage.ended_at.is_(None))
    db.session.execute(waiting.values(state=MessageState.SUPPRESSED, ended_at=now()))


def _forget_files(reach: Reach) -> None:
    """The demo keeps its letters as files: those of the person go after the commit."""
    folder: Path | None = current_app.config["AIMF"].mail_folder
    if folder is None:
        return
    names = list(db.session.scalars(select(OutgoingMessage.public_id).where(OutgoingMessage.id.in_(reach.letters))))

    def remove() -> None:
        for name in names:
            for path in folder.glob(f"*-{name}.eml"):
                path.unlink(missing_ok=True)

    after_commit(remove)


def _hand_in_lists(reach: Reach) -> None:
    """A list for the host's security cannot be opened to take one line out: the files of these congresses go."""
    congresses = select(Registration.congress_id).where(Registration.id.in_(reach.registrations))
    db.session.execute(update(SecurityList).where(SecurityList.congress_id.in_(congresses)).values(file=None))


def _blank_word(word: str) -> None:
    """Blank a word wherever somebody may have written it by hand; journal entries that say it lose their words."""
    letters = db.metadata.tables["outgoing_message"]
    naming = cast(letters.c.data, Text).icontains(_in_json(word), autoescape=True)
    db.session.execute(update(letters).where(naming).values(content=None))  # rendered from these words
    for table, column in free_text():
        _replace(table, column, word)
    entries = db.metadata.tables["journal_entry"]
    said = or_(*(entries.c.payload.contains(each, autoescape=True) for each in {word, _in_json(word)}))
    db.session.execute(update(entries).where(said).values(salt=None, payload=None))


def _replace(table: Table, column: str, word: str) -> None:
    cell = table.c[column]
    if isinstance(cell.type, String | Text):
        said = cell.icontains(word, autoescape=True)
        put: Any = func.regexp_replace(cell, _pattern(word), GONE, "gi")
    else:
        text, written = cast(cell, Text), _in_json(word)
        said = text.icontains(written, autoescape=True)
        put = cast(func.regexp_replace(text, _pattern(written), GONE, "gi"), JSONB)
    db.session.execute(update(table).where(said).values({column: put}))


def _in_json(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)[1:-1]


def _pattern(word: str) -> str:
    """The word as a regular expression of PostgreSQL that finds it and nothing else."""
    return "".join(each if each.isalnum() or each.isspace() else f"\\{each}" for each in word)
