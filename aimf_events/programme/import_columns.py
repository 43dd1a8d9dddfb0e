"""The columns of a programme in a spreadsheet: what each heading is called, and what each cell may say. Pure, no database."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel import Locale
from flask_babel import lazy_gettext as _l

from ..i18n import LANGUAGES, search_key
from ..registration.spreadsheets import Said
from .hours import HOUR, read_hour
from .languages import read_languages
from .models import SessionKind, SessionMode, SpeakerRole

MOST_PLACES = 100_000
LONGEST_MINUTES = 1439
LENGTHS = {"title": 200, "title_en": 200, "place": 160, "text": 4000, "text_en": 4000}
PEOPLE = {
    "speaker": SpeakerRole.SPEAKER,
    "chair": SpeakerRole.CHAIR,
    "moderator": SpeakerRole.MODERATOR,
    "rapporteur": SpeakerRole.RAPPORTEUR,
    "interpreter": SpeakerRole.INTERPRETER,
}
MULTILINE = frozenset({"text", "text_en", *PEOPLE})

# The first heading is the one of our own export and of the model.
HEADINGS: dict[str, tuple[str, ...]] = {
    "day": ("Jour", "Date", "Day"),
    "starts": ("Début", "Heure de début", "Heure", "Start", "Starts", "Begins"),
    "ends": ("Fin", "Heure de fin", "End", "Ends"),
    "minutes": ("Minutes", "Durée", "Durée en minutes", "Duration"),
    "kind": ("Genre", "Type", "Kind"),
    "mode": ("Comment y assister", "Mode", "Format", "How to attend"),
    "title": ("Titre", "Séance", "Titre en français", "Title", "Session"),
    "title_en": ("Titre en anglais", "Titre anglais", "English title", "Title in English"),
    "room": ("Salle", "Room"),
    "venue": ("Bâtiment", "Building", "Venue"),
    "place": ("Lieu", "Autre lieu", "Place"),
    "track": ("Thème", "Colloque", "Thème ou colloque", "Track", "Theme"),
    "languages": ("Langues", "Langue", "Languages"),
    "text": ("Présentation", "Présentation en français", "Description", "Résumé"),
    "text_en": ("Présentation en anglais", "English description", "Description in English"),
    "speaker": ("Intervenants", "Intervenant", "Orateurs", "Speakers", "Speaker"),
    "chair": ("Présidence", "Président de séance", "Chair"),
    "moderator": ("Modération", "Modérateur", "Moderator", "Moderation"),
    "rapporteur": ("Rapport", "Rapporteur"),
    "interpreter": ("Interprétation", "Interprètes", "Interpreters", "Interpretation"),
    "room_places": ("Places dans la salle", "Places", "Places in the room"),
    "online_places": ("Places en ligne", "Places online"),
    "is_public": ("Au programme public", "Public", "In the public programme"),
    "code": ("Code", "Code de la séance", "Session code"),
    "cancelled_at": ("Annulée le", "Cancelled on"),
    "changed_at": ("Modifiée le", "Changed on"),
}
REQUIRED = {"title", "day", "starts"}

KIND_WORDS = {
    SessionKind.CEREMONY: ("Cérémonie", "Ouverture", "Clôture", "Ceremony"),
    SessionKind.COLLOQUIUM: ("Colloque", "Plénière", "Table ronde", "Colloquium", "Plenary", "Panel"),
    SessionKind.WORKSHOP: ("Atelier", "Workshop"),
    SessionKind.BUREAU: ("Bureau", "Réunion du Bureau", "Meeting of the Bureau"),
    SessionKind.GENERAL_ASSEMBLY: ("Assemblée générale", "AG", "General Assembly"),
    SessionKind.BREAK: ("Pause", "Pause café", "Déjeuner", "Break", "Lunch"),
    SessionKind.SOCIAL: ("Moment convivial", "Réception", "Dîner", "Social", "Social event", "Dinner", "Reception"),
    SessionKind.SIDE_EVENT: ("Événement parallèle", "Side event"),
}
MODE_WORDS = {
    SessionMode.IN_PERSON: ("sur place", "présentiel", "en présentiel", "in person", "on site"),
    SessionMode.ONLINE: ("en ligne", "distanciel", "à distance", "online", "remote"),
    SessionMode.HYBRID: ("sur place et en ligne", "hybride", "in person and online", "hybrid"),
}
_YES, _NO = {"oui", "yes", "vrai", "true", "x", "1"}, {"non", "no", "faux", "false", "0"}
_DAYS = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), (0, 1, 2)),
    (re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})"), (2, 1, 0)),
)
_WRITTEN_DAY = re.compile(r"(?:\w+ )?(\d{1,2})(?:er|st|nd|rd|th)? (\w+) (\d{4})")

ERRORS = {
    "day_wrong": _l("Cette date n’est pas comprise : écrivez-la comme 09/12/2026."),
    "hour_wrong": _l("Cette heure n’est pas comprise : écrivez-la comme 09:30."),
    "minutes_wrong": _l("Écrivez un nombre de minutes, de 5 à 1439."),
    "end_missing": _l("Écrivez l’heure de fin, ou la durée en minutes."),
    "end_wrong": _l("%(reason)s"),
    "kind_unknown": _l(
        "Ce genre n’existe pas. Écrivez : cérémonie, colloque, atelier, Bureau, assemblée générale, pause, moment convivial ou événement parallèle."
    ),
    "mode_unknown": _l("Écrivez : sur place, en ligne, ou sur place et en ligne."),
    "room_unknown": _l("Cette salle n’est pas dans les réglages du congrès. Salles connues : %(known)s."),
    "room_several": _l("Plusieurs bâtiments ont une salle de ce nom : écrivez aussi le bâtiment."),
    "track_unknown": _l("Ce thème n’existe pas encore : ajoutez-le d’abord aux thèmes du programme."),
    "languages_unknown": _l("Une de ces langues n’est pas connue : écrivez « français, anglais »."),
    "places_wrong": _l("Écrivez un nombre de places, de 1 à %(most)s."),
    "public_unknown": _l("Écrivez oui ou non."),
    "code_unknown": _l("Aucune séance de ce congrès ne porte ce code : videz la case pour une séance nouvelle."),
    "row_twice": _l("Cette séance figure déjà à la ligne %(first)s."),
    "several_fit": _l("Plusieurs séances portent ce titre ce jour-là : donnez le code de celle qui change."),
}
WARNINGS = {
    "day_outside": _l("Ce jour n’est pas un jour du congrès. La séance y sera placée quand même."),
    "person_unknown": _l("« %(name)s » n’est pas encore connu : ajoutez cette personne depuis la séance."),
    "person_several": _l("Plusieurs personnes s’appellent « %(name)s » : choisissez-la depuis la séance."),
    "session_cancelled": _l("Cette séance est annulée, et le reste."),
}


class CellSaid(Said):
    """What is to be known about one cell of a programme."""

    errors = ERRORS
    warnings = WARNINGS


def read_values(number: int, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[CellSaid]]:
    """Return what a row says, checked cell by cell; a column that the file does not have, or an empty cell, says nothing.

    Rooms, themes and people stay words here: which ones they are, `import_matching` knows.
    """
    said: list[CellSaid] = []
    values: dict[str, Any] = {}

    def take(column: str, read: Callable[[str], Any], code: str, **params: Any) -> None:
        if text := cells.get(column, ""):
            value = read(text)
            if value is None:
                said.append(CellSaid(number, column, code, params))
            else:
                values[column] = value

    for column in ("title", "title_en", "text", "text_en", "place", "room", "venue", "track", "code"):
        take(column, lambda text: text, "")
    take("day", read_day, "day_wrong")
    for column in ("starts", "ends"):
        take(column, _hour, "hour_wrong")
    take("minutes", lambda text: _whole(text, 5, LONGEST_MINUTES), "minutes_wrong")
    take("kind", lambda text: _word(text, KIND_WORDS), "kind_unknown")
    take("mode", lambda text: _word(text, MODE_WORDS), "mode_unknown")
    take("languages", read_languages, "languages_unknown")
    for column in ("room_places", "online_places"):
        take(column, lambda text: _whole(text, 1, MOST_PLACES), "places_wrong", most=MOST_PLACES)
    take("is_public", _yes_no, "public_unknown")
    values["people"] = [(column, name) for column in PEOPLE for name in _names(cells.get(column, ""))]
    return values, said


def read_day(text: str) -> date | None:
    """Return a date written as 2026-12-09, 09/12/2026 or « mercredi 9 décembre 2026 »; None if it is none."""
    try:
        for pattern, (year, month, day) in _DAYS:
            if found := pattern.fullmatch(text):
                return date(int(found[year + 1]), int(found[month + 1]), int(found[day + 1]))
        found = _WRITTEN_DAY.fullmatch(search_key(text))
        return date(int(found[3]), _MONTHS[found[2]], int(found[1])) if found else None
    except (ValueError, KeyError):
        return None


_MONTHS = {
    search_key(word): number
    for language in LANGUAGES
    for number, word in Locale(language).months["format"]["wide"].items()
}


def _hour(text: str) -> str | None:
    hour = read_hour(text)
    return hour if HOUR.fullmatch(hour) else None


def _whole(text: str, least: int, most: int) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= 6
    return int(text) if is_number and least <= int(text) <= most else None


def _word(text: str, words: Mapping[Any, tuple[str, ...]]) -> str | None:
    key = search_key(text)
    return next((each.value for each, names in words.items() if key in {each.value, *map(search_key, names)}), None)


def _yes_no(text: str) -> bool | None:
    key = search_key(text)
    return True if key in _YES else False if key in _NO else None


def _names(text: str) -> list[str]:
    return [name for part in re.split(r"[;\n]| / ", text) if (name := part.strip(" ,"))][:30]
