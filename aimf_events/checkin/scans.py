"""A scan is a fact: stored whatever it says, judged under lock, answered the same way when it is sent again.

Source of the rule: shared/specs/badges-checkin.md, "Facts and merging"; why it is built so: docs/decisions/0006.
What a badge's scans mean together is the pure function in `presence`; here it is applied one scan at a time, in `merging`
again over all of a badge's scans at a door when a fact arrives that happened before one already known.
"""

import hmac
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..clock import now
from ..congress.categories import BLANK_NUMBER
from ..database import db, straight, transaction
from . import scan_queries as sql
from .merging import derive_again, hold_later_pairs, is_before
from .models import DeadScan, Direction, ScanReason
from .outcomes import Outcome, bearer_of, repeated
from .places import find_place, is_nearly_full
from .presence import next_reason
from .sent import BadgeText, SentScan, Unusable, parse_scan, read_badge
from .sign_up_doors import has_place
from .token import BadSignature, UnknownKey, normalise_scan, verify
from .verdicts import Carried, Door, Read, rule_out, verdict_of

MOST_AT_ONCE = 200


class _ArrivedLate(Exception):
    """The device has already sent later facts: all the pairs they touched must be held before this one is written."""

    def __init__(self, badge: int | None) -> None:
        self.badge = badge


def record_scans(door: Door, device_id: int, items: Sequence[Any]) -> list[Outcome]:
    """Store up to 200 items as they came from one device, each in its own transaction; one answer for each."""
    return [record_item(door, device_id, item) for item in items[:MOST_AT_ONCE]]


def record_item(door: Door, device_id: int, item: Any) -> Outcome:
    """Store one item of an upload. What cannot be a fact is kept aside, and said; it is never refused and never lost."""
    try:
        sent = parse_scan(item, received_at=now())
    except Unusable as unusable:
        return bury(door.congress_id, device_id, item, why=str(unusable))
    return record_scan(door, device_id, sent)


def record_scan(door: Door, device_id: int, sent: SentScan) -> Outcome:
    """Store one fact and judge it. Sent again with the same nonce, it gets the same answer."""
    try:
        with transaction():
            return _record(door, device_id, sent)
    except _ArrivedLate as late:
        with transaction():
            hold_later_pairs(door, device_id, sent.seq, late.badge)
            return _record(door, device_id, sent, all_held=True)


def bury(congress_id: int, device_id: int | None, item: Any, *, why: str) -> Outcome:
    """Keep what nobody can use, as it came, for the supervisor."""
    kept = {"congress_id": congress_id, "device_id": device_id, "content": content_of(item), "why": why[:200]}
    with transaction():
        db.session.add(DeadScan(**kept, received_at=now()))
    nonce = item.get("nonce") if isinstance(item, dict) else None
    return Outcome(status="dead", nonce=nonce if isinstance(nonce, str) and len(nonce) <= 32 else None, why=why)


def content_of(item: Any) -> str:
    """Return how an item that nobody can use is kept: as it came, the longest ones cut."""
    return json.dumps(item, ensure_ascii=True)[:2000]


def outcome_of(nonce: str, congress_id: int, person_id: int) -> Outcome | None:
    """Return the answer that a scan of one's own got, to show it once more; None if there is none here."""
    mine = db.text(
        "SELECT s.checkpoint_id, s.badge_id, COALESCE(b.id, s.badge_id) AS read_id"
        " FROM scan s JOIN scan_device d ON d.id = s.device_id"
        " LEFT JOIN badge b ON b.pass_of_id = s.badge_id AND b.number = s.badge_number"
        " WHERE s.nonce = :nonce AND s.congress_id = :congress AND d.person_id = :person"
    )
    row = db.session.execute(mine, {"nonce": nonce, "congress": congress_id, "person": person_id}).first()
    if row is None:
        return None
    found = db.session.execute(sql.BEARER_BY_ID, {"congress": congress_id, "badge": row.read_id, "kid": -1}).one()
    known = {"device": -1, "door": row.checkpoint_id, "badge": row.badge_id}
    fact = db.session.execute(sql.BY_NONCE, {"nonce": nonce}).one()
    return repeated(nonce, fact, found, db.session.execute(sql.STANDING, known).one())


# -- one fact ------------------------------------------------------------------------------------------------------------


