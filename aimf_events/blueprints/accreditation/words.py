"""The desk's words: the state of the list in a sentence, the lists of its filters, what each verb of the journal means."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ...congress.models import Congress, Desk
from ...i18n import country_name, list_words, pick, sort_key
from ...registration.listing import ASIDES, MISSING, Wanted
from ...registration.models import Mode, RegistrationState
from ...web.wording import words_for

R = RegistrationState
ASIDE_WORDS = {
    "late": _l("demandes tardives"),
    "waiting": _l("liste d’attente"),
    "contested": _l("délégations contestées"),
}
MISSING_WORDS = {"nomination": _l("lettre de nomination"), "photo": _l("photo")}
KINDS = dict.fromkeys(R, "wait") | {
    R.DRAFT: "warn",
    R.APPROVED: "ok",
    R.ON_HOLD: "warn",
    R.REFUSED: "no",
    R.WITHDRAWN: "no",
    R.SUBSTITUTED: "no",
    R.CANCELLED: "no",
}
DECIDED = {
    "admit": _l("La demande tardive de %(person)s est acceptée : l’inscription est à examiner."),
    "nominate": _l("La nomination de %(person)s est vérifiée : l’inscription est proposée."),
    "pre_approve": _l("L’inscription de %(person)s a reçu un avis favorable."),
    "approve": _l("L’inscription de %(person)s est accréditée."),
    "hold": _l("L’inscription de %(person)s est en attente."),
    "refuse": _l("L’inscription de %(person)s est refusée."),
}
BUTTONS = {
    "admit": _l("Accepter la demande tardive"),
    "nominate": _l("Proposer"),
    "pre_approve": _l("Donner un avis favorable"),
    "approve": _l("Accréditer"),
    "hold": _l("Mettre en attente"),
    "refuse": _l("Refuser"),
}
BUTTONS_ASKED_FIRST = {
    "admit": _l("Accepter…"),
    "nominate": _l("Proposer…"),
    "pre_approve": _l("Avis favorable…"),
    "approve": _l("Accréditer…"),
    "hold": _l("Mettre en attente…"),
    "refuse": _l("Refuser…"),
}
"""The same, where a preview comes before."""
VERBS = {
    "registration_started": _l("Inscription commencée"),
    "registration_submitted": _l("Inscription envoyée"),
    "registration_approved": _l("Accréditation"),
    "registration_nominated": _l("Nomination vérifiée"),
    "registration_pre_approved": _l("Avis favorable"),
    "registration_recalled": _l("Identité modifiée : de nouveau au premier bureau"),
    "registration_waiting": _l("Mise sur liste d’attente"),
    "registration_promoted": _l("Place libérée : quitte la liste d’attente"),
    "waiting_turn_skipped": _l("Passe en fin de liste d’attente"),
    "late_request_admitted": _l("Demande tardive acceptée"),
    "registration_held": _l("Mise en attente"),
    "registration_refused": _l("Refus"),
    "registration_reopened": _l("Identité modifiée : à examiner de nouveau"),
    "registration_withdrawn": _l("Retrait"),
    "registration_restored": _l("Remise à l’examen"),
    "registration_substituted": _l("Remplacement par une autre personne"),
    "answered_on_behalf": _l("Réponse donnée au nom de la délégation"),
    "support_granted": _l("Prise en charge accordée"),
    "support_withdrawn": _l("Fin de la prise en charge"),
    "withdrawal_taken_back": _l("Retrait annulé"),
    "identity_saved": _l("Identité corrigée"),
    "participation_saved": _l("Participation enregistrée"),
    "consents_saved": _l("Accords enregistrés"),
    "photo_saved": _l("Photo enregistrée"),
    "namesake_declared": _l("Homonyme déclaré"),
    "mailbox_confirmed": _l("Adresse électronique confirmée"),
}


def verb_words(verb: str) -> Any:
    """Return what a verb of the journal means; the verb itself where it is another package's."""
    return VERBS.get(verb, verb.replace("_", " "))


def summary(counts: dict[RegistrationState, int]) -> str:
    """Return « 12 inscriptions sont à examiner, 3 en attente ; 240 sont accréditées. »"""
    if not any(counts.values()):
        return _("Aucune inscription n’est encore commencée.")
    waiting = ngettext(
        "%(num)d inscription est à examiner", "%(num)d inscriptions sont à examiner", counts[R.SUBMITTED]
    )
    asides = [
        (R.NOMINATED, ngettext("%(num)d proposée", "%(num)d proposées", counts[R.NOMINATED])),
        (R.PRE_APPROVED, _("%(num)d avec avis favorable", num=counts[R.PRE_APPROVED])),
        (R.WAITING, _("%(num)d sur liste d’attente", num=counts[R.WAITING])),
    ]
    others = [
        ngettext("%(num)d accréditée", "%(num)d accréditées", counts[R.APPROVED]),
        ngettext("%(num)d en attente", "%(num)d en attente", counts[R.ON_HOLD]),
        *(words for state, words in asides if counts[state]),
        ngettext("%(num)d brouillon", "%(num)d brouillons", counts[R.DRAFT]),
    ]
    return _("%(waiting)s ; %(others)s.", waiting=waiting, others=list_words(others))


def filter_lists(
    wanted: Wanted, congress: Congress, categories: list[Any], delegations: list[Any], countries: list[str]
) -> list[dict[str, Any]]:
    """Return the lists of the filter bar, each beginning with « tous »."""
    named = sorted(((code, country_name(code)) for code in countries), key=lambda pair: sort_key(pair[1]))
    lists = [
        ("state", _("État"), [(s.value, words_for(s)) for s in R]),
        ("category", _("Catégorie"), [(c.public_id, pick(c.label)) for c in categories]),
        ("delegation", _("Délégation"), delegations),
        ("mode", _("Participation"), [(m.value, words_for(m)) for m in Mode]),
        ("country", _("Pays"), named),
        ("aside", _("À part"), [(each, ASIDE_WORDS[each]) for each in ASIDES]),
        ("missing", _("Ce qui manque"), [(each, MISSING_WORDS[each]) for each in MISSING]),
    ]
    if congress.desks:
        tables = [(desk.value, words_for(desk)) for desk in Desk if desk.value in congress.desks]
        lists.insert(1, ("desk", _("Sur la table de"), [*tables, ("accreditation", _("Accréditation"))]))
    return [
        {"name": name, "label": label, "value": getattr(wanted, name), "options": [("", _("tous")), *options]}
        for name, label, options in lists
    ]


PREVIEW_TITLES = {
    "admit": _l("Accepter ces demandes tardives ?"),
    "nominate": _l("Proposer ces personnes ?"),
    "pre_approve": _l("Donner un avis favorable à ces inscriptions ?"),
    "approve": _l("Accréditer ces personnes ?"),
    "hold": _l("Mettre ces inscriptions en attente ?"),
    "refuse": _l("Refuser ces inscriptions ?"),
}
REPORT_TITLES = {
    "admit": _l("Demandes tardives acceptées"),
    "nominate": _l("Nominations enregistrées"),
    "pre_approve": _l("Avis favorables enregistrés"),
    "approve": _l("Accréditations enregistrées"),
    "hold": _l("Mises en attente enregistrées"),
    "refuse": _l("Refus enregistrés"),
}
