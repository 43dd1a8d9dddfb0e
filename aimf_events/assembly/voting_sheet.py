"""The sheet of a voter on A4, set by typst: a receipt that the desk keeps, and the sealed half with the code and the address.

The codes are here for as long as it takes to set the page; nothing keeps them. Words reach the template as JSON, placed as text.
"""

from collections.abc import Sequence

from flask import current_app
from flask_babel import gettext as _

from ..checkin.qr import printed_svg
from ..checkin.short_code import format_short_code
from ..i18n import language, use_language
from ..people.titles import called
from .convocation_letter import name_of, when_of
from .emargement import MadeCode
from .printing import set_pdf
from .rehearsal_limits import watermark_of
from .sitting_models import Sitting


def voting_url(reference: str = "") -> str:
    """Return the address of the voter's page; without a reference, the page that asks for it."""
    return f"{current_app.config['AIMF'].public_url}/voting/{reference}"


def sheets_pdf(sitting: Sitting, made: Sequence[MadeCode]) -> bytes:
    """Return the sheets, one page each, each in its voter's language."""
    pages = [_page(sitting, each) for each in made]
    sheet = {"pages": pages, "title": _("Feuilles d’émargement")}
    return set_pdf("voting_code.typ", sheet, watermark=watermark_of(sitting))


def _page(sitting: Sitting, made: MadeCode) -> dict[str, object]:
    person, reference = made.voter.person, made.credential.reference
    with use_language(person.language):
        who = {"voter": called(person), "member": made.voter.seat.member.name}
        return {
            "language": language(),
            "sitting": f"{name_of(sitting)}, {when_of(sitting)}",
            "voter": who["voter"],
            "member": who["member"],
            "reference_label": _("Référence de la feuille"),
            "reference": format_short_code(reference),
            "receipt_title": _("Émargement"),
            "receipt": _(
                "Par ma signature, je reconnais avoir reçu en main propre le pli cacheté qui permet de voter au nom du membre « %(member)s ».",
                **who,
            ),
            "receipt_kept": _("Cette moitié, signée, reste au bureau d’émargement."),
            "sign_here": _("Signature"),
            "handed_by": _("Remis par, et à quelle heure"),
            "fold": _("Détachez ici. Pliez la moitié basse, code à l’intérieur, et cachetez-la."),
            "title": _("Votre code pour voter"),
            "steps": [
                _("Avec le téléphone ou l’ordinateur depuis lequel vous voterez, lisez ce carré ou ouvrez l’adresse."),
                _("Écrivez le code. Cet appareil, et lui seul, votera ensuite pour « %(member)s ».", **who),
                _("Cinq codes faux bloquent la feuille ; le bureau d’émargement en remet une autre en une minute."),
            ],
            "url": voting_url(),
            "qr": printed_svg(voting_url(reference)),
            "code_label": _("Code, à couvrir d’une pastille à gratter"),
            "code": format_short_code(made.code),
            "secret": _("Ne donnez ce code à personne. Le Secrétariat permanent ne vous le demandera jamais."),
        }
