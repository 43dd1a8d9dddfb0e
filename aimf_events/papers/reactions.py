"""What papers do when a registration is decided or changed: accredited, the letter is written; changed, it is outdated; refused, it ends."""

from typing import Any

from ..registration import facts
from ..registration.models import FieldPhase, PaperKind, Registration
from . import papers


@facts.registration_approved.connect
def write_visa_letter(registration: Registration, **_extra: Any) -> None:
    """Accredited: the letter follows at once for who asked for it; an outdated one is corrected."""
    papers.issue_visa_letter_if_due.later(registration.id)


@facts.answers_changed.connect
def follow_passport(registration: Registration, phase: FieldPhase, **_extra: Any) -> None:
    """The passport came, or changed: the letter is written or corrected."""
    if phase is FieldPhase.VISA:
        papers.mark_outdated(registration, PaperKind.VISA)
        papers.issue_visa_letter_if_due.later(registration.id)


@facts.identity_changed.connect
def outdate(registration: Registration, **_extra: Any) -> None:
    """Another name or function: what was issued is to be corrected."""
    papers.mark_outdated(registration, *PaperKind)


@facts.registration_refused.connect
@facts.registration_withdrawn.connect
def end(registration: Registration, **_extra: Any) -> None:
    """No longer expected: the invitation no longer holds."""
    papers.end_papers(registration, reason=registration.state.value)
