"""Two records of one human being become one, after somebody has looked at both side by side. All or nothing.

The kept record takes every reference; the other stays as an empty row whose address leads to the kept one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Column, Table, UniqueConstraint, and_, delete, func, or_, select, update
from sqlalchemy.orm import aliased, selectinload

from .. import journal
from ..assembly.joined_sheets import hold_voices, join_sheets
from ..database import db, transaction
from ..errors import Refusal
from ..people.models import Civility, ContactPoint, Person
from ..people.people import name_person
from ..programme.releases import show_anew
from ..registration.models import OPEN, Registration
from .claims import hold_claimed, join_claims
from .tables import GONE

CHOSEN = ("civility", "honorific", "given_name", "family_name", "badge_name", "original_name", "language", "time_zone")
LOOSE: tuple[str, ...] = (
    *("outgoing_message.person_id", "outgoing_message.held_for_id", "outgoing_message.released_by_id"),
    *("dead_mailbox.cleared_by_id", "letter_text.written_by_id"),
)
"""Columns that hold a person's id without a foreign key: their packages stand below people, or beside."""
PAST: dict[str, str] = {"journal_entry.person_id": "the journal says who acted as it was then; it is never rewritten"}
_SHOWN = 100


class SameCongress(Refusal):
    """Both are registered at one congress: one registration must end first."""

    code = "both_registered"


class NotMergeable(Refusal):
    """One of the two is gone, or they are one already."""

    code = "not_mergeable"


@dataclass(frozen=True)
class Pair:
    """Two records that may be one human being, and why one thinks so."""

    first: Person
    second: Person
    same_name: bool
    same_mailbox: bool


def candidates() -> list[Pair]:
    """Return pairs of the same name, or of one mailbox with a like name. Three queries."""
    one, other = aliased(Person), aliased(Person)
    mine, theirs = aliased(ContactPoint), aliased(ContactPoint)
    alive = and_(one.merged_into_id.is_(None), other.merged_into_id.is_(None), one.erased_at.is_(None))
    both = and_(one.id < other.id, alive, other.erased_at.is_(None))
    turned = func.regexp_replace(one.sort_key, "^(\\S+) (.*)$", "\\2 \\1")
    named = (
        select(one.id, other.id).join(other, or_(one.sort_key == other.sort_key, turned == other.sort_key)).where(both)
    )
    reached = (
        select(one.id, other.id)
        .join(mine, mine.person_id == one.id)
        .join(theirs, and_(theirs.kind == mine.kind, theirs.key == mine.key))
        .join(other, other.id == theirs.person_id)
        .where(both, func.split_part(one.sort_key, " ", 1) == func.split_part(other.sort_key, " ", 1))
    )
    names = {tuple(row) for row in db.session.execute(named.limit(_SHOWN))}
    mailboxes = {tuple(row) for row in db.session.execute(reached.limit(_SHOWN))}
    idents = {ident for pair in names | mailboxes for ident in pair}
    found = select(Person).where(Person.id.in_(idents)).options(selectinload(Person.contacts))
    people = {person.id: person for person in db.session.scalars(found)}
    return [
        Pair(people[first], people[second], (first, second) in names, (first, second) in mailboxes)
        for first, second in sorted(names | mailboxes)
    ]


def merge_persons(kept: Person, gone: Person, *, chosen: Mapping[str, Any], by: Person | None, reason: str) -> Person:
    """Make two records one: each field as chosen, every reference moved.

    Args:
        chosen: the fields of CHOSEN as the reviewer wants them.

    Raises:
        NotMergeable: they are one already, or one was erased.
        SameCongress: both hold an open registration at one congress.
    """
    with transaction():
        hold_claimed(kept, gone)
        hold_voices(kept, gone)
        _lock_both(kept, gone)
        check_mergeable(kept, gone)
        join_claims(kept, gone)
        join_sheets(kept, gone, by=by)
        show_anew(kept)
        show_anew(gone)
        moved = {f"{table.name}.{column.name}": _move(table, column, kept, gone) for table, column in references()}
        _take_fields(kept, chosen)
        gone.merged_into_id = kept.id
        name_person(gone, given_name="", family_name=GONE)
        gone.civility, gone.honorific = None, ""
        db.session.flush()
        db.session.expire_all()
        told = {place: count for place, count in moved.items() if count}
        journal.record("persons_merged", kept, by=by, gone=gone.id, moved=told, reason=reason)
        return kept


