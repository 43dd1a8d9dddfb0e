"""The database: base class, column types, and `transaction()`. The only file that commits."""

import enum
import secrets
import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache, wraps
from typing import Annotated, Any, ParamSpec, TypeVar

import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg.rows import namedtuple_row
from sqlalchemy import BigInteger, DateTime, Enum, Identity, MetaData, String, TextClause, inspect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

RESTED = 30.0  # seconds in the pool after which a connection is asked whether the server is still there
_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]

Translated = dict[str, str]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Thing = TypeVar("Thing")
Given = ParamSpec("Given")


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


def once_more_after_deadlock(verb: Callable[Given, Thing]) -> Callable[Given, Thing]:
    """Run a verb a second time where PostgreSQL ended its transaction to undo a deadlock: nothing of it was written.

    For what locks many rows whose order others do not follow. Inside another transaction the error goes up: that one is over.
    """

    @wraps(verb)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Thing:
        try:
            return verb(*args, **kwargs)
        except OperationalError as error:
            if not isinstance(error.orig, psycopg.errors.DeadlockDetected) or db.session().info.get("after_commit"):
                raise
        return verb(*args, **kwargs)

    return run


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the outermost transaction has committed; never if it does not.

    Raises:
        RuntimeError: outside a transaction, where nothing would ever run it.
    """
    calls = db.session().info.get("after_commit")
    if not calls:
        raise RuntimeError("after_commit() outside transaction()")
    calls[-1].append(call)


def straight(statement: TextClause, values: dict[str, Any]) -> Any:
    """Send one statement to PostgreSQL without SQLAlchemy around it, in the running transaction; its cursor.

    For what is asked hundreds of times a minute: it takes a quarter of the time. Rows are named tuples of plain values,
    and nothing that is pending in the session is flushed before.
    """
    connection = db.session.connection()
    driver: Any = connection.connection.driver_connection
    try:
        return driver.cursor(row_factory=namedtuple_row).execute(_as_sent(statement), values)
    except psycopg.OperationalError:
        if driver.closed:
            connection.invalidate()
        raise


def _put_away(connection: Any, record: Any) -> None:
    record.info["rests_since"] = time.monotonic()


def _take_out(connection: Any, record: Any, proxy: Any) -> None:
    """See without asking whether a connection still lives: a server that ends it says so, and a live one says nothing.

    Asking each time (`pool_pre_ping`) is one question more for each transaction.
    """
    try:
        spoken_to = select.poll()
        spoken_to.register(connection.fileno(), select.POLLIN)
        rested = time.monotonic() - record.info.get("rests_since", time.monotonic())
        if rested >= RESTED or spoken_to.poll(0):
            connection.execute("SELECT 1")
            connection.rollback()
    except psycopg.Error as error:  # the pool throws away all that are older, and opens a new one
        raise InvalidatePoolError from error


POOL_EVENTS = [(_put_away, "checkin"), (_take_out, "checkout")]


@cache
def _as_sent(statement: TextClause) -> str:
    """The statement with psycopg's own placeholders."""
    return str(statement.compile(dialect=_DIALECT))


def lock(thing: Thing, *, pointed_at: bool = False) -> Thing:
    """Lock the row of `thing` until the transaction ends, and read it again: what was loaded before may be stale.

    Args:
        pointed_at: let others write rows that point to it meanwhile. For whoever then waits for a row that they hold: the key
            of this one, which theirs names, would make each wait for the other.
    """
    state = inspect(thing)
    if state is not None and state.persistent:  # type: ignore[union-attr]
        db.session.flush()
        db.session.refresh(
            thing, with_for_update={"of": type(thing), "key_share": pointed_at}
        )  # not what was loaded beside it
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
    "once_more_after_deadlock",
    "pk",
    "public_id",
    "straight",
    "transaction",
    "words",
]
