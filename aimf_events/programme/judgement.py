"""What a congress says of the conflicts of its draft: each with its gravity, and who took it on themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..congress.models import Congress
from . import conflict_hours, conflict_means, conflict_people, conflict_rooms, release_checks
from .conflict_models import ConflictOverride, ConflictRules, Severity
from .conflict_rules import rules_of, severity_of
from .conflict_text import sentence
from .conflicts import Conflict
from .draft import Draft, load_draft
from .models import ProgrammeSession
from .overrides import overrides_of

_FAMILIES = (conflict_people.find, conflict_rooms.find, conflict_hours.find, conflict_means.find)
_GRAVE = {Severity.DROP: 0, Severity.RELEASE: 1, Severity.WARN: 2}


@dataclass(frozen=True)
class Judged:
    """A conflict, how grave it is here, and the override that lifts it, if any."""

    conflict: Conflict
    severity: Severity
    override: ConflictOverride | None = None

    @property
    def blocks_drop(self) -> bool:
        """Whether nobody may put the session there without a reason given."""
        return self.severity is Severity.DROP and self.override is None

    @property
    def blocks_release(self) -> bool:
        """Whether no version can be published with it."""
        return self.severity in (Severity.DROP, Severity.RELEASE) and self.override is None

    @property
    def sentence(self) -> str:
        """What is wrong."""
        return sentence(self.conflict)


def find_conflicts(draft: Draft) -> list[Conflict]:
    """Return all that a draft breaks, in the order of the days. Pure."""
    found = [each for find in _FAMILIES for each in find(draft)]
    return sorted(found, key=lambda each: (each.slots[0].begin, each.slots[0].id, each.rule, each.key))


def judge(
    conflicts: Iterable[Conflict], rules: ConflictRules, overrides: Mapping[str, ConflictOverride]
) -> list[Judged]:
    """Return the conflicts that a congress wants to know of: what blocks first, what was taken on last. Pure."""
    weighed = [Judged(each, severity_of(rules, each.rule), overrides.get(each.key)) for each in conflicts]
    kept = [each for each in weighed if each.severity is not Severity.OFF]
    return sorted(kept, key=lambda each: (each.override is not None, _GRAVE[each.severity]))


def conflicts_of(congress: Congress, sessions: Sequence[ProgrammeSession] | None = None) -> list[Judged]:
    """Return the conflicts of the draft as it is. The number of queries does not depend on the number of sessions.

    Args:
        sessions: those of `draft.load_draft`, where the caller has them.
    """
    rules = rules_of(congress)
    return judge(find_conflicts(load_draft(congress, rules, sessions=sessions)), rules, overrides_of(congress))


def check_release(congress: Congress) -> list[release_checks.Finding]:
    """Say to who publishes what the draft breaks; what someone took on themselves is no longer said."""
    return [
        release_checks.Finding(
            sentence=each.sentence, blocks=each.blocks_release, session=each.conflict.slots[0].public_id
        )
        for each in conflicts_of(congress)
        if each.override is None
    ]
