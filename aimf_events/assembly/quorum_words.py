"""The quorum in a sentence: what is there, what it takes, what is missing; and as the figures of the hall's screen."""

from flask_babel import gettext as _
from flask_babel import ngettext

from .. import crypto
from ..database import db
from ..live import topics
from .ballot_counts import voted_by_name
from .rolls import Roll, roll_of
from .sitting_models import Sitting, SittingState

_LIVE = (SittingState.OPEN, SittingState.SUSPENDED)


def quorum_words(roll: Roll) -> str:
    """Return the sentence of the quorum: what is there, what it takes, what is missing."""
    state = roll.quorum
    if roll.threshold is None:
        return _("Aucun quorum n’est exigé à la seconde convocation.")
    if state.is_reached:
        return _(
            "Le quorum est atteint : %(count)d voix, il en faut %(needed)d sur %(base)d.",
            count=state.counted, needed=state.needed, base=state.base,
        )  # fmt: skip
    return _(
        "Le quorum n’est pas atteint : %(count)d voix sur %(base)d, il en faut %(needed)d. Il en manque %(missing)d.",
        count=state.counted, needed=state.needed, base=state.base, missing=state.missing,
    )  # fmt: skip


def missing_words(roll: Roll) -> str:
    """Return what is missing, or how many may leave: the line under the figure."""
    state = roll.quorum
    if roll.threshold is None:
        return _("aucun quorum exigé")
    if state.missing:
        return ngettext("il manque %(num)d voix", "il manque %(num)d voix", state.missing)
    if not state.spare:
        return _("au plus juste : personne ne peut sortir")
    return ngettext("%(num)d voix peut sortir", "%(num)d voix peuvent sortir", state.spare)


# -- live ----------------------------------------------------------------------------------------------------------------


def topic_of(sitting: Sitting) -> str:
    """Return the name of the topic of a sitting's quorum. Nobody guesses it: the figures are the hall's."""
    return f"quorum:{sitting.public_id}.{_mark(sitting.public_id)}"


@topics.source("quorum")
def live_quorum(rest: str) -> topics.State | None:
    """Return the figures of a sitting's quorum; None if there is no such sitting. Nobody's name."""
    public_id, _dot, mark = rest.rpartition(".")
    if mark != _mark(public_id):
        return None
    sitting = db.session.query(Sitting).filter_by(public_id=public_id).first()
    if sitting is None or sitting.is_draft:
        return None
    roll = roll_of(sitting)
    told = {
        "state": sitting.state.value,
        "counted": roll.quorum.counted,
        "needed": roll.quorum.needed,
        "base": roll.quorum.base,
        "present": roll.hall.present,
        "represented": roll.hall.represented,
        "remote": roll.hall.remote,
        "voted": voted_by_name(sitting),
    }
    return topics.State("quorum", told, topics.Pace.FAST if sitting.state in _LIVE else topics.Pace.STEADY)


def _mark(public_id: str) -> str:
    return crypto.keyed_hash("quorum-screen", public_id)[:20]
