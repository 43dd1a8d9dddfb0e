"""Who may open which route. Closed by default: a blueprint without a guard answers nobody.

A desk is declared once: `blueprint = desk("accreditation", __name__, allows={...})`; a view that is narrower or wider
than its desk says so with `@allows(...)`. `requirement_of(endpoint)` is what the table of routes × roles reads.
"""

import enum
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Flask, current_app, redirect, request, url_for
from flask_login import current_user

from ..accounts.models import Role
from ..congress.models import CongressRole
from ..errors import NotAllowed, NotFound
from .identity import current_person, current_roles

View = TypeVar("View", bound=Callable[..., Any])


class Anyone(enum.Enum):
    """Guards that name no role."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"


PUBLIC = frozenset({Anyone.PUBLIC})
SIGNED_IN = frozenset({Anyone.SIGNED_IN})
Allowed = frozenset[Any]
_desks: dict[str, Allowed] = {"static": PUBLIC}


def desk(name: str, import_name: str, *, allows: set[Any] | Allowed, url_prefix: str | None = None) -> Blueprint:
    """Return a blueprint and say who may open it: roles, or PUBLIC, or SIGNED_IN."""
    _desks[name] = frozenset(allows)
    return Blueprint(name, import_name, url_prefix=url_prefix)


def allows(*who: Any) -> Callable[[View], View]:
    """Say who may open one view, in place of its desk's guard."""

    def mark(view: View) -> View:
        view.allowed = frozenset(who[0] if len(who) == 1 and isinstance(who[0], frozenset) else who)  # type: ignore[attr-defined]
        return view

    return mark


def proves_itself(how: str, *, scheme: str = "") -> Callable[[View], View]:
    """Mark a view of the interface whose requests bear a proof of their own (`how`), which no other site can make.

    They need no token against forgery. With `scheme`, only those whose Authorization header has that scheme.
    """

    def mark(view: View) -> View:
        view.proof = (how, scheme)  # type: ignore[attr-defined]
        return view

    return mark


def takes_away(view: View) -> View:
    """Mark a view that answers with a list as a file: an auditor reads a list where it stands, and takes none away."""
    view.is_taken_away = True  # type: ignore[attr-defined]
    return view


def reads_only(endpoint: str, method: str) -> bool:
    """Return whether a request only looks: what is asked with POST changes something, what is taken away is copied."""
    taken = getattr(current_app.view_functions.get(endpoint), "is_taken_away", False)
    return method in ("GET", "HEAD") and not taken


def requirement_of(endpoint: str) -> Allowed:
    """Return who may open an endpoint; nobody if nothing says so."""
    view = current_app.view_functions.get(endpoint)
    marked = getattr(view, "allowed", None)
    if marked is not None:
        return marked
    return _desks.get(endpoint.rsplit(".", 1)[0], frozenset())


def admits(allowed: Allowed, roles: set[Any], *, signed_in: bool, reads: bool) -> bool:
    """Return whether someone with `roles` passes. An auditor reads what the secretariat sees, and changes nothing."""
    if Anyone.PUBLIC in allowed or (Anyone.SIGNED_IN in allowed and signed_in):
        return True
    return bool(allowed & roles) or (reads and Role.AUDITOR in roles and Role.SECRETARIAT in allowed)


def init_app(app: Flask) -> None:
    """Check each request before its view."""
    app.before_request(check)


def check() -> Any:
    """Let the request pass, ask to sign in, or say no (404 for what does not exist)."""
    if request.endpoint is None:
        return None
    allowed = requirement_of(request.endpoint)
    if Anyone.PUBLIC in allowed:
        return None
    if not current_user.is_authenticated:
        return redirect(
            url_for("account.sign_in", next=request.full_path.rstrip("?") if request.method == "GET" else None)
        )
    if current_person() is None and request.blueprint != "account":
        return redirect(
            url_for("account.who_are_you", next=request.full_path.rstrip("?") if request.method == "GET" else None)
        )
    if admits(allowed, current_roles(), signed_in=True, reads=reads_only(request.endpoint, request.method)):
        return None
    raise NotAllowed


SECRETARIAT = frozenset({Role.SECRETARIAT})
ACCREDITATION_DESK = frozenset({Role.SECRETARIAT, CongressRole.ACCREDITATION})
SITTING_DESK = frozenset({Role.SECRETARIAT, Role.SITTING_SECRETARY})
DUES_DESK = frozenset({Role.SECRETARIAT, Role.TREASURY, Role.SITTING_SECRETARY})
PROTOCOL_DESK = frozenset({CongressRole.PROTOCOL})
PROGRAMME_DESK = frozenset({Role.SECRETARIAT, CongressRole.PROGRAMME})
ONLINE_DESK = PROGRAMME_DESK | {CongressRole.ONLINE_OPERATOR}
DOOR_STAFF = frozenset({Role.SECRETARIAT, CongressRole.DOOR, CongressRole.DOOR_SUPERVISOR})
DOOR_SUPERVISORS = frozenset({Role.SECRETARIAT, CongressRole.DOOR_SUPERVISOR})
RECEPTION = ACCREDITATION_DESK | {CongressRole.DOOR_SUPERVISOR, CongressRole.DESK}


def in_congress(thing: Any, congress: Any) -> Any:
    """Return `thing` if it belongs to `congress`; what belongs to another one does not exist here.

    Raises:
        NotFound: nothing, or another congress's.
    """
    if thing is None or thing.congress_id != congress.id:
        raise NotFound
    return thing
