"""The programme as its secretariat writes it: lines that begin with « # » are axes, with « - » their objectives, others say what an axis means."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l

from ..database import Translated
from ..errors import Refusal
from ..i18n import clean_text
from .strategy_models import StrategicAxis, StrategicProgramme

MOST_AXES, MOST_OBJECTIVES, LONGEST = 12, 20, 300


class TextUnread(Refusal):
    """The text is not that of a programme."""

    code = "strategy_text_unread"


@dataclass
class WrittenAxis:
    """An axis in one language."""

    title: str
    about: list[str] = field(default_factory=list)
    objectives: list[str] = field(default_factory=list)


def read_text(text: str) -> list[WrittenAxis]:
    """Return the axes of a text.

    Raises:
        TextUnread: something stands before the first axis, there are too many, or a line is too long.
    """
    axes: list[WrittenAxis] = []
    for line in filter(None, (clean_text(each) for each in text.splitlines())):
        if len(line) > LONGEST and line.startswith(("#", "-", "–", "•")):  # what an axis means may be a paragraph
            raise TextUnread(_l("Un titre d’axe ou d’objectif dépasse %(most)d caractères.", most=LONGEST))
        if line.startswith("#"):
            axes.append(WrittenAxis(line.lstrip("# ")))
        elif not axes:
            raise TextUnread(_l("Commencez par un axe : une ligne qui débute par #."))
        elif line.startswith(("-", "–", "•")):
            axes[-1].objectives.append(line.lstrip("-–• "))
        else:
            axes[-1].about.append(line)
    if not axes or any(not axis.title for axis in axes):
        raise TextUnread(_l("Écrivez un axe au moins : une ligne qui débute par #, puis son titre."))
    if len(axes) > MOST_AXES or any(len(axis.objectives) > MOST_OBJECTIVES for axis in axes):
        raise TextUnread(_l("Douze axes au plus, et vingt objectifs par axe."))
    return axes


def same_shape(french: Sequence[WrittenAxis], english: Sequence[WrittenAxis]) -> None:
    """Demand that a translation has the axes and objectives of the text.

    Raises:
        TextUnread: it has not.
    """
    if [len(axis.objectives) for axis in french] != [len(axis.objectives) for axis in english]:
        raise TextUnread(_l("La traduction n’a pas les mêmes axes et objectifs que le texte français."))


def written(programme: StrategicProgramme, code: str) -> str:
    """Return the text of a version in a language; empty where it was not translated."""
    if not any(code in axis.title for axis in programme.axes):
        return ""
    return "\n\n".join(_axis(axis, code) for axis in programme.axes)


def both(french: str, english: str | None) -> Translated:
    """Return a text in the languages in which it was written."""
    return {"fr": french, **({"en": english} if english else {})}


def _axis(axis: StrategicAxis, code: str) -> str:
    lines = [f"# {axis.title.get(code, '')}", *filter(None, axis.about.get(code, "").split("\n"))]
    return "\n".join([*lines, *(f"- {each.title.get(code, '')}" for each in axis.objectives)])
