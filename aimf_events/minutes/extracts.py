"""The extract of a decision for a member's council (extrait du registre des décisions): one page, in official French.

Whoever reads English may have a translation, which says on its face that the French alone has effect.
"""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from ..assembly.convocation_letter import name_of
from ..assembly.printing import set_pdf
from ..clock import now
from ..i18n import DEFAULT_LANGUAGE, format_day, format_hour, pick, use_language, zone_city
from .ballot_lines import count_line, quorum_paragraph, result_line, rule_line
from .decision_models import RegisteredDecision

PACKAGE = "aimf_events.minutes"
ASSOCIATION = "Association internationale des maires francophones"


def extract_pdf(
    decision: RegisteredDecision, councils: Sequence[str] = ("",), *, language: str = DEFAULT_LANGUAGE
) -> bytes:
    """Return the extract, a page for each council.

    Args:
        councils: the names of the members to whom it goes; an empty name for an extract addressed to nobody.
        language: "fr", or "en" for the translation given for courtesy.
    """
    with use_language(language):
        page = extract_page(decision, language)
        title = f"{page['title']} {decision.reference}"
        addressed = [_("À l’attention du conseil : %(council)s", council=each) if each else "" for each in councils]
        sheet = {"language": language, "title": title, "page": page, "councils": addressed}
        return set_pdf("extract.typ", sheet, package=PACKAGE)


def extract_page(decision: RegisteredDecision, language: str) -> dict[str, Any]:
    """Return what the page says, in the language being written."""
    sitting, ballot = decision.sitting, decision.ballot
    city = zone_city(sitting.time_zone)
    paragraphs = (
        [quorum_paragraph(ballot.frozen), count_line(ballot.tally), rule_line(ballot), result_line(ballot)]
        if ballot
        else [_("Cette décision a été prise par consensus, sans vote, personne ne s’y opposant.")]
    )
    return {
        "association": ASSOCIATION,
        "title": _("Extrait du registre des décisions"),
        "courtesy": ""
        if language == DEFAULT_LANGUAGE
        else _("Traduction de courtoisie : seul le texte français fait foi."),
        "reference": decision.reference,
        "subtitle": _(
            "%(body)s, séance du %(day)s, %(place)s",
            body=name_of(sitting),
            day=format_day(sitting.day),
            place=sitting.place or city,
        ),
        "heading": decision.title,
        "text": pick(decision.text, language),
        "taken": _(
            "Décision prise à %(hour)s (heure de %(city)s).",
            hour=format_hour(decision.taken_at, sitting.time_zone),
            city=city,
        ),
        "paragraphs": paragraphs,
        "certified": _(
            "Pour extrait conforme au registre, établi le %(day)s.", day=format_day(now().date(), weekday=False)
        ),
        "signatures": [_("La présidence"), _("Le Secrétariat permanent")],
        "page_of": _("page"),
    }
