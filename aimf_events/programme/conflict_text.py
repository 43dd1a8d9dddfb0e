"""Conflicts in sentences: the same words in the builder, in the form without scripts, and where a release is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ..i18n import clock_hour, format_day, languages_spoken, pick, wall_hour, zone_city
from .conflict_models import Rule, Severity
from .conflicts import Conflict
from .draft import Slot

RULES: dict[Rule, Any] = {
    Rule.CONVENED: _l("La séance d’une instance convoquée est déplacée"),
    Rule.ROOM_TWICE: _l("Deux séances dans la même salle à la même heure"),
    Rule.PERSON_TWICE: _l("La même personne à deux endroits à la fois, dans quelque rôle que ce soit"),
    Rule.BODY_MEMBER_ELSEWHERE: _l("Un membre du Bureau ou de l’Assemblée intervient ailleurs pendant la réunion"),
    Rule.NO_TIME_TO_WALK: _l("Trop peu de temps pour aller d’une salle à l’autre"),
    Rule.NO_INTERPRETER: _l("Plusieurs langues annoncées, aucun interprète"),
    Rule.NO_WAY_TO_JOIN: _l("Une séance en ligne sans moyen de la rejoindre"),
    Rule.OVER_CAPACITY: _l("Plus de personnes, ou plus de places offertes, que de sièges"),
    Rule.REMOTE_HOUR: _l("Une personne intervient de loin avant 7 h ou après 22 h chez elle"),
    Rule.LATE_CHANGE: _l("Un changement moins de 24 heures avant la séance"),
    Rule.ACROSS_MIDNIGHT: _l("Une séance qui finit le lendemain"),
    Rule.ACROSS_CLOCKS: _l("Une séance pendant que les horloges changent"),
}
SEVERITIES: dict[Severity, Any] = {
    Severity.DROP: _l("Empêche de placer la séance"),
    Severity.RELEASE: _l("Empêche de publier"),
    Severity.WARN: _l("Prévient seulement"),
    Severity.OFF: _l("Ne rien dire"),
}


def sentence(conflict: Conflict) -> str:
    """Return what is wrong, in the language in use."""
    return _SENTENCES[conflict.rule](conflict, dict(conflict.said))


def called(slot: Slot) -> str:
    """Return the title of a session between its quotation marks."""
    return _("« %(title)s »", title=pick(dict(slot.title)))


def when(slot: Slot) -> str:
    """Return the day and the hours of a session: « mercredi 9 décembre, 9 h 30 – 11 h »."""
    end = slot.end.astimezone(ZoneInfo(slot.zone))
    day = format_day(slot.day, year=False)
    return f"{day}, {wall_hour(slot.starts)} – {clock_hour(end.hour, end.minute)}"


def _room_twice(conflict: Conflict, said: dict[str, Any]) -> str:
    later, earlier = conflict.slots
    return _(
        "%(room)s est prise deux fois : %(earlier)s (%(when)s), et %(later)s (%(then)s).",
        room=said["room"],
        earlier=called(earlier),
        when=when(earlier),
        later=called(later),
        then=when(later),
    )


def _person_twice(conflict: Conflict, said: dict[str, Any]) -> str:
    later, earlier = conflict.slots
    return _(
        "%(person)s est attendu(e) à deux endroits à la fois : %(earlier)s (%(when)s), et %(later)s (%(then)s).",
        person=said["person"],
        earlier=called(earlier),
        when=when(earlier),
        later=called(later),
        then=when(later),
    )


def _body(conflict: Conflict, said: dict[str, Any]) -> str:
    later, earlier = conflict.slots
    return _(
        "%(person)s siège et intervient au même moment : %(earlier)s (%(when)s), et %(later)s (%(then)s).",
        person=said["person"],
        earlier=called(earlier),
        when=when(earlier),
        later=called(later),
        then=when(later),
    )


def _walk(conflict: Conflict, said: dict[str, Any]) -> str:
    later, earlier = conflict.slots
    return ngettext(
        "%(person)s n’a que %(num)d minute pour aller de %(earlier)s à %(later)s ; il en faut %(needed)d.",
        "%(person)s n’a que %(num)d minutes pour aller de %(earlier)s à %(later)s ; il en faut %(needed)d.",
        said["left"],
        person=said["person"],
        earlier=called(earlier),
        later=called(later),
        needed=said["needed"],
    )


def _interpreter(conflict: Conflict, said: dict[str, Any]) -> str:
    return _(
        "%(session)s est annoncée en %(languages)s, et aucun interprète n’est désigné.",
        session=called(conflict.slots[0]),
        languages=languages_spoken(list(said["languages"])),
    )


def _join(conflict: Conflict, said: dict[str, Any]) -> str:
    if said["hybrid"]:
        return _(
            "%(session)s se suit aussi en ligne, et l’adresse de sa salle en ligne manque.",
            session=called(conflict.slots[0]),
        )
    return _("%(session)s a lieu en ligne, et l’adresse de sa salle manque.", session=called(conflict.slots[0]))


def _capacity(conflict: Conflict, said: dict[str, Any]) -> str:
    if "wanted" in said:
        return ngettext(
            "%(session)s : %(num)d personne compte y venir, pour %(seats)d places.",
            "%(session)s : %(num)d personnes comptent y venir, pour %(seats)d places.",
            said["wanted"],
            session=called(conflict.slots[0]),
            seats=said["seats"],
        )
    return ngettext(
        "%(session)s offre %(places)d places, dans une salle de %(num)d siège.",
        "%(session)s offre %(places)d places, dans une salle de %(num)d sièges.",
        said["seats"],
        session=called(conflict.slots[0]),
        places=said["places"],
    )


def _remote(conflict: Conflict, said: dict[str, Any]) -> str:
    return _(
        "%(person)s intervient de loin : %(session)s commence à %(hour)s, heure de %(city)s.",
        person=said["person"],
        session=called(conflict.slots[0]),
        hour=wall_hour(said["hour"]),
        city=zone_city(said["zone"]),
    )


def _late(conflict: Conflict, said: dict[str, Any]) -> str:
    return _(
        "%(session)s change à moins de 24 heures : chacun lit encore %(was)s. Prévenez aussi par téléphone.",
        session=called(conflict.slots[0]),
        was=wall_hour(said["was"]),
    )


def _midnight(conflict: Conflict, said: dict[str, Any]) -> str:
    next_day = conflict.slots[0].day + timedelta(days=1)
    return _(
        "%(session)s finit le lendemain, %(day)s à %(hour)s.",
        session=called(conflict.slots[0]),
        day=format_day(next_day, year=False),
        hour=wall_hour(said["end"]),
    )


def _clocks(conflict: Conflict, _said: dict[str, Any]) -> str:
    return _(
        "Les horloges changent pendant %(session)s : vérifiez ses heures, %(when)s.",
        session=called(conflict.slots[0]),
        when=when(conflict.slots[0]),
    )


_SENTENCES: dict[Rule, Callable[[Conflict, dict[str, Any]], str]] = {
    Rule.ROOM_TWICE: _room_twice,
    Rule.PERSON_TWICE: _person_twice,
    Rule.BODY_MEMBER_ELSEWHERE: _body,
    Rule.NO_TIME_TO_WALK: _walk,
    Rule.NO_INTERPRETER: _interpreter,
    Rule.NO_WAY_TO_JOIN: _join,
    Rule.OVER_CAPACITY: _capacity,
    Rule.REMOTE_HOUR: _remote,
    Rule.LATE_CHANGE: _late,
    Rule.ACROSS_MIDNIGHT: _midnight,
    Rule.ACROSS_CLOCKS: _clocks,
}
