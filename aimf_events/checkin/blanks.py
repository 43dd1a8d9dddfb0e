"""Emergency badges: printed beforehand for nobody, bound at a desk by a fact, with the network or without.

Source of the rule: shared/specs/badges-checkin.md, "Scanning"; why it is built so: docs/decisions/0021. A bound blank is one
more key to the presence of its bearer's badge, as a day pass is; an unbound one opens no door and nobody is shown red for it.
"""

import secrets
from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..congress.categories import BLANK_COLOUR, BLANK_LABEL, BLANK_LETTER
from ..congress.models import Congress
from ..database import db, lock, lock_name, transaction
from ..errors import NotFound, Refusal
from ..i18n import pick, use_language
from ..people.models import Person
from ..registration.models import Registration
from .badge_pdf import BadgeFace, render_badges
from .bindings import derive
from .blank_models import BlankBadge, BlankBinding, BlankState
from .issuing import new_blank
from .models import Badge, BadgeState
from .printing import when_where

MOST = 500
"""Blanks of one congress: what a house can keep an eye on."""
_LINE, _GAP = "…" * 24, "\u00a0"  # what a hand writes on, and the room above it


class TooManyBlanks(Refusal):
    """More emergency badges than a congress keeps."""

    code = "too_many_blanks"

    def __init__(self) -> None:
        super().__init__(
            _l("Un congrès garde %(most)d badges de secours au plus.", most=MOST),
            advice=_l("Servez-vous d’abord de ceux qui restent."),
        )


class NobodysCode(Refusal):
    """The short code is that of no living badge of a person here."""

    code = "nobodys_code"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _l("Ce code court n’est celui d’aucun badge en cours de ce congrès."),
            advice=_l("Il se lit sur le badge de la personne, ou sur sa fiche au bureau d’accueil."),
        )


@dataclass(frozen=True)
class ShownBlank:
    """A blank as the supervisor sees it: who bound it to whom, and whether its bearer holds another one."""

    blank: BlankBadge
    bindings: list[BlankBinding]
    is_second: bool

    @property
    def is_open(self) -> bool:
        """Whether a supervisor has something to settle."""
        return self.blank.state in (BlankState.CONTESTED, BlankState.HANDWRITTEN) or self.is_second


def make_blanks(congress: Congress, count: int, *, by: Person) -> list[BlankBadge]:
    """Make emergency badges, numbered on from the last.

    Raises:
        TooManyBlanks: more than five hundred, with those there are.
    """
    with transaction():
        lock_name(f"blanks:{congress.id}")
        last = db.session.scalar(select(func.max(BlankBadge.serial)).filter_by(congress_id=congress.id)) or 0
        if last + count > MOST:
            raise TooManyBlanks
        made = [new_blank(congress, last + place) for place in range(1, count + 1)]
        db.session.add_all(made)
        journal.record("blanks_made", congress, by=by, congress_id=congress.id, first=last + 1, last=last + count)
        return made


def blanks_pdf(blanks: list[BlankBadge], congress: Congress, language: str) -> bytes:
    """Return emergency badges as a PDF, four to a sheet: a code, a number, and room for a name written by hand."""
    with use_language(language):
        faces = [
            BadgeFace(
                civility=_("Badge de secours n° %(number)d", number=blank.serial),
                name=_GAP,
                function=_LINE,
                organisation=_GAP,
                country=_LINE,
                category=pick(BLANK_LABEL, language),
                category_letter=BLANK_LETTER,
                category_colour=BLANK_COLOUR,
                congress=pick(congress.title, language),
                when_where=when_where(congress, language),
                token=blank.token,
                short_code=blank.short_code,
                practical=(_("Ce badge n’ouvre les portes qu’une fois attribué au bureau d’accueil."),),
                language=language,
            )
            for blank in blanks
        ]
    return render_badges(faces, format="sheet4", font_dir=current_app.config["AIMF"].fonts_dir)


