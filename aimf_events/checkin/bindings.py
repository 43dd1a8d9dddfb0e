"""For whom emergency badges stand: the facts that desks tell, kept whatever they say, and what follows from them.

Source of the rule: shared/specs/badges-checkin.md, "Scanning" and "Facts and merging"; why it is built so: docs/decisions/0021.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, transaction
from ..i18n import clean_text
from ..people.models import Person
from .badges import reissue_badge
from .blank_models import BlankBadge, BlankBinding, BlankState
from .blank_state import Bound, Stands, stands_for
from .models import Badge, BadgeState, DeviceRole, ScanDevice
from .outcomes import Outcome
from .scans import bury
from .sent import NONCE, Unusable, moment, offset_of, set_right
from .token import normalise_scan

_NUMBER, _TOKEN = re.compile(r"[0-9a-f]{12}"), re.compile(r"[0-9]{189}", re.ASCII)


def record_binding(device: ScanDevice, item: Any) -> Outcome:
    """Store what a desk says of a blank; sent again it is the same. Never refused: what nobody can use is kept aside,
    and what a desk that is no longer heard says waits for a supervisor (`release_bindings`)."""
    try:
        with transaction():
            return _record(device, item)
    except Unusable as unusable:
        return bury(device.congress_id, device.id, item, why=str(unusable))


def _record(device: ScanDevice, item: Any) -> Outcome:
    if not isinstance(item, Mapping):
        raise Unusable("not an object")
    if device.role is not DeviceRole.DESK:
        raise Unusable("not from a desk")
    nonce, token = item.get("nonce"), item.get("token")
    if not isinstance(nonce, str) or not NONCE.fullmatch(nonce):
        raise Unusable("nonce: 32 lower-case hexadecimal digits")
    blank = _blank_of(device.congress_id, token)
    device_time, offset = moment(item.get("device_time")), offset_of(item)
    at = set_right(device_time, offset, received_at=now())
    values = {
        "blank_id": blank.id,
        "device_id": device.id,
        "nonce": nonce,
        "device_time": device_time,
        "clock_offset_ms": offset,
        "effective_at": at,
        "received_at": now(),
        "is_lost": item.get("is_lost") is True,
        "is_held": device.revoked_at is not None,
        **_whom(device.congress_id, item),
    }
    lock(blank)
    written = insert(BlankBinding).values(**values).on_conflict_do_nothing().returning(BlankBinding.id)
    if db.session.execute(written).first() is None:
        return _told_before(blank, device, nonce)
    if values["is_held"]:
        return Outcome(status="quarantined", nonce=nonce)
    derive(blank, by=None)
    journal.record("blank_bound", blank, by=None, serial=blank.serial, device=device.id, state=blank.state.value)
    return Outcome(status="recorded", nonce=nonce)


def _told_before(blank: BlankBadge, device: ScanDevice, nonce: str) -> Outcome:
    """The same fact again. Raises Unusable where another one bears its nonce: it is not dropped in silence."""
    if db.session.scalars(select(BlankBinding).filter_by(nonce=nonce, blank_id=blank.id, device_id=device.id)).first():
        return Outcome(status="replayed", nonce=nonce)
    raise Unusable("nonce: already used by another fact")


def held_bindings(congress: Congress) -> Counter[int]:
    """Return how many facts of each desk that is no longer heard wait for a supervisor."""
    held = (
        select(ScanDevice.id, func.count())
        .select_from(BlankBinding)
        .join(ScanDevice, ScanDevice.id == BlankBinding.device_id)
    )
    rows = held.where(ScanDevice.congress_id == congress.id, BlankBinding.is_held).group_by(ScanDevice.id)
    return Counter(dict(db.session.execute(rows).tuples().all()))


def release_bindings(device: ScanDevice, *, by: Person) -> int:
    """Count what a desk that is no longer heard has said of blanks; return how many facts. Twice finds none left."""
    held = select(BlankBinding).filter_by(device_id=device.id, is_held=True).order_by(BlankBinding.blank_id)
    count = 0
    for fact in list(db.session.scalars(held)):
        with transaction():
            blank = lock(db.session.get_one(BlankBadge, fact.blank_id))
            if lock(fact).is_held:
                fact.is_held = False
                db.session.flush()
                derive(blank, by=by)
                count += 1
    return count


def derive(blank: BlankBadge, *, by: Person | None) -> None:
    """Write for whom a blank stands; a withdrawn one stays so until a supervisor settles it."""
    if blank.state is BlankState.WITHDRAWN:
        return
    said = db.session.scalars(select(BlankBinding).filter_by(blank_id=blank.id, is_held=False)).all()
    stands: Stands = stands_for(
        Bound(
            key=each.id,
            at=each.effective_at,
            badge=each.badge_id,
            name=each.name,
            delegation=each.delegation,
            by_supervisor=each.bound_by_id is not None,
        )
        for each in said
    )
    blank.state, blank.badge_id = stands.state, stands.badge
    blank.hand_name, blank.hand_delegation = stands.name, stands.delegation
    db.session.flush()
    db.session.refresh(blank)
    if blank.badge is not None:
        _end_lost(blank.badge, [each for each in said if each.badge_id == blank.badge_id and each.is_lost], by=by)


def _end_lost(badge: Badge, said: list[BlankBinding], *, by: Person | None) -> None:
    """Let the lost badge die once, however many desks have said so: what is printed after it must live."""
    if said and all(each.dead_issue is None for each in said):
        said[0].dead_issue = badge.issue
        if badge.state is not BadgeState.REVOKED:
            reissue_badge(badge, by=by, reason="lost")


def _blank_of(congress_id: int, token: Any) -> BlankBadge:
    if not isinstance(token, str) or len(token) > 1000:
        raise Unusable("token: a text of at most 1000 characters")
    written = normalise_scan(token)
    if not _TOKEN.fullmatch(written):
        raise Unusable("token: not of an emergency badge")
    found = db.session.scalars(select(BlankBadge).filter_by(congress_id=congress_id, token=written)).first()
    if found is None:
        raise Unusable("token: not of an emergency badge of this congress")
    return found


def _whom(congress_id: int, item: Mapping[str, Any]) -> dict[str, Any]:
    """The badge for which the blank is to stand, by its number, or what was written on it."""
    number = item.get("badge")
    if number is None:
        name, delegation = (_text(item, field) for field in ("name", "delegation"))
        if not name:
            raise Unusable("badge or name: one of the two")
        return {"name": name, "delegation": delegation}
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise Unusable("badge: 12 lower-case hexadecimal digits")
    badge = db.session.scalars(
        select(Badge).filter_by(congress_id=congress_id, number=int(number, 16), pass_on=None)
    ).first()
    if badge is None or badge.registration_id is None:
        raise Unusable("badge: nobody's here")
    return {"badge_id": badge.id}


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name, "")
    text = clean_text(value) if isinstance(value, str) else None  # composed, some letters are two
    if text is None or len(text) > 120:
        raise Unusable(f"{name}: a text of at most 120 characters")
    return text
