"""The database: base class, column types, and `transaction()`. The only file that commits."""

import enum
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Enum, Identity, MetaData, String, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Translated = dict[str, str]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Thing = TypeVar("Thing")


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can name it too; moments are aware, translated texts are JSONB."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: DateTime(timezone=True),
            dict[str, str]: JSONB,
            dict[str, Any]: JSONB,
            list[str]: JSONB,
            list[int]: JSONB,
        },
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def pk() -> Any:
    """Return the key of a table: bigint, never shown."""
    return mapped_column(BigInteger, Identity(always=False), primary_key=True)


def public_id() -> Any:
    """Return the identifier that addresses show: 128 random bits, 22 URL-safe characters."""
    return mapped_column(String(22), unique=True, default=new_public_id)


def words(kind: type[enum.StrEnum]) -> Enum:
    """Return the column type of a closed list of words, stored as readable text (a word unknown to the code is refused on its way in)."""
    return Enum(kind, native_enum=False, length=30, values_callable=lambda k: [w.value for w in k])


def new_public_id() -> str:
    """Return 128 random bits as 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


@contextmanager
def transaction() -> Iterator[Any]:
    """Do all or nothing. The outermost commits, then runs the after-commit calls; an inner one is a savepoint.

    If an inner one raises, its changes and its after-commit calls are dropped, and the outer may go on (bulk work).
    """
    session = db.session()
    calls: list[list[Callable[[], None]]] = session.info.setdefault("after_commit", [])
    outermost = not calls
    calls.append([])
    try:
        if outermost:
            yield session
            session.commit()
        else:
            with session.begin_nested():
                yield session
    except BaseException:
        calls.pop()
        if outermost:
            session.rollback()
        raise
    mine = calls.pop()
    if calls:
        calls[-1].extend(mine)
        return
    for call in dict.fromkeys(mine):  # a wake asked a hundred times wakes once
        call()


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the outermost transaction has committed; never if it does not.

    Raises:
        RuntimeError: outside a transaction, where nothing would ever run it.
    """
    calls = db.session().info.get("after_commit")
    if not calls:
        raise RuntimeError("after_commit() outside transaction()")
    calls[-1].append(call)


def lock(thing: Thing) -> Thing:
    """Lock the row of `thing` until the transaction ends, and read it again: what was loaded before may be stale."""
    state = inspect(thing)
    if state is not None and state.persistent:  # type: ignore[union-attr]
        db.session.flush()
        db.session.refresh(thing, with_for_update={"of": type(thing)})  # not what was loaded beside it
    return thing


def lock_name(name: str) -> None:
    """Hold a lock on a name that has no row (yet), until the transaction ends (pg_advisory_xact_lock)."""
    db.session.execute(db.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


__all__ = [
    "Base",
    "Mapped",
    "Moment",
    "Translated",
    "after_commit",
    "db",
    "lock",
    "lock_name",
    "mapped_column",
    "new_public_id",
    "pk",
    "public_id",
    "transaction",
    "words",
]
