"""The signing keys of a congress: two published from the first day, turned, withdrawn.

Source of the rule: shared/specs/badges-checkin.md, "Keys". The private half never leaves the server and is encrypted
at rest; a public key never changes once published, so whoever holds (congress, kid) may keep it.
"""

from datetime import UTC, datetime, time, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from .. import crypto, journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, lock_name, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from .models import Badge, BadgeKey, BadgeState
from .token import load_private_key, new_key_pair

MOST = 16  # four bits of the token name the key
OUTLIVES = timedelta(days=30)  # after the last day: a badge may be read for the attendance sheet


class KeysExhausted(Refusal):
    """All sixteen key numbers of a congress have been used."""

    code = "keys_exhausted"


def keys_of(congress: Congress) -> list[BadgeKey]:
    """Return the keys of a congress in the order of their numbers, withdrawn ones too."""
    rows = select(BadgeKey).filter_by(congress_id=congress.id).order_by(BadgeKey.kid)
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def key_of(congress: Congress, kid: int) -> BadgeKey:
    """Return one key. Raises NotFound."""
    key = db.session.scalars(select(BadgeKey).filter_by(congress_id=congress.id, kid=kid)).first()
    if key is None:
        raise NotFound
    return key


def badges_per_key(congress: Congress) -> dict[int, int]:
    """Return how many living badges were signed under each key number."""
    living = select(Badge.kid, func.count()).where(Badge.congress_id == congress.id, Badge.state != BadgeState.REVOKED)
    return dict(db.session.execute(living.group_by(Badge.kid)).tuples().all())


def ensure_keys(congress: Congress) -> BadgeKey:
    """Return the current key; a congress without keys gets its first two, 0 to sign with and 1 in reserve."""
    current = _current(congress)
    if current is not None:
        return current
    with transaction():
        _hold_keys(congress.id)
        current = _current(congress)
        if current is None:
            current = _new_key(congress, 0, is_current=True)
            _new_key(congress, 1)
            journal.record("badge_keys_made", congress, by=None, congress_id=congress.id, kids=[0, 1])
        return current


def signing_key(key: BadgeKey) -> Ed25519PrivateKey:
    """Open the private half."""
    return load_private_key(crypto.decrypt(key.private_key, key_purpose(key.congress_id, key.kid)))


def rotate_key(congress: Congress, *, by: Person | None) -> BadgeKey:
    """Sign new badges with the key in reserve, and publish another in reserve. Badges under the old key live on.

    Raises:
        KeysExhausted: there is no number left.
    """
    with transaction():
        _hold_keys(congress.id)
        old = ensure_keys(congress)
        keys = keys_of(congress)
        last = max(key.kid for key in keys)
        spare = next((k for k in keys if k.kid > old.kid and k.withdrawn_at is None and not k.is_current), None)
        if spare is None:
            spare = _new_key(congress, _next_number(last))
            last = spare.kid
        lock(old)
        old.is_current, spare.is_current = False, True
        if last + 1 < MOST:
            _new_key(congress, last + 1)
        journal.record("badge_key_rotated", spare, by=by, old=old.kid, new=spare.kid)
        return spare


def withdraw_key(key: BadgeKey, *, by: Person | None, reason: str) -> BadgeKey:
    """Withdraw a key that may be known to others: every badge under it is dead until it is issued again.

    Twice is harmless. If it was the current key, the next one takes over first.
    """
    with transaction():
        _hold_keys(key.congress_id)
        lock(key)
        if key.withdrawn_at is None:
            if key.is_current:
                rotate_key(db.session.get_one(Congress, key.congress_id), by=by)
            key.withdrawn_at = now()
            journal.record("badge_key_withdrawn", key, by=by, kid=key.kid, reason=reason)
        return key


def _hold_keys(congress_id: int) -> None:
    """Change the keys of a congress one at a time; before any row of theirs is read or locked, so that nobody waits in a circle."""
    lock_name(f"badge-keys:{congress_id}")


def _current(congress: Congress) -> BadgeKey | None:
    current = select(BadgeKey).filter_by(congress_id=congress.id, is_current=True)
    return db.session.scalars(current.execution_options(populate_existing=True)).first()


def _new_key(congress: Congress, kid: int, *, is_current: bool = False) -> BadgeKey:
    private, public = new_key_pair()
    key = BadgeKey(
        congress_id=congress.id,
        kid=kid,
        public_key=public,
        private_key=crypto.encrypt(private, key_purpose(congress.id, kid)),
        not_before=now(),
        not_after=datetime.combine(congress.ends_on, time.max, UTC) + OUTLIVES,
        is_current=is_current,
    )
    db.session.add(key)
    db.session.flush()
    return key


def _next_number(last: int) -> int:
    if last + 1 >= MOST:
        raise KeysExhausted(
            _l("Les seize clés de ce congrès ont toutes servi."),
            advice=_l("Écrivez à l’administration de la plateforme avant d’émettre d’autres badges."),
        )
    return last + 1


def key_purpose(congress_id: int, kid: int) -> str:
    """Return for what the private half of a key is encrypted: it opens under no other name."""
    return f"badge-key:{congress_id}:{kid}"
