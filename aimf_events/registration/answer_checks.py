"""What an answer may be: short, among the choices, a date that can be. One rule per kind of question."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from ..clock import now
from ..congress.models import Congress
from ..errors import Refusal
from ..i18n import clean_text
from ..members.countries import COUNTRIES
from ..people.contacts import InvalidAddress, normal_telephone
from .fields import choices_of
from .models import Field, FieldKind

LONGEST = 300  # characters
OLDEST = 120  # years
LONGEST_PASSPORT = 15  # years
MAJORITY = 18  # years
_PASSPORT = re.compile(r"[A-Z0-9]{5,20}")


class InvalidAnswer(Refusal):
    """An answer that cannot be meant."""

    code = "invalid_answer"


def check_answer(field: Field, given: Any, congress: Congress) -> Any:
    """Return an answer as it is kept (text, list of texts, boolean), or None for no answer.

    Args:
        given: what a form holds: text, a list of codes, a date, a boolean.

    Raises:
        InvalidAnswer: too long, not among the choices, or a date that cannot be.
    """
    if given is None or given in ("", []):
        return None
    return _CHECKS[field.kind](field, given, congress)


def is_minor(born_on: date, congress: Congress) -> bool:
    """Return whether somebody is under eighteen on the first day of a congress."""
    first = congress.starts_on
    return first.year - born_on.year - ((first.month, first.day) < (born_on.month, born_on.day)) < MAJORITY


def _text(field: Field, given: Any, congress: Congress) -> str | None:
    text = clean_text(str(given))
    if len(text) > LONGEST:
        raise InvalidAnswer(_l("Écrivez 300 caractères au plus."))
    if field.code == "passport_number" and text:
        text = re.sub(r"[\s.-]", "", text).upper()
        if not _PASSPORT.fullmatch(text):
            raise InvalidAnswer(_l("Écrivez le numéro du passeport : de 5 à 20 lettres et chiffres."))
    if field.code == "guardian_telephone" and text:
        return _telephone(text)
    return text or None


def _telephone(text: str) -> str:
    try:
        return normal_telephone(text)
    except InvalidAddress:
        raise InvalidAnswer(
            _l("Écrivez le numéro complet, avec l’indicatif du pays, comme +229 01 97 00 00 00.")
        ) from None


def _choice(field: Field, given: Any, congress: Congress) -> str:
    if given not in field.choices:
        raise InvalidAnswer(_l("Choisissez une des réponses proposées."))
    return str(given)


def _several(field: Field, given: Any, congress: Congress) -> list[str]:
    if not isinstance(given, list) or not set(given) <= set(field.choices):
        raise InvalidAnswer(_l("Choisissez parmi les réponses proposées."))
    return [code for code, _words in choices_of(field) if code in given]


def _yes_no(field: Field, given: Any, congress: Congress) -> bool:
    words = {"yes": True, "no": False, True: True, False: False}
    if given not in words:
        raise InvalidAnswer(_l("Répondez par oui ou par non."))
    if field.code == "guardian_consent" and not words[given]:
        raise InvalidAnswer(_l("Sans cet accord, une personne mineure ne peut pas participer au congrès."))
    return words[given]


def _country(field: Field, given: Any, congress: Congress) -> str:
    if given not in COUNTRIES:
        raise InvalidAnswer(_l("Choisissez un pays de la liste."))
    return str(given)


def _date(field: Field, given: Any, congress: Congress) -> str:
    try:
        day = given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError:
        raise InvalidAnswer(_l("Écrivez une date complète : jour, mois, année.")) from None
    check = _DATES.get(field.code, _plausible)
    check(day, now().astimezone(ZoneInfo(congress.time_zone)).date(), congress)
    return day.isoformat()


def _plausible(day: date, today: date, congress: Congress) -> None:
    if abs(day.year - today.year) > OLDEST:
        raise InvalidAnswer(_l("Vérifiez l’année de cette date."))


def _born(day: date, today: date, congress: Congress) -> None:
    if not today - timedelta(days=365 * OLDEST) < day < today:
        raise InvalidAnswer(_l("Une date de naissance est passée : vérifiez l’année."))


def _issued(day: date, today: date, congress: Congress) -> None:
    if not today - timedelta(days=365 * LONGEST_PASSPORT) < day <= today:
        raise InvalidAnswer(
            _l("Un passeport a été délivré dans le passé, il y a quinze ans au plus : vérifiez la date.")
        )


def _expires(day: date, today: date, congress: Congress) -> None:
    if day <= congress.ends_on:
        raise InvalidAnswer(_l("Ce passeport expire avant la fin du congrès : il en faut un autre pour voyager."))
    if day > today + timedelta(days=366 * LONGEST_PASSPORT):
        raise InvalidAnswer(_l("Vérifiez l’année : un passeport ne vaut pas aussi longtemps."))


_DATES: dict[str, Callable[[date, date, Congress], None]] = {
    "birth_date": _born,
    "passport_issued_on": _issued,
    "passport_expires_on": _expires,
}
_CHECKS: dict[FieldKind, Callable[[Field, Any, Congress], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.CHOICE: _choice,
    FieldKind.SEVERAL: _several,
    FieldKind.YES_NO: _yes_no,
    FieldKind.DATE: _date,
    FieldKind.COUNTRY: _country,
}