def check_mergeable(kept: Person, gone: Person) -> None:
    """Refuse what cannot be made one.

    Raises:
        NotMergeable, SameCongress.
    """
    if kept.id == gone.id or kept.merged_into_id or gone.merged_into_id or kept.erased_at or gone.erased_at:
        raise NotMergeable(
            _l("Ces deux fiches n’en font qu’une, ou l’une d’elles a été effacée."),
            advice=_l("Revenez à la liste : elle montre ce qui reste à examiner."),
        )
    twice = in_one_congress(kept, gone)
    if twice:
        raise SameCongress(
            _l(
                "Les deux fiches ont une inscription en cours au même congrès : « %(first)s » et « %(second)s ».",
                first=twice[0].delegation.name,
                second=twice[1].delegation.name,
            ),
            advice=_l("Retirez d’abord celle des deux inscriptions qui est de trop, puis réunissez les fiches."),
        )


def in_one_congress(kept: Person, gone: Person) -> list[Registration]:
    """Return the two open registrations that stand in the way, the kept person's first; nothing if none does."""
    held = select(Registration).where(Registration.state.in_(OPEN)).order_by(Registration.id)
    mine = {each.congress_id: each for each in db.session.scalars(held.filter_by(person_id=kept.id))}
    for theirs in db.session.scalars(held.filter_by(person_id=gone.id)):
        if theirs.congress_id in mine:
            return [mine[theirs.congress_id], theirs]
    return []


def references() -> list[tuple[Table, Column[Any]]]:
    """Return every column of the database that holds a person's id, but for the merge itself and the journal."""
    person = db.metadata.tables["person"]
    found = [
        (table, column)
        for table in db.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table is person for key in column.foreign_keys) and column.name != "merged_into_id"
    ]
    loose = [place.split(".") for place in LOOSE]
    return found + [(db.metadata.tables[name], db.metadata.tables[name].c[column]) for name, column in loose]


def _lock_both(kept: Person, gone: Person) -> None:
    rows = select(Person).where(Person.id.in_([kept.id, gone.id])).order_by(Person.id).with_for_update()
    db.session.flush()
    list(db.session.scalars(rows.execution_options(populate_existing=True)))


def _move(table: Table, column: Column[Any], kept: Person, gone: Person) -> int:
    """Point rows at the kept person; one that the kept person has already (the same mailbox, the same role) is dropped."""
    for keys in _unique_with(table, column):
        mine = table.alias()
        same = [mine.c[key.name].is_not_distinct_from(table.c[key.name]) for key in keys if key is not column]
        doubled = select(1).where(mine.c[column.name] == kept.id, *same).correlate(table).exists()
        db.session.execute(delete(table).where(column == gone.id, doubled))
    return db.session.execute(update(table).where(column == gone.id).values({column: kept.id})).rowcount  # type: ignore[attr-defined, no-any-return]


def _unique_with(table: Table, column: Column[Any]) -> list[Sequence[Column[Any]]]:
    """The unique keys that a move could break: whole ones; those with a condition are checked before (`in_one_congress`)."""
    constraints = [list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
    indexes = [
        list(each.columns)
        for each in table.indexes
        if each.unique and each.dialect_options["postgresql"]["where"] is None
    ]
    return [keys for keys in (*constraints, *indexes) if column in keys and len(keys) > 1]


def _take_fields(kept: Person, chosen: Mapping[str, Any]) -> None:
    kept.civility = Civility(chosen["civility"]) if chosen["civility"] else None
    kept.honorific, kept.language, kept.time_zone = chosen["honorific"], chosen["language"], chosen["time_zone"] or None
    names = {name: chosen[name] for name in ("given_name", "family_name", "badge_name", "original_name")}
    name_person(kept, **names)