def _record(door: Door, device_id: int, sent: SentScan, *, all_held: bool = False) -> Outcome:
    text = read_badge(sent)
    found = _hold(door, device_id, text)
    read = _checked(sent, text, found, door)
    badge = _carried(found) if found.id is not None and read.trouble is None else None
    badge_id = badge.id if badge else None
    known = straight(sql.STANDING, {"device": device_id, "door": door.id, "badge": badge_id}).fetchone()
    if known.last_seq is not None and sent.seq < known.last_seq and not all_held:
        raise _ArrivedLate(badge_id)
    received = now()
    at = sent.at(received_at=received)
    if known.last_at is not None and not all_held:
        at = max(at, known.last_at)
    if badge is not None and door.asks_sign_up and sent.direction is Direction.IN and not sent.let_in:
        badge = replace(badge, has_place=has_place(door, badge.id, at))
    reason = ScanReason.LET_IN if sent.let_in else rule_out(read, badge, door, at, sent.direction)
    left = None
    if reason is None:
        reason, left = _among_others(door, sent, known, badge)
    scan_id = _write(door, device_id, sent, read, badge_id, at, reason, received)
    if scan_id is None:
        return _sent_before(door, device_id, sent, read, found, known)
    if all_held or is_before(known, (at, device_id, sent.seq)):
        derive_again(door, device_id, sent, badge_id, all_held=all_held)
    return Outcome(
        status="recorded",
        nonce=sent.nonce,
        seq=sent.seq,
        verdict=verdict_of(reason, typed=read.typed),
        reason=reason,
        bearer=bearer_of(found) if badge else None,
        since=known.since if reason is ScanReason.ALREADY_IN else None,
        first_door=(known.first_door or "") if reason is ScanReason.ALREADY_IN else "",
        places_left=left if left is not None and is_nearly_full(left, door.places or 0) else None,
    )


def _hold(door: Door, device_id: int, text: BadgeText) -> Any:
    """Find the badge and hold both locks until the end of the transaction."""
    given = {"congress": door.congress_id, "device": device_id, "door": door.id, "kid": -1, "badge": -1}
    if text.claims is not None:
        if text.claims.congress_number == door.congress_number:
            given.update(badge=text.claims.badge_number, kid=text.claims.key_id)
        found = straight(sql.HOLD_BY_NUMBER, given).fetchone()
    else:
        found = straight(sql.HOLD_BY_CODE, {**given, "badge": text.code or ""}).fetchone()
    if found.id is None and (text.claims is None or text.claims.category == BLANK_NUMBER):
        asked = {"congress": door.congress_id, "number": given["badge"], "code": text.code or ""}
        bound = straight(sql.OF_BLANK, asked).fetchone()
        if bound is not None:
            return straight(sql.HOLD_BY_NUMBER, {**given, "badge": bound.number}).fetchone()
    return found


def _checked(sent: SentScan, text: BadgeText, found: Any, door: Door) -> Read:
    """Check the signature, or that the code names somebody. Only a sound token's claims are believed."""
    if text.claims is None:
        trouble = None if text.code else ScanReason.UNREADABLE
        return Read(number=found.number, typed=sent.code is not None, trouble=trouble)
    claims = text.claims
    if claims.congress_number != door.congress_number:
        return Read(trouble=ScanReason.OTHER_CONGRESS)
    if not _is_signed(normalise_scan(sent.token or ""), claims.key_id, found):
        return Read(trouble=ScanReason.FORGED)
    trouble = ScanReason.REPLACED if found.signed_withdrawn else None
    is_its_own = found.number in (
        None,
        claims.badge_number,
    )  # a blank's issue says nothing of the badge for which it stands
    return Read(number=claims.badge_number, issue=claims.issue if is_its_own else None, trouble=trouble)


def _is_signed(token: str, key_id: int, found: Any) -> bool:
    """Whether a token bears our signature: it is the very one that was signed and kept, or it is checked."""
    if found.token is not None and hmac.compare_digest(token, found.token):
        return True
    try:
        verify(token, {key_id: bytes(found.public_key)} if found.public_key is not None else {})
    except (UnknownKey, BadSignature):
        return False
    return True


