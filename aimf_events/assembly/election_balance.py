"""The balance between the regions: how many seats each would have, who is elected, who stands. A helper: nothing is counted by it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..members.regions import Region, region_of
from .election_models import Candidacy, Election


@dataclass(frozen=True, slots=True)
class Balance:
    """One region of an election."""

    region: Region
    wanted: int
    elected: int
    standing: int

    @property
    def missing(self) -> int:
        """How many more of this region there would be to elect."""
        return max(0, self.wanted - self.elected)


def balance_of(election: Election, candidacies: Sequence[Candidacy]) -> list[Balance]:
    """Return the regions that have a share or a candidate; nothing for an office of one seat."""
    if election.seats == 1:
        return []
    elected = Counter(region_of(each.member.country) for each in candidacies if each.elected_at)
    standing = Counter(region_of(each.member.country) for each in candidacies if each.stands and not each.elected_at)
    wanted = {Region(name): number for name, number in election.regions.items()}
    return [
        Balance(region, wanted.get(region, 0), elected[region], standing[region])
        for region in Region
        if wanted.get(region) or elected[region] or standing[region]
    ]
