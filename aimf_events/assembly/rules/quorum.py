"""The quorum: what counts, of what base, and how much is missing. Checked against the base of voting members in good standing."""

import enum
from collections.abc import Set
from dataclasses import dataclass

from .threshold import Threshold


class Counted(enum.StrEnum):
    """How a voice is in the hall."""

    PRESENT = "present"
    REPRESENTED = "represented"
    REMOTE = "remote"


class QuorumChecked(enum.StrEnum):
    """When the quorum is looked at."""

    OPENING = "opening"
    ITEM = "item"
    VOTE = "vote"


class QuorumLost(enum.StrEnum):
    """What follows when it is not reached."""

    REFUSED = "refused"
    CHAIR_DECIDES = "chair_decides"


@dataclass(frozen=True, slots=True)
class Hall:
    """The voices that are there: in person, by a proxy whose holder is there, at a distance. Each voice is in one of them."""

    present: int = 0
    represented: int = 0
    remote: int = 0

    def __post_init__(self) -> None:
        if min(self.present, self.represented, self.remote) < 0:
            raise ValueError("a hall holds no fewer than nobody")

    @property
    def voices(self) -> int:
        """All of them."""
        return self.present + self.represented + self.remote

    def counted(self, kinds: Set[Counted]) -> int:
        """Return how many are there in one of these ways."""
        voices = {
            Counted.PRESENT: self.present,
            Counted.REPRESENTED: self.represented,
            Counted.REMOTE: self.remote,
        }
        return sum(number for kind, number in voices.items() if kind in kinds)


@dataclass(frozen=True, slots=True)
class QuorumState:
    """What is needed and what is there, in voices."""

    base: int
    needed: int
    counted: int

    @property
    def missing(self) -> int:
        """How many voices are wanting."""
        return max(0, self.needed - self.counted)

    @property
    def is_reached(self) -> bool:
        """Whether enough are there. Without a single member there is no assembly."""
        return self.base > 0 and self.counted >= self.needed

    @property
    def spare(self) -> int:
        """How many voices may leave before it is lost."""
        return max(0, self.counted - self.needed)


def quorum_state(threshold: Threshold | None, hall: Hall, base: int, *, counts: Set[Counted]) -> QuorumState:
    """Return where the quorum stands; a sitting that needs none (`threshold` None: a second call) needs nobody."""
    return QuorumState(base, threshold.needed(base) if threshold else 0, hall.counted(counts))
