"""The state of a delegation in words: one sentence before any list, and what is missing for each person."""

from flask_babel import gettext as _
from flask_babel import ngettext

from ...i18n import list_words, pick
from ...registration.models import Delegation, DelegationState, Mode, Registration, RegistrationState
from ...registration.quotas import Offer
from ...web.wording import addressed, words_for

KINDS = dict.fromkeys(RegistrationState, "wait") | {
    RegistrationState.DRAFT: "warn",
    RegistrationState.APPROVED: "ok",
    RegistrationState.REFUSED: "no",
    RegistrationState.WITHDRAWN: "no",
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
    """Return the line under a name: function, mode, what is missing."""
    parts = [registration.function]
    if registration.mode is not None:
        parts.append(str(words_for(registration.mode)))
    if registration.photo is None and registration.is_active:
        parts.append(_("sans photo"))
    return " · ".join(part for part in parts if part)


def left_in_words(offers: list[Offer]) -> list[tuple[str, int]]:
    """Return (category's words, free places) in the categories' order."""
    return [(pick(offer.category.label), offer.left) for offer in offers]
