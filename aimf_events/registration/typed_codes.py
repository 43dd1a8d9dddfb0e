"""The code printed on a letter: typed by hand, it opens the same page as the link of the delegation.

It says the delegation and a MAC of 40 bits under the link's generation: withdrawing the links withdraws the codes. So
short a MAC is enough because tries are counted: at thirty an hour from one place, a guess takes millions of years.
"""

import hmac
from datetime import timedelta

from .. import crypto
from ..accounts.limits import spend
from ..congress.models import Congress
from ..database import db
from .models import Delegation, DelegationState

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_MISREAD = str.maketrans("ILO", "110")
_MAC = 8  # signs, of five bits
TRIES_AN_HOUR = 30  # a town hall shares one address


def typed_code(delegation: Delegation) -> str:
    """Return « 03F7-QXM2-9TD »: in groups of four, read aloud without doubt."""
    code = _written(delegation.id, 3) + _mac(delegation)
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def delegation_by_code(congress: Congress, text: str, *, place: str) -> Delegation | None:
    """Return the delegation of this congress that a typed code opens; None for any other text.

    Raises:
        TooOften: thirty tries in an hour from one place.
    """
    spend("typed_code", place, at_most=TRIES_AN_HOUR, within=timedelta(hours=1))
    code = "".join(sign for sign in text.upper().translate(_MISREAD) if sign in _SIGNS)
    if not _MAC + 3 <= len(code) <= _MAC + 9:
        return None
    found = db.session.get(Delegation, _read(code[:-_MAC]))
    if found is None or found.congress_id != congress.id or found.state is DelegationState.WITHDRAWN:
        return None
    return found if hmac.compare_digest(code[-_MAC:], _mac(found)) else None


def _mac(delegation: Delegation) -> str:
    digest = crypto.keyed_hash("typed code", f"{delegation.id}:{delegation.link_generation}")
    return _written(int(digest[:10], 16), _MAC)


def _written(number: int, length: int) -> str:
    signs = ""
    while number or len(signs) < length:
        number, rest = divmod(number, 32)
        signs = _SIGNS[rest] + signs
    return signs


def _read(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number * 32 + _SIGNS.index(sign)
    return number
