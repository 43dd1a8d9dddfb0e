"""The papers of an election, set by typst: the ballot paper that is copied as it is, and the sheet on which the tellers count.

In French, the language of the statutes: one paper for everybody, since a paper in another language would say whose it is.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from ..checkin.badge_pdf import script_language
from ..i18n import country_name, pick, use_language
from ..people.titles import called
from .convocation_letter import name_of, when_of
from .election_models import Candidacy, Election
from .election_round_models import ElectionRound
from .election_rounds import Next
from .printing import set_pdf
from .rehearsal_limits import watermark_of


def papers_pdf(election: Election, running: ElectionRound | None, coming: Next | None) -> bytes:
    """Return the ballot paper of the round under way, or of the one that comes next."""
    sheet = sheet_of(election, running, coming, kind="paper")
    return set_pdf("election.typ", sheet, watermark=watermark_of(election.item.sitting))


def tally_pdf(election: Election, running: ElectionRound | None, coming: Next | None) -> bytes:
    """Return the sheet on which the tellers of that round count."""
    sheet = sheet_of(election, running, coming, kind="tally")
    return set_pdf("election.typ", sheet, watermark=watermark_of(election.item.sitting))


def sheet_of(election: Election, running: ElectionRound | None, coming: Next | None, *, kind: str) -> dict[str, Any]:
    """Return what a paper says."""
    number, seats, candidacies = _which(running, coming)
    sitting = election.item.sitting
    with use_language("fr"):
        at_most = _("Cochez un nom.") if seats == 1 else _("Cochez %(seats)d noms au plus.", seats=seats)
        paper = [
            at_most,
            _(
                "Une feuille sans nom coché est un bulletin blanc. Une feuille signée, annotée, ou qui porte plus de noms, est nulle."
            ),
        ]
        tally = [
            _("Comptez d’abord les bulletins de l’urne, puis les voix de chacun. Deux personnes saisissent ce compte.")
        ]
        return {
            "kind": kind,
            "title": pick(election.title, "fr"),
            "sitting": f"{name_of(sitting)}, {when_of(sitting)}",
            "round": _("Tour %(number)d", number=number),
            "footer": f"{pick(election.title, 'fr')}, {_('tour %(number)d', number=number)}",
            "lines": paper if kind == "paper" else tally,
            "heads": ["", _("Candidat"), _("Pointage"), _("Voix")],
            "totals": [_("Bulletins dans l’urne"), _("Valables"), _("Blancs"), _("Nuls")],
            "signatures": [_("Scrutateur"), _("Scrutateur"), _("La présidence de séance")],
            "candidates": [_candidate(place, each) for place, each in enumerate(candidacies, start=1)],
        }


def _which(running: ElectionRound | None, coming: Next | None) -> tuple[int, int, Sequence[Candidacy]]:
    if running is not None:
        return running.number, running.seats, [each.candidacy for each in running.candidates]
    assert coming is not None, "one of the two"
    return coming.number, coming.seats, coming.candidacies


def _candidate(place: int, candidacy: Candidacy) -> dict[str, Any]:
    words = unicodedata.normalize("NFC", candidacy.person.original_name or "")
    return {
        "place": str(place),
        "name": called(candidacy.person),
        "original": words,
        "original_language": script_language(words) or "fr",
        "rtl": any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words),
        "member": f"{candidacy.member.name}, {country_name(candidacy.member.country)}",
    }
