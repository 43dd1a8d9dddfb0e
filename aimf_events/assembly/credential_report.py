"""The report of the credentials committee, the first vote of a sitting: figures, what was decided and why, what is left to the Assembly.

In official French first, then in English, on one PDF. Of a contested head it names who was recognised, never the rival; all
members read this paper, so what the desk wrote of the proof stays at the desk.
"""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ..clock import now
from ..database import transaction
from ..errors import Refusal
from ..i18n import format_moment, use_language
from ..members.models import Standing
from ..people.models import Person
from ..people.titles import called
from ..registration.document_files import prepare_document
from .agenda import add_document
from .convocation_letter import name_of, when_of
from .credential_models import CredentialOutcome
from .credentials import ContestedHead, Docket, Nomination, docket_of
from .printing import set_pdf
from .proxy_models import ProxyState, ProxyWay
from .rehearsal_limits import watermark_of
from .rules.roll import Carrier
from .sitting_models import ItemDocument, ItemKind, Sitting

LANGUAGES = ("fr", "en")
NAME = "Rapport de vérification des pouvoirs"
"""Kept in French, as the papers of an agenda are: under one name the next report is the next version."""


class NoCredentialsItem(Refusal):
    """The agenda has no item to which the report belongs."""

    code = "no_credentials_item"

    def __init__(self) -> None:
        super().__init__(
            _l("L’ordre du jour n’a pas de point « Vérification des pouvoirs »."),
            advice=_l("Ajoutez ce point à l’ordre du jour, puis versez-y le rapport."),
        )


def report_pdf(sitting: Sitting, docket: Docket | None = None) -> bytes:
    """Return the report as it stands now, a page or more for each language."""
    docket = docket or docket_of(sitting)
    pages = [report_page(sitting, docket, language) for language in LANGUAGES]
    return set_pdf("credentials.typ", {"pages": pages}, watermark=watermark_of(sitting))


def file_report(sitting: Sitting, *, by: Person | None) -> ItemDocument:
    """Put the report among the papers of its item, as the next version: the text of the first vote.

    Raises:
        NoCredentialsItem.
        SittingMoved: the sitting is over.
    """
    item = next((each for each in sitting.items if each.kind is ItemKind.CREDENTIALS), None)
    if item is None:
        raise NoCredentialsItem
    with transaction():
        return add_document(item, prepare_document(report_pdf(sitting), f"{NAME}.pdf"), name=NAME, by=by)


def report_page(sitting: Sitting, docket: Docket, language: str) -> dict[str, Any]:
    """Return what the report says in a language."""
    with use_language(language):
        return {
            "language": language,
            "title": _("Rapport de vérification des pouvoirs"),
            "subtitle": f"{name_of(sitting)}, {when_of(sitting)}",
            "rows": _figures(docket),
            "sections": [
                {"title": _("Mandats contestés"), "lines": [_head(each) for each in docket.heads]},
                {"title": _("Nominations"), "lines": [_nomination(each) for each in docket.nominations]},
                {"title": _("Pouvoirs"), "lines": _proxies(docket)},
            ],
            "nothing": _("Néant."),
            "proposes": _("La commission propose à l’Assemblée d’adopter ce rapport avant tout autre vote."),
            "made": _("Arrêté le %(moment)s.", moment=format_moment(now(), sitting.time_zone)),
            "signatures": [_("Pour la commission"), _("Le secrétariat de séance")],
        }


def _figures(docket: Docket) -> list[tuple[str, str]]:
    roll = docket.roll
    voting = [seat for seat in roll.seats if seat.mandate.votes_from is not None]
    out = [roll.out.get(seat.mandate.id) for seat in voting]
    proxies = [line.proxy for line in docket.proxies]
    given = [each for each in proxies if each.stands]
    return [
        (_("Membres à voix délibérative"), str(len(voting))),
        (_("dont à jour de cotisation : base du quorum"), str(roll.base)),
        (_("dont en retard de cotisation"), str(out.count(Standing.IN_ARREARS))),
        (_("dont suspendus"), str(out.count(Standing.SUSPENDED))),
        (_("Mandats contestés sans décision"), str(len(docket.open_heads))),
        (_("Nominations sans décision"), str(len(docket.open_nominations))),
        (_("Pouvoirs donnés en ligne"), str(sum(each.way is ProxyWay.ONLINE for each in given))),
        (_("Pouvoirs donnés sur papier"), str(sum(each.way is ProxyWay.PAPER for each in given))),
        (_("Pouvoirs refusés"), str(sum(each.state is ProxyState.REFUSED for each in proxies))),
    ]


def _head(head: ContestedHead) -> str:
    name = head.delegation.name
    if head.settled is None:
        return _(
            "%(member)s : sans décision. Sa voix est comptée à part dans un vote public, et n’est pas dans un vote secret.",
            member=name,
        )
    return _(
        "%(member)s : la commission reconnaît %(person)s à la tête de la délégation.",
        member=name,
        person=called(head.settled.person),
    )


def _nomination(each: Nomination) -> str:
    role = _("suppléant") if each.carrier is Carrier.SUBSTITUTE else _("titulaire")
    count = len(each.letters)
    letters = ngettext("%(num)d lettre", "%(num)d lettres", count) if count else _("aucune lettre")
    said = f"{each.seat.member.name}, {called(each.person)} ({role}, {letters})"
    return _line(said, outcome_words(each.decision) if each.decision else _("sans décision"))


def _line(name: str, said: str) -> str:
    return _("%(name)s : %(said)s", name=name, said=said)


def outcome_words(decision: Any) -> str:
    """Return a decision in words, with its reason."""
    words = {
        CredentialOutcome.VALID: _("validation"),
        CredentialOutcome.REFUSED: _("refus"),
        CredentialOutcome.RESERVED: _("réserve, à trancher par l’Assemblée"),
    }[decision.outcome]
    return f"{words}. {decision.reason}" if decision.reason else words


def _proxies(docket: Docket) -> list[str]:
    lines = []
    for line in docket.proxies:
        proxy = line.proxy
        if not proxy.stands and line.decision is None:
            continue
        way = _("sur papier") if proxy.way is ProxyWay.PAPER else _("en ligne")
        said = _("%(giver)s à %(holder)s", giver=proxy.giver.member.name, holder=proxy.holder.member.name)
        lines.append(_line(f"{said}, {way}", outcome_words(line.decision)) if line.decision else f"{said}, {way}")
    return lines
