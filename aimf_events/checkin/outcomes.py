"""The answer to a scan, and who carries the badge, as the screen at the door shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from flask_babel import gettext as _

from ..congress.categories import CARD_COLOUR, CARD_LABEL, CARD_LETTER
from .models import ScanReason, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Who carries the badge, as the verdict shows it. A transferable card has a number where a badge has a name; a day pass says so."""

    name: str
    civility: str | None
    honorific: str
    delegation: str
    category_letter: str
    category_colour: str
    category_label: dict[str, str]
    is_card: bool = False
    is_pass: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The answer to one item. For « déjà entré », `since` and `first_door` say when and where. `seq` is the number it bears.

    `places_left` is said only where few are.
    """

    status: Literal["recorded", "replayed", "quarantined", "dead"]
    nonce: str | None = None
    seq: int | None = None
    verdict: Verdict | None = None
    reason: ScanReason | None = None
    bearer: Bearer | None = None
    since: datetime | None = None
    first_door: str = ""
    places_left: int | None = None
    why: str = ""


def card_name(number: int) -> str:
    """Return « Carte transférable 2 »."""
    return _("Carte transférable %(number)d", number=number)


def bearer_of(found: Any) -> Bearer:
    """Return who carries the badge of a row of `scan_queries`."""
    if found.card is not None:
        return Bearer(
            name=card_name(found.card),
            civility=None,
            honorific="",
            delegation=found.delegation,
            category_letter=CARD_LETTER,
            category_colour=CARD_COLOUR,
            category_label=CARD_LABEL,
            is_card=True,
        )
    return Bearer(
        name=found.name,
        civility=found.civility,
        honorific=found.honorific,
        delegation=found.delegation,
        category_letter=found.letter,
        category_colour=found.colour,
        category_label=found.label,
        is_pass=found.is_pass,
    )


def repeated(nonce: str, row: Any, found: Any, known: Any) -> Outcome:
    """Return the answer that a fact already got, with where its badge stands now."""
    reason = ScanReason(row.reason_shown or row.reason)
    again = reason is ScanReason.ALREADY_IN
    return Outcome(
        status="replayed",
        nonce=nonce,
        seq=row.seq,
        verdict=Verdict(row.verdict_shown or row.verdict),
        reason=reason,
        bearer=bearer_of(found) if row.badge_id is not None and row.badge_id == found.stands_for else None,
        since=known.since if again else None,
        first_door=(known.first_door or "") if again else "",
    )
