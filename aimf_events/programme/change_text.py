"""What changed in a session, in sentences: the same words on the desk, on the public page, in the feed and in letters."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ..i18n import format_day, list_words, pick, zone_city
from .changes import ChangeKind, SessionChange
from .models import SessionMode
from .public import hours_of, place_of
from .released import ReleasedSession

KINDS: dict[ChangeKind, Any] = {
    ChangeKind.NEW: _l("nouvelle"),
    ChangeKind.CANCELLED: _l("annulée"),
    ChangeKind.MOVED: _l("nouvelle heure"),
    ChangeKind.ROOM: _l("nouveau lieu"),
    ChangeKind.LINK: _l("autre façon d’y assister"),
    ChangeKind.CONTENT: _l("précisions"),
}
_CONTENT: dict[str, Any] = {
    "kind": _l("le genre"),
    "title": _l("le titre"),
    "text": _l("la présentation"),
    "track": _l("le thème"),
    "languages": _l("les langues"),
    "is_public": _l("sa place dans le programme public"),
    "speakers": _l("les intervenants"),
    "summary": _l("la synthèse"),
}
_MODES = {
    SessionMode.IN_PERSON: _l("sur place"),
    SessionMode.ONLINE: _l("en ligne"),
    SessionMode.HYBRID: _l("sur place et en ligne"),
}
_ORDER = tuple(KINDS)


def tags_of(change: SessionChange) -> list[tuple[ChangeKind, str]]:
    """Return the kinds of a change with their words, what matters most first."""
    return [(kind, str(KINDS[kind])) for kind in _ORDER if kind in change.kinds]


def sentences(change: SessionChange) -> list[str]:
    """Return what changed, a sentence for each thing, in the language in use."""
    before, after = change.before, change.after
    if after is None:
        return [_("Cette séance n’est plus au programme.")]
    if before is None:
        return [_("Nouvelle séance : %(when)s.", when=when_where(after))]
    said = []
    if ChangeKind.CANCELLED in change.kinds:
        said.append(_("Cette séance est annulée."))
    elif ChangeKind.NEW in change.kinds:
        said.append(_("Cette séance aura lieu : elle est de nouveau au programme."))
    if ChangeKind.MOVED in change.kinds and change.fields == ("offset",):
        city = zone_city(after.time_zone)
        said.append(
            _(
                "L’heure légale de %(city)s a changé : la séance reste au programme %(when)s.",
                city=city,
                when=_when(after),
            )
        )
    elif ChangeKind.MOVED in change.kinds:
        said.append(_("Heure : %(new)s, au lieu de %(old)s.", new=_when(after), old=_when(before)))
    if ChangeKind.ROOM in change.kinds:
        said.append(_("Lieu : %(new)s, au lieu de %(old)s.", new=_where(after), old=_where(before)))
    if ChangeKind.LINK in change.kinds:
        said.append(
            _("Comment y assister : %(new)s, au lieu de %(old)s.", new=_MODES[after.mode], old=_MODES[before.mode])
        )
    words = [str(_CONTENT[name]) for name in change.fields if name in _CONTENT]
    if words:
        said.append(_("A changé aussi : %(what)s.", what=list_words(words)))
    return said


def when_where(session: ReleasedSession) -> str:
    """Return « mercredi 9 décembre, 9 h 30 – 11 h (heure de Tunis), Grande salle »."""
    where = place_of(session)
    return ", ".join(filter(None, (_when(session), where or str(_MODES[session.mode]))))


def _when(session: ReleasedSession) -> str:
    hours, city = hours_of(session).text, zone_city(session.time_zone)
    return _("%(day)s, %(hours)s (heure de %(city)s)", day=format_day(session.day, year=False), hours=hours, city=city)


def _where(session: ReleasedSession) -> str:
    return place_of(session) or _("aucune salle")


def summary(changes: list[SessionChange]) -> str:
    """Return how many sessions changed in which way, as one sentence names it: « 2 nouvelles et 1 annulée »."""
    counted = [(kind, sum(kind in change.kinds for change in changes)) for kind in _ORDER]
    return list_words([_counted(kind, count) for kind, count in counted if count])


def _counted(kind: ChangeKind, count: int) -> str:
    match kind:
        case ChangeKind.NEW:
            return ngettext("%(num)d nouvelle", "%(num)d nouvelles", count)
        case ChangeKind.CANCELLED:
            return ngettext("%(num)d annulée", "%(num)d annulées", count)
        case ChangeKind.MOVED:
            return ngettext("%(num)d à une autre heure", "%(num)d à une autre heure", count)
        case ChangeKind.ROOM:
            return ngettext("%(num)d dans un autre lieu", "%(num)d dans un autre lieu", count)
        case ChangeKind.LINK:
            return ngettext("%(num)d à suivre autrement", "%(num)d à suivre autrement", count)
        case ChangeKind.CONTENT:
            return ngettext("%(num)d précisée", "%(num)d précisées", count)


def title_of(change: SessionChange) -> str:
    """Return the title of the session, in the language in use."""
    return pick(change.session.title)
