"""What is said of a text and its amendments: where it stands, what an amendment does, and which cannot stand together."""

from flask_babel import gettext as _
from flask_babel import ngettext

from ..assembly.motion_models import Amendment
from ..assembly.motion_state import WAITING, AmendmentState, Line, Reading
from ..assembly.rules.amendments import Act
from ..i18n import list_words

STATE_KINDS = {
    AmendmentState.DEPOSITED: "wait",
    AmendmentState.IN_VOTE: "warn",
    AmendmentState.ADOPTED: "ok",
    AmendmentState.REJECTED: "no",
    AmendmentState.FALLEN: "no",
    AmendmentState.WITHDRAWN: "wait",
}


def does_words(amendment: Amendment) -> str:
    """Return what an amendment does, with its paragraph."""
    place = amendment.paragraph
    if amendment.act is Act.DELETE:
        return _("supprime le paragraphe %(place)d", place=place)
    if amendment.act is Act.REPLACE:
        return _("remplace le paragraphe %(place)d", place=place)
    if not place:
        return _("ajoute un paragraphe en tête")
    return _("ajoute un paragraphe après le paragraphe %(place)d", place=place)


def conflict_words(line: Line) -> str | None:
    """Return what follows from the others on the same paragraph; None where there are none."""
    if line.felled_by is not None:
        return _(
            "Il tombe\u00a0: l’amendement n°\u00a0%(number)d, adopté, porte sur le même paragraphe.",
            number=line.felled_by,
        )
    if not line.rivals or line.state not in WAITING:
        return None
    numbers = list_words([_("n°\u00a0%(number)d", number=number) for number in line.rivals])
    return ngettext(
        "Il porte sur le même paragraphe que l’amendement %(numbers)s\u00a0: le plus éloigné du texte est voté d’abord\u202f; s’il est adopté, l’autre tombe.",
        "Il porte sur le même paragraphe que les amendements %(numbers)s\u00a0: le plus éloigné du texte est voté d’abord\u202f; s’il est adopté, les autres tombent.",
        len(line.rivals),
        numbers=numbers,
    )


def reading_words(reading: Reading | None) -> str:
    """Return where a text stands, in a sentence."""
    if reading is None:
        return _("Le texte n’est pas encore écrit.")
    if reading.is_adopted is True:
        return _("Le texte est adopté.")
    if reading.is_adopted is False:
        return _("Le texte n’est pas adopté.")
    if reading.ballot is not None:
        return _("L’ensemble du texte est mis aux voix.")
    if not reading.lines:
        return _("Aucun amendement n’est déposé.")
    if reading.next is not None:
        number = reading.next.amendment.number
        said = ngettext(
            "%(num)d amendement attend son vote.", "%(num)d amendements attendent leur vote.", reading.waiting
        )
        coming = _("Le prochain est le n°\u00a0%(number)d.", number=number)
        return f"{said} {coming}"
    if reading.waiting:
        return _("Un amendement est mis aux voix.")
    return _("Tous les amendements sont décidés\u00a0: l’ensemble du texte peut être mis aux voix.")
