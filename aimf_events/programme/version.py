"""The version of what the public pages of a congress show: one short query, asked before each answer.

Every row that these pages show counts: the latest release by its id and `renderings` (another name of a person in it, an erasure),
the congress, its rooms and venues by xmin, which PostgreSQL changes at each update of a row. A counter by time would miss a
transaction that began earlier and commits later. Of a sign-up, what the pages say of it (`sign_up_public`): whether it is open, and
how many places are left where few are; a signature that changes neither leaves the pages as they are.
"""

import os
import threading
from typing import Any

from psycopg import OperationalError

from ..clock import now
from ..database import db
from .sign_up_public import FEW

_QUERY = f"""
    SELECT c.id || '.' || c.xmin || '.' || coalesce(p.mark, '0') || '.' || r.mark || '.' || coalesce(u.mark, '0')
    FROM congress c
    LEFT JOIN LATERAL (SELECT id || '-' || renderings AS mark FROM programme_release
                       WHERE congress_id = c.id ORDER BY number DESC LIMIT 1) p ON true,
    LATERAL (SELECT count(*) || '-' || coalesce(sum(hashtext(r.id || ':' || r.xmin || ':' || v.xmin)), 0) AS mark
             FROM venue v JOIN room r ON r.venue_id = v.id WHERE v.congress_id = c.id) r,
    LATERAL (SELECT sum(hashtext(concat_ws(':', u.id, u.xmin, s.xmin, least(u.closes_at, (s.day + CAST(s.starts AS time)) AT TIME ZONE c.time_zone) <= %s,
                                           least(s.room_places - held.room, {FEW + 1}),
                                           least(s.online_places - held.online, {FEW + 1})))) AS mark
             FROM sign_up_sheet u JOIN programme_session s ON s.id = u.session_id,
             LATERAL (SELECT count(*) FILTER (WHERE kind = 'room') AS room, count(*) FILTER (WHERE kind = 'online') AS online
                      FROM sign_up WHERE session_id = u.session_id AND state = 'held') held
             WHERE s.congress_id = c.id) u
    WHERE c.name = %s
"""  # noqa: S608

_own = threading.local()


def programme_version(name: str) -> str | None:
    """Return the version of all that the public pages of a congress show; None if there is no such congress.

    Equal versions mean equal pages, whichever process wrote last.
    """
    try:
        return _ask(_connection(), name)
    except OperationalError:  # the server was restarted, or closed an idle connection
        _own.__dict__.clear()
        return _ask(_connection(), name)


def _ask(connection: Any, name: str) -> str | None:
    row = connection.execute(_QUERY, (now(), name)).fetchone()
    return row[0] if row else None


def _connection() -> Any:
    """Return this thread's own connection, outside the pool and without transactions.

    The pool's liveness check and a transaction around it would make three journeys to the database of this one, for every
    reader of a public page: 0.5 ms instead of 0.15. A process that forks opens its own.
    """
    engine = db.engine
    if getattr(_own, "of", None) != (os.getpid(), id(engine)):
        lent = engine.raw_connection()
        lent.detach()
        driver: Any = lent.dbapi_connection
        driver.autocommit = True
        _own.of, _own.lent = (os.getpid(), id(engine)), lent
    return _own.lent.dbapi_connection
