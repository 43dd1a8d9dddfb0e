"""What the association writes to its subscribers: drafted, tried, sent once, in the background a few at a time.

The newsletter is the association's and of no congress (docs/decisions/0019-newsletter.md).
"""

import re
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import defer

from .. import journal
from ..clock import now
from ..database import db, lock_name, new_public_id, transaction
from ..errors import NotFound, Refusal
from ..i18n import DEFAULT_LANGUAGE, LANGUAGES, use_language
from ..jobs import job
from ..mail import outbox, prose, rendering
from ..mail.models import NEWSLETTER, MessageState, OutgoingMessage, Priority, Subscription
from ..mail.texts import WrittenMeanwhile
from .models import Newsletter
from .newsletter import GOOD_FOR, end_url

BATCH = 50
"""Letters written per transaction: what a killed worker has to do again at most."""

_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


class AlreadySent(Refusal):
    """It is with its readers: its words can no longer change."""

    code = "newsletter_already_sent"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette lettre d’information est déjà partie : elle ne change plus."),
            advice=_l("Pour corriger ou compléter, écrivez-en une nouvelle."),
        )


class ChangedSincePreview(Refusal):
    """Someone wrote other words after the page of the preview was opened."""

    code = "newsletter_changed"

    def __init__(self) -> None:
        super().__init__(
            _l("Le texte a changé depuis votre aperçu : rien n’est parti."),
            advice=_l("Ouvrez de nouveau l’aperçu, relisez, puis envoyez."),
        )


class NobodyReadsIt(Refusal):
    """There is no subscriber."""

    code = "newsletter_without_readers"

    def __init__(self) -> None:
        super().__init__(
            _l("Personne n’est abonné à la lettre d’information : rien n’est parti."),
            advice=_l("L’abonnement se demande sur la page publique de la lettre d’information."),
        )


def new_newsletter_key() -> str:
    """Return the public id of a newsletter to come: its form bears it, so that pressing twice writes one."""
    return new_public_id()


