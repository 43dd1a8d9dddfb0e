"""What a rehearsal may not do, and the word that its papers bear."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..errors import Refusal
from .sitting_models import Sitting


class RehearsalCountsForNothing(Refusal):
    """The act belongs to a real sitting."""

    code = "rehearsal_counts_for_nothing"

    def __init__(self) -> None:
        super().__init__(
            _l("Une répétition ne compte pas\u00a0: cet acte se fait à la séance elle-même."),
            advice=_l("Rien n’a été enregistré. Ouvrez la séance que vous répétez."),
        )


def demand_counted(sitting: Sitting) -> None:
    """Refuse for a rehearsal what only a sitting can do.

    Raises:
        RehearsalCountsForNothing: it is a rehearsal.
    """
    if sitting.is_rehearsal:
        raise RehearsalCountsForNothing


def watermark_of(sitting: Sitting) -> str:
    """Return the word across every paper of a rehearsal; empty for a sitting."""
    return _("RÉPÉTITION") if sitting.is_rehearsal else ""
