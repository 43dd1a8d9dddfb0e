"""The list that a device at a door carries, so that it judges with the network gone: rules in clear, people sealed.

Source of the rule: shared/specs/badges-checkin.md, "Scanning"; why it is built so: docs/decisions/0020. A delta is exact
(`row_ages`).
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import text

from ..clock import now
from ..congress.categories import (
    AT_WORK,
    BLANK_NUMBER,
    CARD_COLOUR,
    CARD_LABEL,
    CARD_LETTER,
    CARD_NUMBER,
    categories_of,
)
from ..congress.models import Congress
from ..database import straight
from ..registration.models import Capacity
from .checkpoints import checkpoints_of
from .keys import ensure_keys, keys_of
from .models import BadgeState
from .places import insiders
from .row_ages import read_since, written_since
from .sealing import seal
from .sign_up_doors import seats_of
from .token import to_bytes

# Put together from constants of row_ages only.
_BEARERS = text(f"""
SELECT b.token, b.category_number, b.state, b.card_number AS card, own.number AS stands_for, r.capacity, p.civility, p.honorific, p.badge_name AS name, d.name AS delegation
  FROM badge b
  LEFT JOIN badge own ON own.id = b.pass_of_id
  LEFT JOIN registration r ON r.id = b.registration_id
  LEFT JOIN person p ON p.id = r.person_id
  LEFT JOIN delegation d ON d.id = coalesce(r.delegation_id, b.delegation_id)
 WHERE b.congress_id = :congress AND b.state <> 'revoked' AND {written_since(*"brpd")}
""")  # noqa: S608
# An emergency badge: the record of whom it stands for, or of nobody.
_BLANKS = text(f"""
SELECT k.token, COALESCE(b.category_number, {BLANK_NUMBER}) AS category_number, COALESCE(b.state, 'issued') AS state,
       CAST(NULL AS smallint) AS card, b.number AS stands_for, r.capacity, p.civility, p.honorific, p.badge_name AS name, d.name AS delegation
  FROM blank_badge k
  LEFT JOIN badge b ON b.id = k.badge_id AND b.state <> 'revoked'
  LEFT JOIN badge any_state ON any_state.id = k.badge_id
  LEFT JOIN registration r ON r.id = b.registration_id
  LEFT JOIN person p ON p.id = r.person_id
  LEFT JOIN delegation d ON d.id = r.delegation_id
 WHERE k.congress_id = :congress AND {written_since("k", "any_state", "r", "p", "d")}
""")  # noqa: S608
_REVOCATIONS = text("""
SELECT number, issue, state FROM badge
 WHERE congress_id = :congress AND (issue > 1 OR state = 'revoked') ORDER BY number
""")


@dataclass(frozen=True)
class Snapshot:
    """What a device is given. `version` goes into the next question; `is_whole` says that it replaces what is held."""

    version: int
    is_whole: bool
    head: dict[str, Any]
    records: dict[str, str]

    @cached_property
    def etag(self) -> str:
        """The same for the same content: version and hour are not counted."""
        told = json.dumps([self.is_whole, self.head, self.records], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    def as_json(self) -> dict[str, Any]:
        """The list as it is sent."""
        about = {"version": self.version, "whole": self.is_whole, "server_time": now().isoformat()}
        return {**about, **self.head, "records": self.records}


def snapshot_of(congress: Congress, *, since: int | None = None) -> Snapshot:
    """Return the list of a congress, or what changed since a version that a device holds."""
    ensure_keys(congress)
    asked = read_since(since)
    given = {"congress": congress.id, **asked.given}
    rows = [row for query in (_BEARERS, _BLANKS) for row in straight(query, given).fetchall()]
    records = dict(sorted(seal(to_bytes(row.token), _record(row)) for row in rows))
    return Snapshot(version=asked.version, is_whole=asked.is_whole, head=_head(congress), records=records)


def _record(row: Any) -> list[Any]:
    """What the screen shows of a bearer: category, whether the badge was handed over, civility, honorific, name, delegation.

    A transferable card is nobody's: it has its number after them. Who sits at the statutory sittings has none, then their
    capacity. A day pass has, after these two, the number of the badge for which it stands.
    """
    is_collected = int(row.state == BadgeState.COLLECTED)
    told = [row.category_number, is_collected, row.civility, row.honorific or "", row.name or "", row.delegation or ""]
    sits = None if row.capacity == Capacity.NONE else row.capacity
    stands_for = f"{row.stands_for:012x}" if row.stands_for is not None else None
    more = [row.card, sits, stands_for]
    while more and more[-1] is None:  # what nobody has is not sent
        more.pop()
    return [*told, *more]


def _head(congress: Congress) -> dict[str, Any]:
    dead = straight(_REVOCATIONS, {"congress": congress.id}).fetchall()
    doors = checkpoints_of(congress)
    inside, seats = insiders(congress, doors), seats_of(congress)
    return {
        "revocation_seq": sum(_least(row)[0] - 1 for row in dead),
        "congress": {
            "number": congress.number,
            "name": congress.name,
            "starts_on": congress.starts_on.isoformat(),
            "time_zone": congress.time_zone,
            "days": len(congress.days),
        },
        "keys": [_key(key) for key in keys_of(congress)],
        "checkpoints": [_door(door, inside.get(door.id), seats.get(door.id)) for door in doors],
        "categories": [_category(category) for category in categories_of(congress)],
        "blanks": {"number": BLANK_NUMBER},
        "cards": {"number": CARD_NUMBER, "letter": CARD_LETTER, "colour": CARD_COLOUR, "label": CARD_LABEL},
        "revocations": [[f"{row.number:012x}", *_least(row)] for row in dead],
    }


def _least(row: Any) -> tuple[int, bool]:
    """The least issue that is not dead, and whether the badge itself is."""
    is_revoked = row.state == BadgeState.REVOKED
    return row.issue + is_revoked, is_revoked


def _key(key: Any) -> dict[str, Any]:
    return {
        "kid": key.kid,
        "public_key": urlsafe_b64encode(key.public_key).decode().rstrip("="),
        "not_before": key.not_before.isoformat(),
        "not_after": key.not_after.isoformat(),
        "withdrawn": key.withdrawn_at is not None,
    }


def _door(door: Any, inside: int | None, seats: list[dict[str, Any]] | None) -> dict[str, Any]:
    """The rules of a door; where its room has a limit, how many badges were inside; where one signs up, who has a place."""
    signed_up = {"sign_ups": seats} if seats else {}
    return {
        **signed_up,
        "id": door.public_id,
        "name": door.name,
        "category_numbers": door.category_numbers,
        "zones": door.zones,
        "checks_day": door.checks_day,
        "admits_once": door.admits_once,
        "limit": door.places,
        "inside": inside,
        "way": door.way,
        "capacities": door.capacities,
        "delegation_seats": door.delegation_seats,
        "is_open": door.is_open,
    }


def _category(category: Any) -> dict[str, Any]:
    return {
        "number": category.number,
        "letter": category.letter,
        "colour": category.colour,
        "label": category.label,
        "feminine": category.feminine,
        "zones": category.zones,
        "at_work": category.code in AT_WORK,
    }


__all__ = ["Snapshot", "snapshot_of"]