def blanks_to_print(congress: Congress, first: int, last: int) -> list[BlankBadge]:
    """Return the blanks of some numbers that stand for nobody yet. Raises NotFound where there is none."""
    rows = select(BlankBadge).filter_by(congress_id=congress.id, state=BlankState.FREE)
    found = list(db.session.scalars(rows.where(BlankBadge.serial.between(first, last)).order_by(BlankBadge.serial)))
    if not found:
        raise NotFound
    return found


def blank_by_public_id(congress: Congress, public_id: str) -> BlankBadge:
    """Return an emergency badge of this congress. Raises NotFound."""
    found = db.session.scalars(select(BlankBadge).filter_by(congress_id=congress.id, public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found


def blanks_of(congress: Congress) -> list[ShownBlank]:
    """Return the emergency badges of a congress that were bound or withdrawn, those to settle first. Two queries."""
    bearer = joinedload(BlankBadge.badge).joinedload(Badge.registration).joinedload(Registration.person)
    rows = select(BlankBadge).where(BlankBadge.congress_id == congress.id, BlankBadge.state != BlankState.FREE)
    blanks = list(db.session.scalars(rows.options(bearer).order_by(BlankBadge.serial)))
    said = select(BlankBinding).where(BlankBinding.blank_id.in_([blank.id for blank in blanks]))
    target = joinedload(BlankBinding.badge).joinedload(Badge.registration).joinedload(Registration.person)
    by_blank: dict[int, list[BlankBinding]] = {}
    for each in db.session.scalars(said.options(target, joinedload(BlankBinding.device)).order_by(BlankBinding.id)):
        by_blank.setdefault(each.blank_id, []).append(each)
    held = [blank.badge_id for blank in blanks if blank.badge_id is not None]
    shown = [ShownBlank(blank, by_blank.get(blank.id, []), held.count(blank.badge_id or 0) > 1) for blank in blanks]
    return sorted(shown, key=lambda each: (not each.is_open, each.blank.serial))


def how_many_are_open(congress: Congress) -> int:
    """Return how many emergency badges a supervisor has to settle."""
    return sum(each.is_open for each in blanks_of(congress))


def free_serials(congress: Congress) -> list[int]:
    """Return the numbers of the emergency badges that stand for nobody."""
    rows = select(BlankBadge.serial).filter_by(congress_id=congress.id, state=BlankState.FREE)
    return list(db.session.scalars(rows.order_by(BlankBadge.serial)))


def settle_blank(blank: BlankBadge, *, short_code: str, by: Person) -> BlankBadge:
    """Say for whose badge a blank stands, whatever desks have said.

    Raises:
        NobodysCode: no living badge of a person bears that short code.
    """
    with transaction():
        lock(blank)
        badge = db.session.scalars(
            select(Badge).filter_by(congress_id=blank.congress_id, short_code=short_code, pass_on=None)
        ).first()
        if badge is None or badge.registration_id is None or badge.state is BadgeState.REVOKED:
            raise NobodysCode
        at_once = now()
        at = {"device_time": at_once, "effective_at": at_once, "received_at": at_once}
        db.session.add(
            BlankBinding(blank_id=blank.id, bound_by_id=by.id, nonce=secrets.token_hex(16), badge_id=badge.id, **at)
        )
        db.session.flush()
        blank.state, blank.badge_id = BlankState.FREE, None  # a withdrawn one that was found again
        derive(blank, by=by)
        journal.record("blank_settled", blank, by=by, serial=blank.serial, badge=badge.id)
        return blank


def withdraw_blank(blank: BlankBadge, *, by: Person) -> BlankBadge:
    """Say that a blank stands for nobody any more. Twice is harmless."""
    with transaction():
        lock(blank)
        if blank.state is not BlankState.WITHDRAWN:
            blank.state, blank.badge_id = BlankState.WITHDRAWN, None
            blank.hand_name = blank.hand_delegation = ""
            journal.record("blank_withdrawn", blank, by=by, serial=blank.serial)
        return blank
