"""Values of the statutes, in words: « un tiers au moins », « 30 jours », « plus de la moitié des suffrages exprimés »."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.parameters import MEANINGS, Kind, Parameter, Unit, is_valid, share
from ...assembly.rules.majority import Base
from ...assembly.share_words import share_words
from ...i18n import list_words, zone_city
from ...web.wording import words_for


def value_words(parameter: Parameter, value: Any) -> str:
    """Return a stored value in words; what means nothing is said to be to write."""
    if not is_valid(parameter, value):
        return _("à compléter")
    meaning = MEANINGS[parameter]
    match meaning.kind:
        case Kind.NUMBER:
            return number_words(meaning.unit, value)
        case Kind.FLAG:
            return _("oui") if value else _("non")
        case Kind.CHOICE:
            return str(words_for(_word(parameter, value)))
        case Kind.CHOICES:
            return list_words([str(words_for(_word(parameter, one))) for one in value])
        case Kind.ZONE:
            return _("heure de %(city)s", city=zone_city(value))
        case Kind.SHARE:
            return share_words(share(value))
        case Kind.MAJORITY:
            return f"{share_words(share(value))} {words_for(Base(value['base']))}"


def number_words(unit: Unit | None, number: int) -> str:
    """Return a number with what it counts."""
    if unit is Unit.HOURS and not number:
        return _("jusqu’à l’ouverture")
    if unit is Unit.YEARS_BACK:
        return _years_back(number)
    counted = {
        Unit.DAYS: lambda: ngettext("%(num)d jour", "%(num)d jours", number),
        Unit.HOURS: lambda: ngettext("%(num)d heure", "%(num)d heures", number),
        Unit.MONTHS: lambda: ngettext("%(num)d mois", "%(num)d mois", number),
        Unit.YEARS: lambda: ngettext("%(num)d an", "%(num)d ans", number),
        Unit.PROXIES: lambda: ngettext("%(num)d pouvoir", "%(num)d pouvoirs", number),
        Unit.CITIES: lambda: ngettext("%(num)d ville", "%(num)d villes", number),
        Unit.SPONSORS: lambda: ngettext("%(num)d parrainage", "%(num)d parrainages", number),
        Unit.SEATS: lambda: ngettext("%(num)d siège", "%(num)d sièges", number),
    }
    return str(counted[unit]()) if unit else str(number)


def suffix_words(parameter: Parameter) -> str | None:
    """Return what a number counts, to stand after the field where it is written."""
    suffixes = {
        Unit.DAYS: _("jours"),
        Unit.HOURS: _("heures"),
        Unit.MONTHS: _("mois"),
        Unit.YEARS: _("ans"),
        Unit.YEARS_BACK: _("ans avant l’année en cours"),
        Unit.PROXIES: _("pouvoirs"),
        Unit.CITIES: _("villes"),
        Unit.SPONSORS: _("parrainages"),
        Unit.SEATS: _("sièges"),
    }
    unit = MEANINGS[parameter].unit
    return suffixes[unit] if unit else None


def _years_back(number: int) -> str:
    if number == 0:
        return _("jusqu’à l’année en cours")
    if number == 1:
        return _("jusqu’à l’année précédente")
    return _("jusqu’à %(number)d ans avant l’année en cours", number=number)


def _word(parameter: Parameter, value: str) -> Any:
    words = MEANINGS[parameter].words
    assert words is not None, f"{parameter} has no list of words"
    return words(value)
