"""What is said before a name, in the language being written: « Mme », « S.E. M. », « Dr ».

Protocol's rule: « Son Excellence » announces the civility, any other title (Dr, Pr, Me, Mgr) takes its place.
"""

from flask_babel import gettext as _

from ..i18n import search_key
from .models import Civility, Person

_EXCELLENCIES = frozenset({"s e", "se", "son excellence", "h e", "he", "his excellency", "her excellency"})


def is_excellency(honorific: str) -> bool:
    """Whether a title of protocol, as somebody wrote it, is « Son Excellence »."""
    return search_key(honorific) in _EXCELLENCIES


def title_of(civility: Civility | None, honorific: str) -> str:
    """Return the words before a name; empty where neither is known. Written in French, an excellency is one in English too."""
    if honorific and not is_excellency(honorific):
        return honorific
    said = {Civility.MADAM: _("Mme"), Civility.SIR: _("M.")}.get(civility, "") if civility else ""
    return " ".join(part for part in (_("S.E.") if honorific else "", said) if part)


def called(person: Person) -> str:
    """Return « Mme Aïchatou Soumanou Bio », « S.E. M. … », « Dr … »: never a first name alone."""
    return " ".join(part for part in (title_of(person.civility, person.honorific), person.badge_name) if part)
