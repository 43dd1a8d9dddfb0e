"""What a paper says, composed once when it is issued: in French, and on a page of its own in the reader's language."""

from datetime import date
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from ..congress.models import Congress
from ..i18n import country_name, format_day, list_words, pick, use_language
from ..mail.letterheads import letterhead_of, signatories_of
from ..people.titles import called
from ..registration.field_answers import answer_text
from ..registration.letters import frozen_words
from ..registration.models import Field, IssuedPaper, Registration
from .codes import paper_number, shown_code

Sheet = dict[str, Any]
HOUSE = "Association internationale des maires francophones"


def visa_sheet(paper: IssuedPaper, registration: Registration, answers: list[tuple[Field, Any]]) -> Sheet:
    """Return the invitation letter for the visa."""

    def page(language: str) -> Sheet:
        words = _words(registration, language)
        person = registration.person
        rows = [
            (_("Nom de famille"), person.family_name),
            (_("Prénom"), person.given_name),
            (_("Nom dans son écriture"), person.original_name),
            *((pick(field.label, language), answer_text(field, answer, language)) for field, answer in answers),
        ]
        return {
            "title": _("Lettre d’invitation"),
            "to": _("À l’attention des autorités consulaires"),
            "before": [
                _(
                    "L’Association internationale des maires francophones (AIMF) invite %(person)s%(function)s, de la délégation « %(delegation)s » (%(country)s), à prendre part à l’événement suivant : %(congress)s, à %(city)s (%(host)s), %(when)s.",
                    **words,
                ),
                _("Identité déclarée par la personne invitée :"),
            ],
            "rows": [row for row in rows if row[1]],
            "after": [
                _(
                    "Cette lettre est une invitation. Elle n’est ni un visa ni la promesse d’un visa : la décision appartient aux seules autorités compétentes."
                ),
                _("Nous remercions ces autorités de l’attention qu’elles voudront bien porter à sa demande."),
            ],
        }

    return _sheet(paper, registration, page)


def attendance_sheet(paper: IssuedPaper, registration: Registration, here: set[date], online: set[date]) -> Sheet:
    """Return the attendance certificate: each day, and how."""

    def page(language: str) -> Sheet:
        rows = []
        for day in registration.congress.days:
            how = [words for days, words in ((here, _("sur place")), (online, _("à distance"))) if day in days]
            if how:
                rows.append((format_day(day, language), list_words(how, language)))
        return {
            "title": _("Attestation de présence"),
            "to": "",
            "before": [
                _(
                    "L’Association internationale des maires francophones (AIMF) atteste que %(person)s%(function)s, de la délégation « %(delegation)s » (%(country)s), a pris part à l’événement suivant : %(congress)s, à %(city)s (%(host)s), %(when)s.",
                    **_words(registration, language),
                ),
                _("Jours de présence :"),
            ],
            "rows": rows,
            "after": [
                _("Établie d’après les passages enregistrés aux portes et les entrées dans les salles en ligne."),
                _("Délivrée pour servir et valoir ce que de droit."),
            ],
        }

    return _sheet(paper, registration, page)


def verification_url(code: str) -> str:
    """Return the address that the QR of a paper bears."""
    return f"{current_app.config['AIMF'].public_url}/verification/{shown_code(code)}"


def _sheet(paper: IssuedPaper, registration: Registration, page: Any) -> Sheet:
    congress, pages = registration.congress, []
    for language in dict.fromkeys(("fr", paper.language)):
        with use_language(language):
            pages.append(page(language) | _frame(paper, congress, language))
    return {
        "paper": paper.public_id,
        "url": verification_url(paper.code),
        "code": shown_code(paper.code),
        "number": paper_number(paper, congress.number),
        "pages": pages,
    }


def _frame(paper: IssuedPaper, congress: Congress, language: str) -> Sheet:
    """Above and below: the letterhead, the date, who signs, how to check."""
    head = letterhead_of(congress.id)
    signs = next(iter(signatories_of(congress.id)), None)
    number = paper_number(paper, congress.number)
    return {
        "language": language,
        "house": (pick(head.name, language) if head else "") or HOUSE,
        "address": pick(head.address, language) if head else "",
        "footer": pick(head.footer, language) if head else "",
        "number": _("N° %(number)s", number=number),
        "dated": _("Le %(day)s", day=format_day(paper.issued_at.date(), language, weekday=False)),
        "replaces": _("Remplace le n° %(number)s.", number=paper_number(paper.replaces, congress.number))
        if paper.replaces
        else "",
        "signed_by": signs.name if signs else _("Le Secrétariat permanent"),
        "signed_as": pick(signs.title, language) if signs else "AIMF",
        "check": _("Pour vérifier ce document, lisez le code ou ouvrez cette adresse :"),
        "told": _("La page confirme le numéro et les initiales, rien d’autre."),
        "code_is": _("Code"),
    }


def _words(registration: Registration, language: str) -> dict[str, Any]:
    delegation, congress = registration.delegation, registration.congress
    frozen = frozen_words(delegation)
    return {
        "person": called(registration.person).replace(registration.person.badge_name, registration.person.full_name),
        "function": f", {registration.function}" if registration.function else "",
        "delegation": delegation.name,
        "country": country_name(delegation.country, language),
        "congress": frozen["congress_title"],
        "city": frozen["congress_city"],
        "host": country_name(congress.country, language),
        "when": frozen["congress_when"],
    }
