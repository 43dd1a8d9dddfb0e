"""How a decision of the register is shown: the tag of its follow-up, how it was taken, and the choices of the list."""

from flask_babel import gettext as _

from ..assembly.convocation_letter import name_of
from ..i18n import format_day
from ..minutes.decision_models import FollowUp, RegisteredDecision
from ..minutes.register import LATE, today
from .wording import words_for

FOLLOW_KINDS = {
    FollowUp.NONE: "wait",
    FollowUp.TO_START: "warn",
    FollowUp.IN_PROGRESS: "wait",
    FollowUp.DONE: "ok",
    FollowUp.DROPPED: "no",
}


def follow_words(decision: RegisteredDecision) -> tuple[str, str]:
    """Return the kind and the words of the tag: late where its day has passed."""
    if decision.is_late(today()):
        return "no", _("en retard")
    return FOLLOW_KINDS[decision.state], str(words_for(decision.state))


def way_words(decision: RegisteredDecision) -> str:
    """Return how it was taken: by a vote or by consensus, adopted or not."""
    if decision.ballot_id is None:
        return _("par consensus")
    return _("adoptée par un vote") if decision.is_adopted else _("non adoptée")


def sitting_words(decision: RegisteredDecision) -> str:
    """Return which body took it, and on which day."""
    sitting = decision.sitting
    return _("%(name)s du %(day)s", name=name_of(sitting), day=format_day(sitting.day, weekday=False))


def state_choices() -> list[tuple[str, str]]:
    """Return the states by which a register is narrowed, the late ones among them."""
    return [("", _("toutes")), *((state.value, str(words_for(state))) for state in FollowUp), (LATE, _("en retard"))]
