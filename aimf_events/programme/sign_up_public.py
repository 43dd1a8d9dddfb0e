"""What everyone reads of the sign-up to a session: that one signs up, and whether there is still a place.

How many places are left is said only when few are: the public pages are kept until what they say changes, and one signature
among two hundred changes nothing for their readers. The exact number stands where one signs up.
"""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from ..congress.models import Congress
from .models import SessionMode
from .sign_up import is_open, kinds_of
from .sign_up_list import Counts, counts_of, sheets_of
from .sign_up_models import PlaceKind, SignUpSheet, SignUpState

FEW = 10
"""From how many places on the number left is said; `programme.version` counts with the same."""


@dataclass(frozen=True)
class Notice:
    """The sign-up to a session, as its readers know it.

    Attributes:
        left: the places that are free by kind, in the order of the kinds; None for more than `FEW`, or as many as one wants.
        is_open: whether one can still sign up.
        is_whole: whether every way to attend asks for it; otherwise the words say which does.
    """

    left: dict[PlaceKind, int | None]
    is_open: bool
    is_whole: bool

    @property
    def is_full(self) -> bool:
        """Whether no place of any kind is left."""
        return all(count == 0 for count in self.left.values())

    @property
    def words(self) -> str:
        """« Sur inscription : plus que 3 places. »"""
        if not self.is_open:
            return _("Sur inscription : les inscriptions sont closes.")
        if len(self.left) == 1:
            kind, count = next(iter(self.left.items()))
            return _alone(count) if self.is_whole else _of_kind(kind, count)
        return " ".join(_of_kind(kind, count) for kind, count in self.left.items())


def notices_of(congress: Congress) -> dict[int, Notice]:
    """Return what is said of each session to which one signs up, by session. Two queries."""
    sheets = sheets_of(congress)
    counts = counts_of(congress) if sheets else {}
    return {session: notice_of(sheet, counts) for session, sheet in sheets.items() if kinds_of(sheet)}


def notice_of(sheet: SignUpSheet, counts: Counts) -> Notice:
    """Return what is said of a session, given how many lines its sheet has."""
    kinds = kinds_of(sheet)
    return Notice(
        left={kind: _few(places_left(sheet, kind, counts)) for kind in kinds},
        is_open=is_open(sheet),
        is_whole=len(kinds) == 2 or sheet.session.mode is not SessionMode.HYBRID,
    )


def places_left(sheet: SignUpSheet, kind: PlaceKind, counts: Counts) -> int | None:
    """Return how many places of a kind are free; None for as many as one wants."""
    limit = sheet.places(kind)
    return None if limit is None else max(0, limit - counts.get((sheet.session_id, kind, SignUpState.HELD), 0))


def _few(left: int | None) -> int | None:
    return left if left is not None and left <= FEW else None


def _alone(left: int | None) -> str:
    if left is None:
        return _("Sur inscription : des places sont libres.")
    if left == 0:
        return _("Sur inscription : complet, liste d’attente ouverte.")
    return ngettext("Sur inscription : plus qu’une place.", "Sur inscription : plus que %(num)d places.", left)


def _of_kind(kind: PlaceKind, left: int | None) -> str:
    online = kind is PlaceKind.ONLINE
    if left is None:
        return (
            _("À distance, sur inscription : des places sont libres.")
            if online
            else _("Dans la salle, sur inscription : des places sont libres.")
        )
    if left == 0:
        return (
            _("À distance, sur inscription : complet, liste d’attente ouverte.")
            if online
            else _("Dans la salle, sur inscription : complet, liste d’attente ouverte.")
        )
    if online:
        return ngettext(
            "À distance, sur inscription : plus qu’une place.",
            "À distance, sur inscription : plus que %(num)d places.",
            left,
        )
    return ngettext(
        "Dans la salle, sur inscription : plus qu’une place.",
        "Dans la salle, sur inscription : plus que %(num)d places.",
        left,
    )
