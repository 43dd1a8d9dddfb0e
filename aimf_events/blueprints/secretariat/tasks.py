"""What waits for the secretariat, the most pressing first; and how a congress begins, step by step."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ...clock import now
from ...congress.models import Congress, Phase
from ...i18n import format_day
from ...mail.register import TO_CALL
from ...minutes.register import today
from ...registration.models import DelegationState, RegistrationState
from ...reporting.answers import Morning
from .words import address

LATE_AFTER = 2
"""Days after which a request that waits for a decision is late (specs/registration.md: accredited within two days)."""


def waiting_tasks(figures: Morning, *, can_invite: bool) -> list[dict[str, Any]]:
    """Return what waits for the secretariat, the most pressing first; each leads to where it is done."""
    tasks = [_accredit(figures), *_between_desks(figures), _late(figures), _contested(figures)]
    tasks += [_drafts(figures), _letters(figures), _unreachable(figures)]
    tasks += [_invite(figures) if can_invite else None, _uncertain(figures), _on_hold(figures)]
    return [task for task in tasks if task is not None]


def declaration_tasks(count: int, due_on: date | None) -> list[dict[str, Any]]:
    """Return the reminder of what is to be declared to the prefecture; nothing where nothing waits."""
    if not count or due_on is None:
        return []
    late = due_on < today()
    return [
        {
            "label": ngettext(
                "Déclarer à la préfecture %(num)d changement", "Déclarer à la préfecture %(num)d changements", count
            ),
            "url": address("assembly.list_declarations"),
            "hint": _("au plus tard le %(day)s", day=format_day(due_on, weekday=False)),
            "state": _("en retard") if late else _("à déclarer"),
            "kind": "warn" if late else "wait",
        }
    ]


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


def _between_desks(figures: Morning) -> list[dict[str, Any]]:
    """Requests that passed the first desk and wait for the next."""
    nominated, favoured = figures.nominated, figures.pre_approved
    labels = [
        (
            RegistrationState.NOMINATED,
            nominated,
            ngettext("%(num)d nomination vérifiée", "%(num)d nominations vérifiées", nominated),
        ),
        (
            RegistrationState.PRE_APPROVED,
            favoured,
            ngettext("%(num)d avis favorable", "%(num)d avis favorables", favoured),
        ),
    ]
    return [
        {
            "label": label,
            "url": address("accreditation.list_registrations", state=state.value),
            "hint": _("un premier bureau a vu ; le suivant décide"),
            "state": _("à décider"),
            "kind": "wait",
        }
        for state, count, label in labels
        if count
    ]


def _late(figures: Morning) -> dict[str, Any] | None:
    if not figures.late:
        return None
    return {
        "label": ngettext("%(num)d demande tardive", "%(num)d demandes tardives", figures.late),
        "url": address("accreditation.list_registrations", state=RegistrationState.SUBMITTED.value),
        "hint": _("arrivées après la clôture : elles attendent dans la même file"),
        "state": _("à décider"),
        "kind": "warn",
    }


def _drafts(figures: Morning) -> dict[str, Any] | None:
    if not figures.drafts:
        return None
    return {
        "label": ngettext("Relire %(num)d lettre", "Relire %(num)d lettres", figures.drafts),
        "url": address("letters.list_drafts"),
        "hint": _("elles ne partent qu’après une lecture"),
        "state": _("à relire"),
        "kind": "warn",
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
        "url": address("letters.outbox", state=TO_CALL),
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
