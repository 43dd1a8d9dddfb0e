"""Sign-in by a code sent to a mailbox: six digits, thirty minutes, one use, for the browser that asked."""

import secrets
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import crypto, journal
from ..clock import now
from ..database import db, transaction
from ..errors import Refusal
from ..mail import outbox
from ..mail.models import Priority
from ..people.contacts import mailbox_key, persons_at
from .limits import spend
from .models import Account, SignInCode

GOOD_FOR = timedelta(minutes=30)
TRIES = 5
A_DAY = 10
ASKED_FROM_ONE_PLACE = 60  # a town hall or a congress hall shares one address


class WrongCode(Refusal):
    """No code of this browser and mailbox is good any more, or the digits are others."""

    code = "wrong_code"


def ask_code(address: str, *, browser: str, place: str, language: str, of_stranger: bool = False) -> None:
    """Send a code to a mailbox that reaches somebody; say nothing of it to the asker either way.

    Args:
        address: the mailbox, in normal form.
        browser: the random secret that the asking browser keeps in its cookie.
        place: the network address that asked, for the limit.
        of_stranger: send it even to a mailbox that reaches nobody yet; the caller has a limit of its own.

    Raises:
        TooOften: ten codes in a day for the mailbox, or sixty in an hour from one place.
    """
    key = mailbox_key(address)
    spend("code_place", place, at_most=ASKED_FROM_ONE_PLACE, within=timedelta(hours=1))
    spend("code_mailbox", key, at_most=A_DAY, within=timedelta(days=1))
    reached = persons_at(address)
    if not reached and not of_stranger:
        return
    with transaction():
        digits = f"{secrets.randbelow(1_000_000):06d}"
        row = SignInCode(
            key=key,
            code_hash=_hash(key, digits),
            browser_hash=crypto.keyed_hash("browser", browser),
            sent_at=now(),
            expires_at=now() + GOOD_FOR,
        )
        db.session.add(row)
        db.session.flush()
        outbox.post(
            "sign_in_code",
            to=address,
            language=language,
            dedupe_key=f"sign_in_code:{row.id}",
            data={"code": digits, "minutes": int(GOOD_FOR.total_seconds() // 60)},
            priority=Priority.SIGN_IN_CODE,
            useless_after=row.expires_at,
            person_id=reached[0].id if len(reached) == 1 else None,
        )


def use_code(address: str, digits: str, *, browser: str) -> Account:
    """Use a code once; return the mailbox's account, made at the first sign-in. Older codes stay good until used.

    Raises:
        WrongCode: wrong digits, expired, used, tried five times, or another browser.
    """
    key = mailbox_key(address)
    wrong = WrongCode(
        _l("Ce code n’est pas le bon, ou il n’est plus valable."),
        advice=_l("Vérifiez les six chiffres, ou demandez un nouveau code."),
    )
    with transaction():
        good = _good_codes(key, browser)
        used = next((row for row in good if secrets.compare_digest(row.code_hash, _hash(key, digits))), None)
        if used is None:
            for row in good:
                row.tries += 1
        else:
            used.used_at = now()
            account = _account(address, key)
    if used is None:
        raise wrong
    return account


def _good_codes(key: str, browser: str) -> list[SignInCode]:
    """Lock and return the codes that this browser may still use: two guesses at once count as two."""
    rows = select(SignInCode).where(
        SignInCode.key == key,
        SignInCode.browser_hash == crypto.keyed_hash("browser", browser),
        SignInCode.used_at.is_(None),
        SignInCode.expires_at > now(),
        SignInCode.tries < TRIES,
    )
    return list(
        db.session.scalars(rows.order_by(SignInCode.id).with_for_update().execution_options(populate_existing=True))
    )


def _account(address: str, key: str) -> Account:
    account = db.session.scalars(select(Account).filter_by(key=key)).first()
    if account is None:
        account = Account(address=address, key=key, created_at=now())
        db.session.add(account)
        journal.record("account_made", account, by=None)
    return account


def _hash(key: str, digits: str) -> str:
    return crypto.keyed_hash("code", f"{key}\0{digits}")
