"""Sessions that the programme's desk may not move: a sitting was convened for this hour and place, and only its own desk convenes anew.

What lies above registers how it finds them, as with `release_checks`: the programme knows no sitting.
"""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from ..congress.models import Congress
from ..errors import Refusal
from .models import ProgrammeSession

Finder = Callable[[Congress], dict[int, Any]]
_finders: list[Finder] = []


class ConvenedSession(Refusal):
    """The session is that of a sitting whose convocation has left."""

    code = "convened_session"

    def __init__(self, why: Any) -> None:
        super().__init__(
            why,
            advice=_l("Son jour, son heure et son lieu se changent là où l’instance est convoquée, pas ici."),
        )


def register(find: Finder) -> None:
    """Let `find` say which sessions of a congress are convened: {id of the session: sentence that says why it stays}.

    Registering the same one twice adds it once.
    """
    if find not in _finders:
        _finders.append(find)


def convened_sessions(congress: Congress) -> dict[int, Any]:
    """Return the sessions that are not moved here, with the sentence that says why."""
    found: dict[int, Any] = {}
    for find in _finders:
        found.update(find(congress))
    return found


def is_convened(session: ProgrammeSession) -> bool:
    """Whether a sitting was convened for this session."""
    return session.id in convened_sessions(session.congress)


def check_movable(session: ProgrammeSession) -> None:
    """Stop whoever would move or cancel the session of a convened sitting.

    Raises:
        ConvenedSession: it is one.
    """
    why = convened_sessions(session.congress).get(session.id)
    if why is not None:
        raise ConvenedSession(why)
