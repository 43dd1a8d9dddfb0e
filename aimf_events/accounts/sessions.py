"""Browsers signed in: opened by a code, seen, listed to their owner, ended."""

from datetime import timedelta

from sqlalchemy import select

from .. import crypto, journal
from ..clock import now
from ..database import db, transaction
from ..errors import NotFound
from ..people.contacts import persons_at
from ..people.models import Person
from .models import Account, SignInSession

LIFETIME = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)  # so that reading a page does not write a row each time


def session_by_secret(secret: str) -> SignInSession | None:
    """Return the open session of a cookie, marking it seen at most every five minutes."""
    opened = db.session.scalars(
        select(SignInSession).filter_by(secret_hash=crypto.keyed_hash("session", secret))
    ).first()
    if opened is None or not opened.is_open or opened.account.blocked_at is not None:
        return None
    if now() - opened.last_seen_at > SEEN_EVERY:
        with transaction():
            opened.last_seen_at = now()
    return opened


def open_session(account: Account, *, browser: str) -> tuple[str, SignInSession]:
    """Open a session; return the secret for the cookie and the row. One person behind the mailbox is chosen at once."""
    with transaction():
        secret = crypto.new_secret()
        behind = persons_at(account.address)
        opened = SignInSession(
            account_id=account.id,
            person_id=behind[0].id if len(behind) == 1 else None,
            secret_hash=crypto.keyed_hash("session", secret),
            browser=browser[:200],
            opened_at=now(),
            last_seen_at=now(),
            expires_at=now() + LIFETIME,
        )
        db.session.add(opened)
        journal.record("session_opened", opened, by=behind[0] if len(behind) == 1 else None)
        return secret, opened


def choose_person(opened: SignInSession, person: Person) -> None:
    """Answer « qui êtes-vous ? » for a shared mailbox.

    Raises:
        NotFound: the mailbox does not reach this person.
    """
    if person.id not in {p.id for p in persons_at(opened.account.address)}:
        raise NotFound
    with transaction():
        opened.person_id = person.id
        journal.record("person_chosen", opened, by=person)


def open_sessions(account: Account) -> list[SignInSession]:
    """Return the browsers signed in to a mailbox, the last seen first."""
    rows = select(SignInSession).filter_by(account_id=account.id, ended_at=None).where(SignInSession.expires_at > now())
    return list(db.session.scalars(rows.order_by(SignInSession.last_seen_at.desc())))


def end_session(opened: SignInSession, *, by: Person | None) -> None:
    """End a session now. Twice is harmless."""
    with transaction():
        if opened.ended_at is None:
            opened.ended_at = now()
            journal.record("session_ended", opened, by=by)
