"""What speaks against publishing the draft as it is. The packages and modules that know conflicts register a check."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from ..congress.models import Congress
from ..errors import Refusal


@dataclass(frozen=True)
class Finding:
    """One thing that is not right in the draft.

    Attributes:
        sentence: what, in the field's words, with the session's title in it.
        blocks: whether a version with it cannot be published; otherwise it is shown, and the organiser decides.
        session: public id of the session to open, if there is one.
    """

    sentence: Any
    blocks: bool
    session: str | None = None


Check = Callable[[Congress], list[Finding]]
_checks: list[Check] = []


class DraftNotReady(Refusal):
    """Something in the draft forbids to publish it."""

    code = "draft_not_ready"

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.sentence, advice=_l("Corrigez le brouillon, puis publiez la version."))


def register(check: Check) -> None:
    """Let `check` look at the draft before each release. Registering the same one twice adds it once."""
    if check not in _checks:
        _checks.append(check)


def findings_of(congress: Congress) -> list[Finding]:
    """Return all that the checks find in the draft, what blocks first."""
    found = [finding for check in _checks for finding in check(congress)]
    return sorted(found, key=lambda finding: not finding.blocks)
