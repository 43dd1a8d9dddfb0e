"""The columns of the secretariat's spreadsheet: what each heading is called, and what each cell may say. Pure, no database."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..congress.models import Category
from ..i18n import LANGUAGES, pick, search_key
from ..members.countries import country_code
from ..members.models import MemberCategory
from ..members.zones import is_zone
from ..people.contacts import InvalidAddress, normal_email
from ..people.models import Civility
from .spreadsheets import Said as SaidOfCell

MOST_PLACES = 500
LENGTHS = {"organisation": 200, "code": 40, "head_function": 160, "head_email": 254, "focal_email": 254}
NAME_LENGTH = 120

HEADINGS: dict[str, tuple[str, ...]] = {
    "organisation": (
        "Organisation",
        "Ville",
        "Membre",
        "Délégation",
        "Nom de l’organisation",
        "City",
        "Member",
        "Delegation",
    ),
    "country": ("Pays", "Country", "Code pays", "Country code"),
    "category": ("Catégorie", "Category", "Qualité", "Type"),
    "code": ("Code", "Code du membre", "Member code", "Référence"),
    "language": ("Langue", "Language", "Langue de correspondance"),
    "time_zone": ("Fuseau horaire", "Fuseau", "Time zone"),
    "head_civility": ("Civilité du chef", "Civilité", "Civility", "Head civility", "Titre de civilité"),
    "head_given_name": ("Prénom du chef", "Prénom", "Given name", "Head given name", "First name"),
    "head_family_name": (
        "Nom du chef",
        "Nom",
        "Chef de délégation",
        "Family name",
        "Head family name",
        "Last name",
        "Head of delegation",
    ),
    "head_function": ("Fonction du chef", "Fonction", "Function", "Head function", "Title"),
    "head_email": ("Courriel du chef", "Courriel", "E-mail", "Email", "Adresse électronique", "Head e-mail"),
    "focal_given_name": ("Prénom du correspondant", "Focal point given name"),
    "focal_family_name": (
        "Nom du correspondant",
        "Correspondant",
        "Point focal",
        "Focal point",
        "Focal point name",
        "Focal point family name",
    ),
    "focal_email": (
        "Courriel du correspondant",
        "E-mail du correspondant",
        "Courriel du point focal",
        "Focal point e-mail",
    ),
}
REQUIRED = {"organisation", "country", "category"}

CATEGORY_WORDS = {
    MemberCategory.MEMBER_CITY: ("Ville membre", "Ville", "Member city", "City"),
    MemberCategory.CITY_ASSOCIATION: (
        "Association de villes",
        "Association",
        "Association of cities",
        "City association",
    ),
    MemberCategory.ASSOCIATE_CITY: ("Ville associée", "Associée", "Associate city", "Associate"),
    MemberCategory.HONORARY: ("Membre d’honneur", "Honoraire", "Honorary", "Honorary member"),
    MemberCategory.PARTNER: ("Partenaire", "Partner"),
}
CIVILITIES = {
    Civility.MADAM: ("Mme", "Madame", "Mlle", "Ms", "Mrs", "Madam", "F"),
    Civility.SIR: ("M", "Monsieur", "Mr", "Sir", "H"),
}
LANGUAGE_WORDS = {"fr": ("fr", "français", "French"), "en": ("en", "anglais", "English")}

IMPORT_ERRORS = {
    "country_unknown": _l("Ce pays n’est pas reconnu : écrivez son nom, ou son code à deux lettres."),
    "category_unknown": _l(
        "Cette catégorie n’existe pas. Écrivez : ville membre, association de villes, ville associée, membre d’honneur ou partenaire."
    ),
    "email_wrong": _l("Cette adresse électronique n’est pas complète."),
    "language_unknown": _l("Écrivez fr ou en."),
    "zone_unknown": _l("Ce fuseau horaire n’est pas connu. Écrivez-le comme Africa/Porto-Novo."),
    "civility_unknown": _l("Écrivez « Mme » ou « M. »."),
    "places_wrong": _l("Écrivez un nombre de places, de 0 à %(most)s."),
    "row_twice": _l("Cette organisation figure déjà à la ligne %(first)s."),
    "name_taken": _l("Une autre organisation de ce pays porte déjà ce nom, sous le code %(code)s."),
    "places_taken": _l("Des personnes sont déjà inscrites : au moins %(taken)s places."),
}
IMPORT_WARNINGS = {
    "head_unreachable": _l(
        "Le chef de délégation n’a pas d’adresse électronique : l’invitation ne pourra pas lui être écrite."
    ),
    "person_unnamed": _l("Cette adresse est donnée sans nom : elle portera le nom de l’organisation."),
}


class Said(SaidOfCell):
    """What is to be known about one cell of the list of delegations."""

    errors = IMPORT_ERRORS
    warnings = IMPORT_WARNINGS


def headings_for(categories: Iterable[Category]) -> dict[str, tuple[str, ...]]:
    """Return the accepted headings of each column, with one column of places per category of the congress."""
    places = {}
    for category in categories:
        labels = {label for language in LANGUAGES if (label := pick(category.label, language))}
        both = [f"{words} {label}" for label in sorted(labels) for words in ("Places", "Places :", "Quota")]
        places[places_column(category)] = tuple(dict.fromkeys(both))
    return HEADINGS | places


def places_column(category: Category) -> str:
    """Return the canonical name of the column that gives the places of a category."""
    return f"places_{category.code}"


def column_words(column: str | None, categories: Iterable[Category]) -> str:
    """Return how a column is called on the page."""
    if column in HEADINGS:
        return HEADINGS[column][0]
    for category in categories:
        if column == places_column(category):
            return _("Places : %(category)s", category=pick(category.label))
    return column or ""


def read_values(number: int, cells: dict[str, str], categories: list[Category]) -> tuple[dict[str, Any], list[Said]]:
    """Return what a row says, checked cell by cell; a column that the file does not have, or an empty cell, says nothing."""
    said: list[Said] = []

    def take(column: str, read: Any, code: str, **params: Any) -> Any:
        text = cells.get(column, "")
        value = read(text) if text else None
        if text and value is None:
            said.append(Said(number, column, code, params))
        return value

    values = {
        "organisation": cells.get("organisation", ""),
        "country": take("country", country_code, "country_unknown"),
        "category": take("category", _category, "category_unknown"),
        "code": cells.get("code", ""),
        "language": take("language", _language, "language_unknown"),
        "time_zone": take("time_zone", lambda text: text if is_zone(text) else None, "zone_unknown"),
        "head": _person(cells, "head", take),
        "focal": _person(cells, "focal", take),
        "places": {},
    }
    for category in categories:
        places = take(places_column(category), _places, "places_wrong", most=MOST_PLACES)
        if places is not None:
            values["places"][category.code] = places
    said += _remarks(number, values)
    return values, said


def _person(cells: dict[str, str], prefix: str, take: Any) -> dict[str, Any] | None:
    person = {
        "given_name": cells.get(f"{prefix}_given_name", ""),
        "family_name": cells.get(f"{prefix}_family_name", ""),
        "email": take(f"{prefix}_email", _email, "email_wrong") or "",
        "function": cells.get(f"{prefix}_function", ""),
        "civility": take(f"{prefix}_civility", _civility, "civility_unknown"),
    }
    known = person["given_name"] or person["family_name"] or person["email"]
    if not known:
        return None
    if not (person["given_name"] or person["family_name"]):
        person["family_name"] = cells.get("organisation", "")[:NAME_LENGTH]
        person["unnamed"] = True
    return person


def _remarks(number: int, values: dict[str, Any]) -> list[Said]:
    said = []
    if values["head"] and not values["head"]["email"] and not (values["focal"] and values["focal"]["email"]):
        said.append(Said(number, "head_email", "head_unreachable"))
    for prefix in ("head", "focal"):
        if values[prefix] and values[prefix].pop("unnamed", False):
            said.append(Said(number, f"{prefix}_email", "person_unnamed"))
    return said


def _category(text: str) -> str | None:
    if text in set(MemberCategory):
        return text
    key = search_key(text)
    return next((c.value for c, names in CATEGORY_WORDS.items() if key in map(search_key, names)), None)


def _civility(text: str) -> str | None:
    key = search_key(text)
    return next((c.value for c, names in CIVILITIES.items() if key in map(search_key, names)), None)


def _language(text: str) -> str | None:
    key = search_key(text)
    return next((code for code, names in LANGUAGE_WORDS.items() if key in map(search_key, names)), None)


def _email(text: str) -> str | None:
    try:
        return normal_email(text)
    except InvalidAddress:
        return None


def _places(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 and int(text) <= MOST_PLACES else None
