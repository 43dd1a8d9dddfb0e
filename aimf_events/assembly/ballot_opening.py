"""What a ballot keeps of the moment when it opened, beside its roll: whole numbers and words alone, no database and no clock.

The majority and its article, the quorum and its article, the hall and the base: a version of the statutes that comes into force
later, a member who pays, one who leaves, change nothing of it.
"""

from dataclasses import asdict, dataclass
from typing import Any, Self

from .rules.majority import Base, Majority
from .rules.quorum import Hall, QuorumState
from .rules.threshold import Threshold


@dataclass(frozen=True, slots=True)
class Opening:
    """The rule of a ballot and its numbers. Voices.

    `hall`: the settled voices of the roll; `members`: all that are in good standing, wherever they are. `quorum_asked`: False at a
    second call that asks none. `chair_decided`: the quorum was wanting and the chair went on, as the statutes let it.
    `without_vote`: voices at a distance that the quorum counts and that the statutes do not let vote. `provisional`: contested ones.
    """

    majority: Majority
    article: str
    quorum: QuorumState
    quorum_asked: bool
    quorum_article: str
    hall: Hall
    members: int
    casting_vote: bool
    casting_article: str
    chair_decided: bool = False
    without_vote: int = 0
    provisional: int = 0

    @property
    def voices(self) -> int:
        """The settled voices of the roll."""
        return self.hall.voices

    def written(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """Return what was stored."""
        majority = stored["majority"]
        return cls(
            **{
                **stored,
                "majority": Majority(Threshold(**majority["threshold"]), Base(majority["base"])),
                "quorum": QuorumState(**stored["quorum"]),
                "hall": Hall(**stored["hall"]),
            }
        )
