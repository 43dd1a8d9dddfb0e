"""Who is at the screen: the signed-in session, the person chosen behind the mailbox, and the roles held here."""

from typing import Any

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user
from werkzeug.local import LocalProxy

from .. import crypto
from ..accounts.models import Account, Role, SignInSession
from ..accounts.roles import roles_of
from ..accounts.sessions import choose_person, open_session, session_by_secret
from ..congress.models import CongressRole
from ..congress.roles import congress_roles_of
from ..errors import NotAllowed
from ..people.models import Person

login_manager = LoginManager()


class SignedIn(UserMixin):
    """What Flask-Login keeps: the open session; its id in the cookie is the session's secret."""

    def __init__(self, secret: str, opened: SignInSession) -> None:
        self.id = secret
        self.session = opened

    @property
    def person(self) -> Person | None:
        """The person at the screen; None until a shared mailbox has answered « qui êtes-vous ? »."""
        return self.session.person


def init_app(app: Flask) -> None:
    """Load the reader from the cookie at the first need."""
    login_manager.init_app(app)
    login_manager.session_protection = None  # our sessions are rows that can be ended; addresses change on a phone
    login_manager.user_loader(load_reader)
    app.before_request(follow_language)
    app.context_processor(
        lambda: {"me": current_person(), "my_roles": current_roles(), "congress": getattr(g, "congress", None)}
    )


def load_reader(secret: str) -> SignedIn | None:
    """Return the reader whose cookie holds `secret`, if that session is still open."""
    opened = session_by_secret(secret)
    return SignedIn(secret, opened) if opened else None


def follow_language() -> None:
    """Write in the person's own language unless another was chosen. Machines (api, live) ask too often to be looked up."""
    if "_user_id" in session and request.blueprint not in ("api", "live"):
        person = current_person()
        g.person_language = person.language if person else None


def browser_secret() -> str:
    """Return the random secret by which codes are bound to the browser that asked."""
    if "browser" not in session:
        session["browser"] = crypto.new_secret()
    return str(session["browser"])


def begin_session(account: Account, *, person: Person | None = None) -> SignInSession:
    """Sign this browser in to a mailbox that a code has proved; what it entered before remains its own.

    Args:
        person: who is at the screen, where that is known; otherwise one person alone behind the mailbox is chosen.
    """
    kept = {key: session[key] for key in ("language", "own_registrations") if key in session}
    secret, opened = open_session(account, browser=request.user_agent.string)
    if person is not None and opened.person_id != person.id:
        choose_person(opened, person)
    session.clear()
    session.update(kept)
    login_user(SignedIn(secret, opened))
    session.permanent = True
    return opened


def current_person() -> Person | None:
    """Return the person at the screen, or None."""
    return current_user.person if current_user.is_authenticated else None


def signed_in_person() -> Person:
    """Return the person at the screen, behind a guard that has made sure that there is one.

    Raises:
        NotAllowed: nobody is signed in, or a shared mailbox has not said who.
    """
    person = current_person()
    if person is None:
        raise NotAllowed
    return person


def current_session() -> SignInSession | None:
    """Return the open session of this browser, or None."""
    return current_user.session if current_user.is_authenticated else None


def current_roles() -> set[Role | CongressRole]:
    """Return the roles held by the person at the screen: the association's, and those of this congress."""
    if "roles" not in g:
        person, held = current_person(), set[Any]()
        if person:
            held |= roles_of(person)
            if getattr(g, "congress", None):
                held |= congress_roles_of(person, g.congress)
        g.roles = held
    return g.roles


me: Any = LocalProxy(current_person)
