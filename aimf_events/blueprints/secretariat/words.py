"""The sentences of the secretariat's pages: the state of things before any table."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...clock import now
from ...congress.models import Congress, Phase
from ...i18n import format_day, list_words
from ...members.models import MemberCategory, Standing
from ...registration.models import DelegationKind, DelegationState, RegistrationState
from ...reporting.answers import Morning
from ...reporting.delegations import Line
from ...web.wording import words_for

LATE_AFTER = 2
"""Days after which a request that waits for a decision is late (specs/registration.md: accredited within two days)."""

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


def waiting_tasks(figures: Morning, *, can_invite: bool) -> list[dict[str, Any]]:
    """Return what waits for the secretariat, the most pressing first; each leads to where it is done."""
    tasks = [_accredit(figures), _contested(figures), _letters(figures), _unreachable(figures)]
    tasks += [_invite(figures) if can_invite else None, _uncertain(figures), _on_hold(figures)]
    return [task for task in tasks if task is not None]


def _accredit(figures: Morning) -> dict[str, Any] | None:
    if not figures.waiting:
        return None
    days = (now() - figures.oldest_waiting).days if figures.oldest_waiting else 0
    late = days >= LATE_AFTER
    age = (
        ngettext("la plus ancienne demande date d’hier", "la plus ancienne demande date de %(num)d jours", days)
        if days
        else _("toutes sont d’aujourd’hui")
    )
    if figures.waiting_titulars:
        titulars = ngettext("dont %(num)d titulaire", "dont %(num)d titulaires", figures.waiting_titulars)
        age = _("%(titulars)s ; %(age)s", titulars=titulars, age=age)
    return {
        "label": ngettext("Accréditer %(num)d personne", "Accréditer %(num)d personnes", figures.waiting),
        "url": address("accreditation.list_registrations", state=RegistrationState.SUBMITTED.value),
        "hint": age,
        "state": _("en retard") if late else _("à décider"),
        "kind": "warn" if late else "wait",
    }


def _contested(figures: Morning) -> dict[str, Any] | None:
    if not figures.contested:
        return None
    return {
        "label": ngettext("Une délégation contestée", "%(num)d délégations contestées", figures.contested),
        "url": address("secretariat.board", state=DelegationState.CONTESTED.value),
        "hint": _("deux personnes disent la conduire"),
        "state": _("à trancher"),
        "kind": "no",
    }


def _letters(figures: Morning) -> dict[str, Any] | None:
    if not figures.failed_letters:
        return None
    return {
        "label": ngettext(
            "%(num)d lettre n’est pas arrivée", "%(num)d lettres ne sont pas arrivées", figures.failed_letters
        ),
        "url": address("letters.outbox", state="failed"),
        "hint": _("un appel suffit souvent"),
        "state": _("à appeler"),
        "kind": "no",
    }


def _unreachable(figures: Morning) -> dict[str, Any] | None:
    if not figures.unreachable:
        return None
    return {
        "label": ngettext("%(num)d délégation sans adresse", "%(num)d délégations sans adresse", figures.unreachable),
        "url": address("secretariat.board", state="unreachable"),
        "hint": _("aucun correspondant n’a d’adresse électronique : l’invitation ne peut pas partir"),
        "state": _("à compléter"),
        "kind": "warn",
    }


def _invite(figures: Morning) -> dict[str, Any] | None:
    ready = figures.to_invite - figures.unreachable
    if not ready:
        return None
    return {
        "label": ngettext("Inviter %(num)d délégation", "Inviter %(num)d délégations", ready),
        "url": address("secretariat.choose_invited"),
        "hint": _("la lettre se relit avant de partir"),
        "state": _("à inviter"),
        "kind": "wait",
    }


def _uncertain(figures: Morning) -> dict[str, Any] | None:
    if not figures.uncertain_letters:
        return None
    return {
        "label": ngettext("%(num)d lettre incertaine", "%(num)d lettres incertaines", figures.uncertain_letters),
        "url": address("letters.outbox", state="uncertain"),
        "hint": _("le serveur l’a prise sans confirmer"),
        "state": _("à vérifier"),
        "kind": "warn",
    }


def _on_hold(figures: Morning) -> dict[str, Any] | None:
    if not figures.on_hold:
        return None
    return {
        "label": ngettext("%(num)d demande en attente", "%(num)d demandes en attente", figures.on_hold),
        "url": address("accreditation.list_registrations", state=RegistrationState.ON_HOLD.value),
        "hint": _("mises de côté : il manque une réponse"),
        "state": _("en attente"),
        "kind": "wait",
    }


def first_steps(congress: Congress, figures: Morning) -> list[dict[str, Any]]:
    """Return how a congress begins, step by step, each said to be done or not."""
    is_open = congress.phase is not Phase.PREPARATION
    done, todo = ("ok", _("fait")), ("wait", _("à faire"))
    steps = [
        (_("Relire les réglages du congrès"), _("dates, lieux, catégories, rôles"), "congress.show_settings", done),
        (
            _("Importer la liste des délégations"),
            _("le tableau que vous avez déjà, Excel ou CSV"),
            "secretariat.new_import",
            done if figures.delegations else todo,
        ),
        (
            _("Ouvrir les inscriptions"),
            _("le lien des invitations mènera au formulaire"),
            "congress.show_phases",
            done if is_open else todo,
        ),
        (
            _("Inviter les délégations"),
            _("la lettre se relit, s’essaie, puis part"),
            "secretariat.choose_invited",
            done if figures.delegations > figures.to_invite else todo,
        ),
    ]
    return [
        {"label": label, "hint": hint, "url": address(endpoint), "kind": state[0], "state": state[1]}
        for label, hint, endpoint, state in steps
    ]


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


def address(endpoint: str, **values: Any) -> str | None:
    """Return the address of a page, or None where that desk is not installed."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None
