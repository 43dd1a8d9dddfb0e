"""The state of a delegation in words: one sentence before any list, and what is missing for each person."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...checkin.floaters import floaters_of
from ...congress.deadlines import closing_of, is_before
from ...congress.models import Congress, DeadlineKind
from ...i18n import list_words, money, pick
from ...registration.completeness import Missing
from ...registration.models import Delegation, DelegationState, Mode, Registration, RegistrationState, Support
from ...registration.quotas import Offer
from ...web.wording import addressed, words_for

KINDS = dict.fromkeys(RegistrationState, "wait") | {
    RegistrationState.DRAFT: "warn",
    RegistrationState.APPROVED: "ok",
    RegistrationState.REFUSED: "no",
    RegistrationState.WITHDRAWN: "no",
    RegistrationState.SUBSTITUTED: "no",
}
NAMED = 2  # how many names a sentence carries before it counts


def sentence(delegation: Delegation, active: list[Registration], places: int) -> str:
    """Return « Cotonou : 4 inscrits sur 5, la photo de M. Dossou manque. »"""
    if delegation.state is DelegationState.DECLINED and not active:
        return _("%(delegation)s ne participera pas.", delegation=delegation.name)
    if not active:
        return ngettext(
            "%(delegation)s : personne n’est encore inscrit, %(num)d place vous attend.",
            "%(delegation)s : personne n’est encore inscrit, %(num)d places vous attendent.",
            places,
            delegation=delegation.name,
        )
    count = ngettext(
        "%(delegation)s : %(num)d inscrit sur %(places)d",
        "%(delegation)s : %(num)d inscrits sur %(places)d",
        len(active),
        delegation=delegation.name,
        places=places,
    )
    return _("%(count)s, %(missing)s.", count=count, missing=_missing(active))


def _missing(active: list[Registration]) -> str:
    drafts = [r for r in active if r.state is RegistrationState.DRAFT]
    if drafts:
        if len(drafts) <= NAMED:
            return ngettext(
                "l’inscription de %(names)s n’est pas encore envoyée",
                "les inscriptions de %(names)s ne sont pas encore envoyées",
                len(drafts),
                names=list_words([addressed(r.person) for r in drafts]),
            )
        return ngettext("%(num)d brouillon est à terminer", "%(num)d brouillons sont à terminer", len(drafts))
    without = [r for r in active if r.photo is None and r.mode is not Mode.ONLINE]
    if not without:
        return _("rien ne manque")
    if len(without) <= NAMED:
        return ngettext(
            "la photo de %(names)s manque",
            "les photos de %(names)s manquent",
            len(without),
            names=list_words([addressed(r.person) for r in without]),
        )
    return ngettext("%(num)d photo manque", "%(num)d photos manquent", len(without))


def hint(registration: Registration) -> str:
    """Return the line under a name: function, quality, how the person takes part."""
    parts = [registration.function, pick(registration.category_label)]
    if registration.mode is not None:
        parts.append(str(words_for(registration.mode)))
    return " · ".join(part for part in parts if part)


def wanting(missing: Missing) -> str:
    """Return « Il manque : photo, 2 réponses, arrivée. »"""
    parts = [
        _("l’envoi de l’inscription") if missing.sending else "",
        _("la photo") if missing.photo else "",
        ngettext("%(num)d réponse", "%(num)d réponses", len(missing.answers)) if missing.answers else "",
        _("l’arrivée") if missing.arrival else "",
    ]
    return _("Il manque : %(what)s.", what=list_words([part for part in parts if part]))


def granted(support: Support) -> str:
    """Return « Prise en charge : billet, 3 nuits, jusqu’à 1 200 EUR. »"""
    parts = [
        _("billet") if support.pays_ticket else "",
        ngettext("%(num)d nuit", "%(num)d nuits", support.nights) if support.nights else "",
        _("jusqu’à %(amount)s", amount=money(support.ceiling, support.currency)) if support.ceiling else "",
    ]
    return _("Prise en charge : %(what)s.", what=list_words([part for part in parts if part]))


def next_step(active: list[Registration], missing: dict[int, Missing], *, can_complete: bool) -> dict[str, Any] | None:
    """Return the one thing to do next, with its address: what holds up everything else comes first; None: nothing, or register."""
    for person in active:
        if person.id in missing and missing[person.id].sending:
            words = _("Terminer l’inscription de %(person)s", person=addressed(person.person))
            return {"words": words, "url": url_for("delegation.take_part", public_id=person.public_id)}
    if can_complete:
        return {"words": _("La délégation est complète"), "url": url_for("delegation.complete")}
    for person in active:
        wants = missing.get(person.id)
        if wants and wants.photo:
            words = _("Envoyer la photo de %(person)s", person=addressed(person.person))
            return {"words": words, "url": url_for("delegation.photo", public_id=person.public_id)}
    if any(wants.answers for wants in missing.values()):
        return {"words": _("Compléter les réponses"), "url": url_for("delegation.list_supplements")}
    if any(wants.arrival for wants in missing.values()):
        return {"words": _("Dire comment le groupe arrive"), "url": url_for("delegation.show_travel")}
    return None


def left_in_words(offers: list[Offer]) -> list[tuple[str, int]]:
    """Return (category's words, free places) in the categories' order."""
    return [(pick(offer.category.label), offer.left) for offer in offers]


def cards_in_words(delegation: Delegation) -> str | None:
    """Return « 2, zone Salon des délégations »; None where the delegation holds no transferable card. One query."""
    held = [cards for cards in floaters_of(delegation) if cards.held]
    said = [_("%(count)d, zone %(zone)s", count=cards.held, zone=pick(cards.zone.label)) for cards in held]
    return " · ".join(said) or None


def deadlines_in_words(congress: Congress) -> list[tuple[Any, datetime, bool]]:
    """Return until when each thing is taken, the next one first: its words, the moment, whether it has passed."""
    moments = [(words_for(kind), closing_of(congress, kind), not is_before(congress, kind)) for kind in DeadlineKind]
    moments.append((_("Inscriptions"), congress.registration_closes_at, congress.registration_is_over))
    return sorted(moments, key=lambda each: each[1])
