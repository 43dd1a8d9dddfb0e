"""The text of an item as a PDF: its paragraphs under their numbers of now, and what was done with each amendment."""

from typing import Any

from flask_babel import gettext as _

from ..clock import now
from ..i18n import format_moment, language, zone_city
from .convocation_letter import name_of, when_of
from .motion_state import AmendmentState, Line, Reading
from .printing import set_pdf
from .rules.amendments import Act
from .sitting_models import AgendaItem


def motion_pdf(item: AgendaItem, reading: Reading) -> bytes:
    """Return the paper in the language of the reader; the text itself is as it was written."""
    return set_pdf("motion.typ", motion_page(item, reading))


def motion_page(item: AgendaItem, reading: Reading) -> dict[str, Any]:
    """Return what the paper says."""
    sitting = item.sitting
    return {
        "language": language(),
        "title": item.title,
        "subtitle": f"{name_of(sitting)}, {when_of(sitting)}",
        "state": _state(reading),
        "made": _(
            "État le %(moment)s (heure de %(city)s).",
            moment=format_moment(now(), sitting.time_zone),
            city=zone_city(sitting.time_zone),
        ),
        "paragraphs": [{"number": part.number, "text": part.after} for part in reading.parts if part.number],
        "amendments_title": _("Amendements"),
        "amendments": [_line(line) for line in reading.lines],
        "page_of": _("page"),
    }


def _state(reading: Reading) -> str:
    if reading.is_adopted is True:
        return _("Texte adopté.")
    if reading.is_adopted is False:
        return _("Texte non adopté.")
    return _("Projet de texte\u00a0: l’ensemble n’a pas été voté.")


def _line(line: Line) -> dict[str, str]:
    amendment = line.amendment
    does = {
        Act.DELETE: _("suppression du paragraphe %(place)d", place=amendment.paragraph),
        Act.REPLACE: _("remplacement du paragraphe %(place)d", place=amendment.paragraph),
        Act.ADD: _("ajout après le paragraphe %(place)d", place=amendment.paragraph),
    }[amendment.act]
    said = {
        AmendmentState.DEPOSITED: _("attend son vote"),
        AmendmentState.IN_VOTE: _("mis aux voix"),
        AmendmentState.ADOPTED: _("adopté"),
        AmendmentState.REJECTED: _("rejeté"),
        AmendmentState.FALLEN: _("tombé"),
        AmendmentState.WITHDRAWN: _("retiré"),
    }[line.state]
    return {"number": str(amendment.number), "member": amendment.mandate.member.name, "does": does, "said": said}
