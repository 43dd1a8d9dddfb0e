"""The sentences of the secretariat's pages: the state of things before any table."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...checkin.floaters import Cards
from ...congress.models import Congress, Phase
from ...i18n import format_day, list_words, pick
from ...members.models import MemberCategory, Standing
from ...registration.models import DelegationKind, DelegationState, RegistrationState
from ...reporting.answers import Morning, Parity
from ...reporting.delegations import Line
from ...web.wording import words_for

DELEGATION_KINDS = {
    DelegationState.PREPARED: "wait",
    DelegationState.INVITED: "wait",
    DelegationState.COMPOSING: "wait",
    DelegationState.COMPLETE: "ok",
    DelegationState.DECLINED: "wait",
    DelegationState.CONTESTED: "no",
    DelegationState.WITHDRAWN: "no",
}
REGISTRATION_KINDS = dict.fromkeys(RegistrationState, "wait") | {
    RegistrationState.SUBMITTED: "warn",
    RegistrationState.APPROVED: "ok",
    RegistrationState.ON_HOLD: "warn",
    RegistrationState.REFUSED: "no",
    RegistrationState.WITHDRAWN: "no",
    RegistrationState.CANCELLED: "no",
}


def morning_sentence(figures: Morning) -> str:
    """Return « 97 délégations sur 130 ont répondu. 312 personnes sont accréditées, 41 attendent… »."""
    answered = ngettext(
        "%(num)d délégation sur %(total)d a répondu.",
        "%(num)d délégations sur %(total)d ont répondu.",
        figures.answered,
        total=figures.delegations,
    )
    if not figures.answered:
        answered = ngettext(
            "La délégation n’a pas encore répondu.",
            "Aucune des %(num)d délégations n’a encore répondu.",
            figures.delegations,
        )
    clauses = [
        ngettext("%(num)d personne est accréditée", "%(num)d personnes sont accréditées", figures.approved),
        ngettext("%(num)d attend votre décision", "%(num)d attendent votre décision", figures.waiting),
    ]
    if figures.failed_letters:
        clauses.append(
            ngettext("%(num)d lettre n’est pas arrivée", "%(num)d lettres ne sont pas arrivées", figures.failed_letters)
        )
    return f"{answered} " + _("%(clauses)s.", clauses=list_words(clauses))


def countdown(congress: Congress, days: int) -> str:
    """Return « J − 16 · inscriptions ouvertes jusqu’au 1er décembre »."""
    when = _("J − %(days)d", days=days) if days > 0 else _("Jour J") if days == 0 else _("J + %(days)d", days=-days)
    phase = words_for(congress.phase)
    if congress.phase is Phase.REGISTRATION:
        closes = congress.registration_closes_at.astimezone(ZoneInfo(congress.time_zone))
        until = format_day(closes.date(), year=False)
        phase = _("inscriptions ouvertes jusqu’au %(day)s", day=until)
    return _("%(when)s · %(phase)s", when=when, phase=phase)


def parity_sentence(parity: Parity) -> str:
    """Return the share of women among those whose civility is known, and how many are not."""
    unknown = ngettext(
        "%(num)d personne n’a pas dit sa civilité.", "%(num)d personnes n’ont pas dit leur civilité.", parity.unknown
    )
    if not parity.known:
        return unknown if parity.unknown else ""
    said = ngettext(
        "Femmes : %(women)d %% de la personne qui a dit sa civilité.",
        "Femmes : %(women)d %% des %(num)d personnes qui ont dit leur civilité.",
        parity.known,
        women=parity.share_of_women,
    )
    return f"{said} {unknown}" if parity.unknown else said


def sign_words(line: Line, zone: str) -> str:
    """Return what was last heard of a delegation, and when."""
    sign = line.last_sign
    if sign is None:
        return ""
    word, moment = sign
    when = said_moment(moment, zone)
    return {
        "answered": _("a répondu le %(when)s", when=when),
        "opened": _("lien ouvert le %(when)s", when=when),
        "bounced": _("lettre revenue le %(when)s", when=when),
        "written": _("lettre envoyée le %(when)s", when=when),
        "invited": _("invitée le %(when)s", when=when),
    }[word]


def line_tag(line: Line) -> tuple[str, str]:
    """Return the kind and the words of a delegation's state in a list."""
    state = line.delegation.state
    if line.delegation.kind is DelegationKind.SERVICE and state is DelegationState.PREPARED:
        return "wait", _("ouverte")
    if line.must_be_called and state in (DelegationState.INVITED, DelegationState.COMPOSING):
        return "no", _("à appeler")
    if state is DelegationState.INVITED and line.delegation.opened_at:
        return "wait", _("lien ouvert")
    return DELEGATION_KINDS[state], str(words_for(state))


def said_moment(moment: datetime, zone: str) -> str:
    """Return the day of a moment as the congress's city counts it: « 2 novembre »."""
    return format_day(moment.astimezone(ZoneInfo(zone)).date(), year=False, weekday=False)


def state_choices() -> list[tuple[str, Any]]:
    """Return what the list of delegations can be narrowed to."""
    words = [(state.value, words_for(state)) for state in DelegationState if state is not DelegationState.WITHDRAWN]
    asides = [("silent", _("toutes celles qui n’ont pas répondu")), ("answered", _("toutes celles qui ont répondu"))]
    return [("", _("tous")), *asides, ("unreachable", _("sans adresse")), *words]


def category_choices() -> list[tuple[str, Any]]:
    """Return the categories of members, and « toutes »."""
    return [("", _("toutes")), *((category.value, words_for(category)) for category in MemberCategory)]


def board_choices() -> list[tuple[str, Any]]:
    """Return what the list of delegations is narrowed to: a category of members, or the secretariat's own."""
    return [*category_choices(), (DelegationKind.SERVICE.value, _("délégations du Secrétariat"))]


def standing_kind(standing: Standing) -> str:
    """Return the kind of tag of a standing."""
    return {Standing.GOOD: "ok", Standing.IN_ARREARS: "warn", Standing.SUSPENDED: "no"}[standing]


def card_facts(held: list[Cards]) -> list[tuple[str, str]]:
    """Return, zone by zone, « 1 à l’intérieur sur 2 »."""
    return [
        (pick(cards.zone.label), _("%(inside)d à l’intérieur sur %(held)d", inside=cards.inside, held=cards.held))
        for cards in held
    ]


def address(endpoint: str, **values: Any) -> str | None:
    """Return the address of a page, or None where that desk is not installed."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None
