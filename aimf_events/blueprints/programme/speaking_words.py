"""How a part stands, in words; and why an acceptance is not yet a registration."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ...programme.speaking_list import Standing

STANDINGS: dict[Standing, tuple[str, Any]] = {
    Standing.NAMED: ("wait", _l("nommé sans invitation")),
    Standing.INVITED: ("wait", _l("invité, réponse attendue")),
    Standing.SILENT: ("warn", _l("sans réponse à la date")),
    Standing.ACCEPTED: ("ok", _l("accepte")),
    Standing.TO_REGISTER: ("warn", _l("accepte, à inscrire")),
    Standing.DECLINED: ("no", _l("décline, à remplacer")),
    Standing.REPLACED: ("wait", _l("remplacé")),
    Standing.WITHDRAWN: ("wait", _l("invitation retirée")),
}
TROUBLES: dict[str, Any] = {
    "quota_full": _l("Il ne reste plus de place dans la catégorie : ajoutez-en une à la délégation, puis inscrivez."),
    "no_delegation_for": _l(
        "Aucune délégation du Secrétariat n’a de place dans cette catégorie : donnez-en une, puis inscrivez."
    ),
    "already_registered": _l("Une personne du même nom est déjà inscrite : vérifiez, puis réunissez les deux fiches."),
}


def counted(standing: Standing, count: int) -> str:
    """Return how many parts stand so: « 3 acceptent »."""
    match standing:
        case Standing.NAMED:
            return ngettext("%(num)d nommée sans invitation", "%(num)d nommées sans invitation", count)
        case Standing.INVITED:
            return ngettext("%(num)d attend une réponse", "%(num)d attendent une réponse", count)
        case Standing.SILENT:
            return ngettext("%(num)d sans réponse à la date", "%(num)d sans réponse à la date", count)
        case Standing.ACCEPTED:
            return ngettext("%(num)d acceptée", "%(num)d acceptées", count)
        case Standing.TO_REGISTER:
            return ngettext("%(num)d acceptée, à inscrire", "%(num)d acceptées, à inscrire", count)
        case Standing.DECLINED:
            return ngettext("%(num)d déclinée, à remplacer", "%(num)d déclinées, à remplacer", count)
        case Standing.REPLACED:
            return ngettext("%(num)d remplacée", "%(num)d remplacées", count)
        case Standing.WITHDRAWN:
            return ngettext("%(num)d retirée", "%(num)d retirées", count)
