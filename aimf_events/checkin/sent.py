"""A scan as a device sends it: read strictly, and what is read from the badge in it, unchecked against the database."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from .models import Direction, ScanReason, Verdict
from .presence import clock_time
from .short_code import UnreadableCode, parse_short_code
from .token import BadgeClaims, UnreadableBadge, normalise_scan, read

NONCE = re.compile(r"[0-9a-f]{32}")
_LAST_SEQ = 2**53 - 1  # what a browser counts exactly
_WIDEST_OFFSET = 10 * 365 * 86_400_000  # ms: a telephone that woke up in 2017
LONGEST_TEXT = 1000  # characters of what a camera may have read
A_DAY_AHEAD = timedelta(hours=24)  # a clock so wrong does not even say on which day it happened: a supervisor looks


class Unusable(ValueError):
    """The item cannot be a fact: which field, in a word or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentScan:
    """One fact as sent. `token` is what the camera read; `code` what was typed; one of the two.

    `let_in`: whoever holds the door admits the person whatever the rules say, and answers for it.
    """

    nonce: str
    seq: int
    device_time: datetime
    clock_offset_ms: int = 0
    token: str | None = None
    code: str | None = None
    direction: Direction = Direction.IN
    online: bool = True
    let_in: bool = False
    verdict_shown: Verdict | None = None
    reason_shown: ScanReason | None = None
    snapshot_version: int | None = None
    revocation_seq: int | None = None

    def at(self, *, received_at: datetime) -> datetime:
        """Return when it happened, by the device's clock set right."""
        return clock_time(self.device_time, self.clock_offset_ms, received_at=received_at)


FIELDS = frozenset(SentScan.__dataclass_fields__)
"""The fields of an item that mean something; others are passed over."""


@dataclass(frozen=True, slots=True)
class BadgeText:
    """What was read from the badge, before anything is checked."""

    claims: BadgeClaims | None = None
    code: str | None = None


def parse_scan(item: Any, *, received_at: datetime) -> SentScan:
    """Read one item of an upload.

    Raises:
        Unusable: a field is missing, of another type, or out of its range.
    """
    if not isinstance(item, Mapping):
        raise Unusable("not an object")
    nonce = item.get("nonce")
    if not isinstance(nonce, str) or not NONCE.fullmatch(nonce):
        raise Unusable("nonce: 32 lower-case hexadecimal digits")
    token, code = _text(item, "token"), _text(item, "code")
    if (token is None) == (code is None):
        raise Unusable("token or code: one of the two")
    direction = _word(item, "direction", Direction, Direction.IN)
    sent = SentScan(
        nonce=nonce,
        seq=_integer(item, "seq", 1, _LAST_SEQ),
        device_time=moment(item.get("device_time")),
        clock_offset_ms=offset_of(item),
        token=token,
        code=code,
        direction=direction,
        online=item.get("online", True) is True,
        let_in=item.get("let_in") is True and direction is Direction.IN,
        verdict_shown=_word(item, "verdict_shown", Verdict, None),
        reason_shown=_word(item, "reason_shown", ScanReason, None),
        snapshot_version=_count(item, "snapshot_version"),
        revocation_seq=_count(item, "revocation_seq"),
    )
    set_right(sent.device_time, sent.clock_offset_ms, received_at=received_at)
    return sent


def set_right(device_time: datetime, clock_offset_ms: int, *, received_at: datetime) -> datetime:
    """Return when something happened, by the device's clock set right.

    Raises:
        Unusable: no calendar has that hour, or it is a day ahead.
    """
    try:
        if device_time + timedelta(milliseconds=clock_offset_ms) > received_at + A_DAY_AHEAD:
            raise Unusable("device_time: in the future")
    except OverflowError:
        raise Unusable("device_time: out of all range") from None
    return clock_time(device_time, clock_offset_ms, received_at=received_at)


def read_badge(sent: SentScan) -> BadgeText:
    """Read the claims of a token or the nine characters of a code; neither if they are not such."""
    try:
        if sent.token is not None:
            return BadgeText(claims=read(normalise_scan(sent.token))[0])
        return BadgeText(code=parse_short_code(sent.code or ""))
    except (UnreadableBadge, UnreadableCode):
        return BadgeText()


def _text(item: Mapping[str, Any], name: str) -> str | None:
    value = item.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise Unusable(f"{name}: a text of at most {LONGEST_TEXT} characters")
    return value


def _integer(item: Mapping[str, Any], name: str, least: int, most: int, default: int | None = None) -> int:
    value = item.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Unusable(f"{name}: a whole number from {least} to {most}")
    return value


def offset_of(item: Mapping[str, Any]) -> int:
    """Return what an item adds to its device's clock, in milliseconds. Raises Unusable."""
    return _integer(item, "clock_offset_ms", -_WIDEST_OFFSET, _WIDEST_OFFSET, default=0)


def _count(item: Mapping[str, Any], name: str) -> int | None:
    return None if item.get(name) is None else _integer(item, name, 0, _LAST_SEQ)


def moment(value: Any) -> datetime:
    """Return a moment as a device writes it. Raises Unusable."""
    try:
        read = datetime.fromisoformat(value)
        if read.tzinfo is not None:
            return read.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise Unusable("device_time: a moment with its zone, as 2026-12-09T08:52:00.000Z")


def _word(item: Mapping[str, Any], name: str, kind: Any, default: Any) -> Any:
    value = item.get(name)
    if value is None:
        return default
    try:
        return kind(value)
    except ValueError:
        raise Unusable(f"{name}: {', '.join(kind)}") from None