def newsletter_by_public_id(public_id: str) -> Newsletter:
    """Return one newsletter.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalars(select(Newsletter).filter_by(public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def newsletters() -> list[Newsletter]:
    """Return all newsletters, drafts first, then the latest sent first; without their bodies. One query."""
    wanted = select(Newsletter).options(defer(Newsletter.body))
    return list(db.session.scalars(wanted.order_by(Newsletter.started_at.desc().nulls_first(), Newsletter.id.desc())))


def write_newsletter(
    public_id: str, *, subject: dict[str, str], body: dict[str, str], seen: int, by: Any
) -> Newsletter:
    """Write the words of a draft, by language; French is always there. The same words again change nothing.

    Args:
        public_id: of a draft, or one of `new_newsletter_key` for a new one.
        seen: the version that the writer had before them, 0 for a new one.

    Raises:
        NotFound: not a key that a page gave.
        AlreadySent: it left meanwhile.
        WrittenMeanwhile: there is a version after `seen`.
    """
    if not _KEY.fullmatch(public_id):
        raise NotFound
    subject = {code: prose.typeset(words.strip(), code) for code, words in subject.items() if words.strip()}
    body = {code: _tidy(words, code) for code, words in body.items() if words.strip()}
    with transaction():
        lock_name(f"newsletter:{public_id}")
        kept: Newsletter | None = db.session.scalars(_row(Newsletter.public_id == public_id)).first()
        if kept is not None and kept.started_at is not None:
            raise AlreadySent
        if kept is not None and (kept.subject, kept.body) == (subject, body):
            return kept  # the second press of a button
        if (kept.version if kept else 0) != seen:
            raise WrittenMeanwhile
        if kept is None:
            kept = Newsletter(public_id=public_id)
            db.session.add(kept)
        kept.subject, kept.body, kept.version = subject, body, seen + 1
        kept.written_at, kept.written_by_id = now(), getattr(by, "id", None)
        journal.record("newsletter_written", kept, by=by, version=kept.version)
        return kept


def _tidy(words: str, language: str) -> str:
    return prose.typeset(words.replace("\r\n", "\n").strip(), language)


def _row(where: Any) -> Any:
    """The statement that takes a newsletter for oneself, and reads it again."""
    return select(Newsletter).where(where).with_for_update().execution_options(populate_existing=True)


def _held(newsletter_id: int) -> Newsletter:
    kept: Newsletter | None = db.session.scalars(_row(Newsletter.id == newsletter_id)).first()
    if kept is None:
        raise NotFound
    return kept


def delete_newsletter(newsletter: Newsletter, *, by: Any) -> None:
    """Throw a draft away.

    Raises:
        AlreadySent: what left stays in the list.
    """
    with transaction():
        kept = _held(newsletter.id)
        if kept.started_at is not None:
            raise AlreadySent
        journal.record("newsletter_deleted", kept, by=by)
        db.session.delete(kept)


def readers_by_language() -> dict[str, int]:
    """Return how many subscribers there are today, by their language. One query."""
    count = (
        select(Subscription.language, func.count().label("number"))
        .where(*_subscribed())
        .group_by(Subscription.language)
    )
    return {row.language: row.number for row in db.session.execute(count)}


def _subscribed() -> tuple[Any, ...]:
    return Subscription.confirmed_at.is_not(None), Subscription.ended_at.is_(None)


def language_read(newsletter: Newsletter, language: str) -> str:
    """Return the language in which a subscriber reads it: their own if it was written in it, else French."""
    written = language in LANGUAGES and newsletter.subject.get(language) and newsletter.body.get(language)
    return language if written else DEFAULT_LANGUAGE


def _words(newsletter: Newsletter, language: str, end: str) -> dict[str, Any]:
    own = {"subject": newsletter.subject[language], "body": newsletter.body[language]}
    return {"own_words": own, "unsubscribe_url": end}


def _end_of_nothing() -> str:
    """An address such as stands in each letter, that ends no subscription: for previews and tests."""
    return f"{current_app.config['AIMF'].public_url}/newsletter/essai/end"


def as_read(newsletter: Newsletter, language: str) -> tuple[str, str, str]:
    """Return (subject, text, HTML) as a subscriber of this language will read it.

    Raises:
        NotFound: it was not written in this language.
    """
    if language_read(newsletter, language) != language:
        raise NotFound
    with use_language(language):
        return rendering.texts(NEWSLETTER, _words(newsletter, language, _end_of_nothing()), language)


def send_test(newsletter: Newsletter, *, to: Any, key: str) -> int:
    """Send it to a colleague in each language it was written in, marked as a test; return how many letters.

    The same key twice is one test. `to` is a Person with a mailbox.
    """
    languages = [language for language in LANGUAGES if language_read(newsletter, language) == language]
    with transaction():
        for language in languages:
            outbox.post(
                NEWSLETTER,
                to=to.email,
                recipient_name=to.full_name,
                language=language,
                dedupe_key=f"try:{key[:22]}:{to.id}:{language}",
                data={**_words(newsletter, language, _end_of_nothing()), "is_test": True},
                priority=Priority.CHANGE,
                person_id=to.id,
            )
    return len(languages)


def send_newsletter(newsletter: Newsletter, *, seen: int, by: Any) -> Newsletter:
    """Begin to send it to all who are subscribed now. Two clicks, even at once, are one sending.

    Raises:
        ChangedSincePreview: the version that was read (`seen`) is no longer the last.
        NobodyReadsIt: there is no subscriber.
    """
    with transaction():
        kept = _held(newsletter.id)
        if kept.started_at is not None:
            return kept
        if kept.version != seen:
            raise ChangedSincePreview
        kept.expected = sum(readers_by_language().values())
        if not kept.expected:
            raise NobodyReadsIt
        kept.started_at, kept.started_by_id = now(), getattr(by, "id", None)
        journal.record("newsletter_sent", kept, by=by, version=kept.version, expected=kept.expected)
        run_newsletter.later(kept.id)
        return kept


@job
def run_newsletter(newsletter_id: int) -> None:
    """Write the letters, a few per transaction; `reached` says where to go on, whoever goes on."""
    while write_next(newsletter_id):
        db.session.expunge_all()


def write_next(newsletter_id: int) -> bool:
    """Write the next few letters, in one transaction; return whether there are more.

    Each subscription is locked: an end that comes meanwhile waits, then withholds the letter; one that came before is seen.
    """
    with transaction():
        kept: Newsletter | None = db.session.scalars(_row(Newsletter.id == newsletter_id)).first()
        if kept is None or kept.started_at is None or kept.finished_at is not None:
            return False
        wanted = (*_subscribed(), Subscription.confirmed_at <= kept.started_at)
        ids = select(Subscription.id).where(Subscription.id > kept.reached, *wanted).order_by(Subscription.id)
        batch = list(db.session.scalars(ids.limit(BATCH)))
        still = select(Subscription).where(Subscription.id.in_(batch), *wanted).order_by(Subscription.id)
        still = still.with_for_update().execution_options(populate_existing=True)
        for subscription in db.session.scalars(still).all():
            _post(kept, subscription)
            kept.readers += 1
        kept.reached = batch[-1] if batch else kept.reached
        if len(batch) < BATCH:
            kept.finished_at = now()
            journal.record("newsletter_finished", kept, by=None, readers=kept.readers)
        return kept.finished_at is None


def _post(newsletter: Newsletter, subscription: Subscription) -> OutgoingMessage:
    language = language_read(newsletter, subscription.language)
    return outbox.post(
        NEWSLETTER,
        to=subscription.email,
        language=language,
        dedupe_key=f"{NEWSLETTER}:{newsletter.id}:{subscription.id}",
        data=_words(newsletter, language, end_url(subscription)),
        priority=Priority.NEWS,
        useless_after=now() + GOOD_FOR,
        about=newsletter,
    )


def letters_by_state(newsletter: Newsletter) -> dict[MessageState, int]:
    """Return how many of its letters stand in each state. One query."""
    mine = OutgoingMessage.about_kind == Newsletter.__name__, OutgoingMessage.about_id == newsletter.id
    count = select(OutgoingMessage.state, func.count().label("number")).where(*mine).group_by(OutgoingMessage.state)
    return {row.state: row.number for row in db.session.execute(count)}