def _among_others(door: Door, sent: SentScan, known: Any, badge: Carried | None) -> tuple[ScanReason, int | None]:
    """What the scan means given where the badge stands and whether it finds a place; and how many places are left then.

    A transferable card lets in one carrier at a time, at a door that lets badges in each time too.
    """
    once = door.admits_once or (badge is not None and badge.is_card)
    reason = next_reason(sent.direction, is_in=bool(known.is_in), admits_once=once)
    if reason is not ScanReason.WELCOME or known.is_in or badge is None:
        return reason, None
    trouble, left = find_place(door, badge.id)
    return trouble or reason, left


def _write(
    door: Door,
    device_id: int,
    sent: SentScan,
    read: Read,
    badge_id: int | None,
    at: datetime,
    reason: ScanReason,
    received: datetime,
) -> int | None:
    """Write the fact, and move the badge if it is let through; None if this nonce or number is already there."""
    moves = badge_id is not None and reason in (ScanReason.WELCOME, ScanReason.GOODBYE, ScanReason.LET_IN)
    verdict = verdict_of(reason, typed=read.typed)
    values = {
        "congress": door.congress_id,
        "device": device_id,
        "door": door.id,
        "seq": sent.seq,
        "nonce": sent.nonce,
        "direction": sent.direction.value,
        "badge": badge_id,
        "number": read.number,
        "issue": read.issue,
        "device_time": sent.device_time,
        "offset": sent.clock_offset_ms,
        "effective_at": at,
        "online": sent.online,
        "typed": read.typed,
        "verdict_shown": verdict.value if sent.online else sent.verdict_shown,
        "reason_shown": reason.value if sent.online else sent.reason_shown,
        "verdict": verdict.value,
        "reason": reason.value,
        "snapshot_version": sent.snapshot_version,
        "revocation_seq": sent.revocation_seq,
        "received_at": received,
    }
    if moves:
        values["is_in"] = sent.direction is Direction.IN
    written = straight(sql.INSERT_AND_MOVE if moves else sql.INSERT, values).fetchone()
    return written.id if written else None


def _carried(found: Any) -> Carried:
    return Carried(
        id=found.stands_for,
        number=found.number,
        issue=found.issue,
        state=found.state,
        category_number=found.category_number,
        zones=found.zones,
        days=found.days,
        key_withdrawn=found.key_withdrawn,
        is_card=found.card is not None,
        capacity=found.capacity,
        is_pass=found.is_pass,
    )


# -- sent before ---------------------------------------------------------------------------------------------------------


def _sent_before(door: Door, device_id: int, sent: SentScan, read: Read, found: Any, known: Any) -> Outcome:
    """The same fact again: the same answer. Another one under a used number: the next number if the server is judging it
    now (two tabs of one telephone count apart), else kept aside, as another one under a used nonce is."""
    row = db.session.execute(sql.BY_NONCE, {"nonce": sent.nonce}).first()
    if row is None and sent.online:
        return _record(door, device_id, replace(sent, seq=known.last_seq + 1))
    if row is not None and _is_same(row, door, device_id, sent, read):
        if row.is_online and not sent.online and sent.verdict_shown is not None:
            row = _shown_instead(sent)
        return repeated(sent.nonce, row, found, known)
    why = "seq: already used by another fact of this device" if row is None else "nonce: already used by another fact"
    kept = {"nonce": sent.nonce, "seq": sent.seq, "token": sent.token, "code": sent.code, "direction": sent.direction}
    return bury(door.congress_id, device_id, {**kept, "device_time": sent.device_time.isoformat()}, why=why)


def _shown_instead(sent: SentScan) -> Any:
    """The answer came after the device's deadline, and nobody saw it: what the door did is what the device showed."""
    shown = {"nonce": sent.nonce, "verdict": sent.verdict_shown, "reason": sent.reason_shown}
    straight(sql.SHOW_INSTEAD, shown)
    return db.session.execute(sql.BY_NONCE, {"nonce": sent.nonce}).one()


def _is_same(row: Any, door: Door, device_id: int, sent: SentScan, read: Read) -> bool:
    """A fact judged online may bear another number than the one it was sent with; what it says is the same."""
    if (row.device_id, row.checkpoint_id) != (device_id, door.id):
        return False
    told = (row.direction, row.badge_number, row.device_time) == (sent.direction.value, read.number, sent.device_time)
    return bool(row.seq == sent.seq or (row.is_online and sent.online and told))
