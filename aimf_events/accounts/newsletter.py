"""The newsletter: a mailbox asks for it, its owner confirms, one click ends it (RFC 8058)."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from .. import crypto, journal
from ..clock import now
from ..database import db, lock, new_public_id, transaction
from ..errors import NotFound
from ..mail import outbox
from ..mail.models import NEWSLETTER, Priority, Subscription
from ..people.contacts import mailbox_key
from .limits import spend

PURPOSE = "newsletter"
ASKED = "newsletter_asked"
FROM_ONE_PLACE, TO_ONE_MAILBOX = 20, 3
GOOD_FOR = timedelta(days=7)


def ask_newsletter(address: str, *, language: str, place: str) -> None:
    """Write to a mailbox that somebody says is theirs; it is subscribed once its owner confirms. The asker learns nothing.

    Args:
        address: in normal form.
        place: the network address that asked, for the limit.

    Raises:
        TooOften: twenty in an hour from one place, or three in a day for one mailbox.
    """
    key = mailbox_key(address)
    spend("newsletter_place", place, at_most=FROM_ONE_PLACE, within=timedelta(hours=1))
    spend("newsletter_mailbox", key, at_most=TO_ONE_MAILBOX, within=timedelta(days=1))
    with transaction():
        subscription = _row(address, key, language)
        if subscription.confirmed_at is not None and subscription.ended_at is None:
            return
        subscription.asked_at, subscription.language = now(), language
        outbox.post(
            ASKED,
            to=address,
            language=language,
            dedupe_key=f"{ASKED}:{subscription.id}:{int(now().timestamp())}",
            data={"confirm_url": _address(subscription, "confirmation")},
            priority=Priority.LINK,
            useless_after=now() + GOOD_FOR,
        )


def _row(address: str, key: str, language: str) -> Subscription:
    values = {"public_id": new_public_id(), "email": address, "key": key, "language": language, "asked_at": now()}
    db.session.execute(insert(Subscription).values(generation=1, **values).on_conflict_do_nothing())
    return lock(db.session.scalars(select(Subscription).filter_by(key=key)).one())


def subscription_at(token: str) -> Subscription:
    """Return the subscription that an address of a letter names.

    Raises:
        NotFound: forged, or withdrawn since.
    """
    read = crypto.read_link(PURPOSE, token)
    found = db.session.get(Subscription, read[0]) if read else None
    if found is None or read is None or found.generation != read[1]:
        raise NotFound
    return found


def confirm_newsletter(subscription: Subscription) -> None:
    """The owner says yes. Twice is harmless; an address older than a week confirms nothing.

    Raises:
        NotFound: asked more than a week ago.
    """
    with transaction():
        lock(subscription)
        if subscription.confirmed_at is not None and subscription.ended_at is None:
            return
        if subscription.asked_at < now() - GOOD_FOR:
            raise NotFound
        subscription.confirmed_at, subscription.ended_at = now(), None
        journal.record("newsletter_confirmed", subscription, by=None)


def end_newsletter(subscription: Subscription) -> None:
    """Write to it no more, nor let leave what is written already. Twice is harmless."""
    with transaction():
        if lock(subscription).ended_at is None:
            subscription.ended_at = now()
            outbox.withhold(NEWSLETTER, to=subscription.email)
            journal.record("newsletter_ended", subscription, by=None)


def end_url(subscription: Subscription) -> str:
    """Return the address that ends a subscription by one click: it goes with every newsletter."""
    return _address(subscription, "end")


def subscribers() -> list[Subscription]:
    """Return the mailboxes that get the newsletter, in the order of their addresses."""
    wanted = select(Subscription).where(Subscription.confirmed_at.is_not(None), Subscription.ended_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Subscription.key)))


def _address(subscription: Subscription, act: str) -> str:
    token = crypto.link_token(PURPOSE, subscription.id, subscription.generation)
    return f"{current_app.config['AIMF'].public_url}/newsletter/{token}/{act}"
