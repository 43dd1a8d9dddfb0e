"""Who did what to what, and when. A verb writes its row in its own transaction; one sealer chains the rows later.

The seal of a row is SHA-256(salt ‖ payload); the chain hashes seals, so erasing a row's salt and payload (an erasure
asked by a person) leaves the chain whole, and writers never wait for each other.
"""

import hashlib
import json
import os
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from .clock import now
from .database import db, lock_name, pk, transaction
from .jobs import periodic

_GENESIS = hashlib.sha256(b"AIMF-JOURNAL-1").digest()


class JournalEntry(db.Model):  # type: ignore[name-defined, misc]
    """One act. `seal` and `chain` are written by the sealer; `salt` and `payload` may be erased afterwards."""

    __tablename__ = "journal_entry"

    id: Mapped[int] = pk()
    at: Mapped[datetime] = mapped_column(index=True)
    verb: Mapped[str] = mapped_column(String(60), index=True)
    thing_kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int | None] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    congress_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    payload: Mapped[str | None] = mapped_column(Text)
    seal: Mapped[bytes | None] = mapped_column(LargeBinary)
    position: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    chain: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (db.Index("ix_journal_entry_thing_kind_thing_id", "thing_kind", "thing_id"),)

    @property
    def details(self) -> dict[str, Any]:
        """What the verb recorded, or nothing once it was erased."""
        return json.loads(self.payload)["details"] if self.payload else {}


def record(verb: str, thing: Any, *, by: Any, congress_id: int | None = None, **details: Any) -> JournalEntry:
    """Write that `by` (a Person, or None for the system) did `verb` (past tense) to `thing`.

    Details hold ids, states and reasons, never a secret and never a whole form.
    """
    if getattr(thing, "id", None) is None:
        db.session.flush()  # a new thing has its id from here on; all else is written in one go at the end
    moment = now()
    kind = thing if isinstance(thing, str) else type(thing).__name__
    ident = getattr(thing, "id", None)
    who = getattr(by, "id", None)
    where = congress_id if congress_id is not None else getattr(thing, "congress_id", None)
    payload = {"verb": verb, "kind": kind, "id": ident, "by": who, "at": moment.isoformat(), "details": details}
    entry = JournalEntry(
        at=moment,
        verb=verb,
        thing_kind=kind,
        thing_id=ident,
        person_id=who,
        congress_id=where,
        salt=os.urandom(16),
        payload=json.dumps(payload, ensure_ascii=False, sort_keys=True, default=str),
    )
    db.session.add(entry)
    return entry


def history(thing: Any) -> list[JournalEntry]:
    """Return what was done to a thing, oldest first."""
    kind = type(thing).__name__
    return list(
        db.session.scalars(select(JournalEntry).filter_by(thing_kind=kind, thing_id=thing.id).order_by(JournalEntry.id))
    )


@periodic(seconds=60)
def seal_journal() -> None:
    """Chain the rows not yet sealed, in id order. One sealer at a time; twice is harmless."""
    with transaction():
        lock_name("journal")
        last = db.session.execute(
            select(JournalEntry.position, JournalEntry.chain)
            .where(JournalEntry.position.is_not(None))
            .order_by(JournalEntry.position.desc())
            .limit(1)
        ).first()
        position, chain = (last.position, last.chain) if last else (0, _GENESIS)
        for entry in db.session.scalars(
            select(JournalEntry).where(JournalEntry.position.is_(None)).order_by(JournalEntry.id).limit(5000)
        ):
            position += 1
            entry.position = position
            entry.seal = hashlib.sha256((entry.salt or b"") + (entry.payload or "").encode()).digest()
            entry.chain = chain = hashlib.sha256(chain + position.to_bytes(8, "big") + entry.seal).digest()


def verify_journal() -> list[int]:
    """Return the positions at which the chain is broken or a row no longer matches its seal (none: all is well)."""
    broken, chain = [], _GENESIS
    sealed = select(JournalEntry).where(JournalEntry.position.is_not(None)).order_by(JournalEntry.position)
    for expected, entry in enumerate(db.session.scalars(sealed), start=1):
        seal = entry.seal or b""
        chain = hashlib.sha256(chain + expected.to_bytes(8, "big") + seal).digest()
        altered = (
            entry.payload is not None and hashlib.sha256((entry.salt or b"") + entry.payload.encode()).digest() != seal
        )
        if entry.position != expected or entry.chain != chain or altered:
            broken.append(expected)
            chain = entry.chain or chain
    return broken


def entry_at(position: int) -> JournalEntry | None:
    """Return the sealed entry of a position, or None where it is missing."""
    return db.session.scalars(select(JournalEntry).filter_by(position=position)).first()
