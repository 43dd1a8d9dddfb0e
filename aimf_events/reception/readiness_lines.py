"""What one check of « Sommes-nous prêts ? » says."""

import enum
from dataclasses import dataclass


class Known(enum.StrEnum):
    """What a check found: as it should be, something to do, or nothing to judge by."""

    OK = "ok"
    LEFT = "left"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the doors need. `place`: which page helps."""

    what: str
    known: Known
    told: str
    advice: str = ""
    place: str = ""
