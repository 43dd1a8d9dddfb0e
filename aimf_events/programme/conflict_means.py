"""What a session lacks: an interpreter, a way to join it from afar."""

from collections.abc import Iterator

from .conflict_models import Rule
from .conflicts import Conflict, conflict
from .draft import Draft
from .models import SessionKind, SessionMode, SpeakerRole

UNSPOKEN = (SessionKind.BREAK, SessionKind.SOCIAL)
"""Nobody interprets over coffee."""


def find(draft: Draft) -> Iterator[Conflict]:
    """Yield what the sessions of a draft lack."""
    for slot in draft.slots:
        interpreted = any(role is SpeakerRole.INTERPRETER for _person, role in slot.parts)
        if len(slot.languages) > 1 and not interpreted and slot.kind not in UNSPOKEN:
            yield conflict(Rule.NO_INTERPRETER, slot, facts=slot.languages, languages=slot.languages)
        if slot.is_online and not slot.has_address:
            yield conflict(Rule.NO_WAY_TO_JOIN, slot, facts=(slot.mode,), hybrid=slot.mode is SessionMode.HYBRID)
