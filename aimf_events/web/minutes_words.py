"""How minutes are shown: the tag of each state, and where they stand in a sentence."""

from flask_babel import gettext as _
from flask_babel import ngettext

from ..i18n import format_day, format_moment
from ..minutes.drafting import Block
from ..minutes.minutes_models import Minutes, MinutesState

MINUTES_KINDS = {
    MinutesState.DRAFT: "wait",
    MinutesState.SETTLED: "warn",
    MinutesState.SIGNED: "ok",
    MinutesState.CORRECTED: "ok",
    MinutesState.APPROVED: "ok",
}


def minutes_sentence(minutes: Minutes | None, blocks: list[Block]) -> str:
    """Return where the minutes stand, and what they wait for."""
    if minutes is None:
        return _("Le procès-verbal n’est pas commencé.")
    zone = minutes.sitting.time_zone
    if minutes.state is MinutesState.DRAFT:
        moved = sum(block.differs for block in blocks)
        if moved:
            return ngettext(
                "Les faits ont changé sous %(num)d texte que vous aviez écrit : relisez-le avant d’arrêter le procès-verbal.",
                "Les faits ont changé sous %(num)d textes que vous aviez écrits : relisez-les avant d’arrêter le procès-verbal.",
                moved,
            )
        return _("Le projet suit les faits de la séance. Relisez-le, complétez les débats, puis arrêtez le texte.")
    if minutes.state is MinutesState.SETTLED and minutes.settled_at:
        moment = format_moment(minutes.settled_at, zone)
        return _(
            "Le texte est arrêté depuis le %(moment)s. Imprimez-le, faites-le signer, puis versez la copie.",
            moment=moment,
        )
    if minutes.state is MinutesState.APPROVED and minutes.approved_at:
        return _(
            "Le procès-verbal est signé et approuvé le %(moment)s.", moment=format_moment(minutes.approved_at, zone)
        )
    later = minutes.approval_item.sitting if minutes.approval_item else None
    if later is not None:
        day = format_day(later.day)
        return _("Le procès-verbal est signé. La séance du %(day)s est appelée à l’approuver.", day=day)
    return _("Le procès-verbal est signé. Inscrivez son approbation à l’ordre du jour de la prochaine séance.")
