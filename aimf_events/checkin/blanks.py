"""Emergency badges: printed beforehand for nobody, bound at a desk by a fact, with the network or without.

Source of the rule: shared/specs/badges-checkin.md, "Scanning"; why it is built so: docs/decisions/0021. A bound blank is one
more key to the presence of its bearer's badge, as a day pass is; an unbound one opens no door and nobody is shown red for it.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..congress.categories import BLANK_COLOUR, BLANK_LABEL, BLANK_LETTER
from ..congress.models import Congress
from ..database import db, lock, lock_name, transaction
from ..errors import NotFound, Refusal
from ..i18n import clean_text, pick, use_language
from ..people.models import Person
from ..registration.models import Registration
from .badge_pdf import BadgeFace, render_badges
from .badges import reissue_badge
from .blank_models import BlankBadge, BlankBinding, BlankState
from .blank_state import Bound, Stands, stands_for
from .issuing import new_blank
from .models import Badge, BadgeState, DeviceRole, ScanDevice
from .outcomes import Outcome
from .printing import when_where
from .scans import bury
from .sent import NONCE, Unusable, moment, offset_of, set_right
from .token import normalise_scan

MOST = 500
"""Blanks of one congress: what a house can keep an eye on."""
_NUMBER, _TOKEN = re.compile(r"[0-9a-f]{12}"), re.compile(r"[0-9]{189}", re.ASCII)
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


def free_serials(congress: Congress) -> list[int]:
    """Return the numbers of the emergency badges that stand for nobody."""
    rows = select(BlankBadge.serial).filter_by(congress_id=congress.id, state=BlankState.FREE)
    return list(db.session.scalars(rows.order_by(BlankBadge.serial)))


def record_binding(device: ScanDevice, item: Any) -> Outcome:
    """Store what a desk says of a blank; sent again it is the same. Never refused: what nobody can use is kept aside."""
    try:
        with transaction():
            return _record(device, item)
    except Unusable as unusable:
        return bury(device.congress_id, device.id, item, why=str(unusable))


def _record(device: ScanDevice, item: Any) -> Outcome:
    if not isinstance(item, Mapping):
        raise Unusable("not an object")
    if device.role is not DeviceRole.DESK:
        raise Unusable("not from a desk")
    nonce, token = item.get("nonce"), item.get("token")
    if not isinstance(nonce, str) or not NONCE.fullmatch(nonce):
        raise Unusable("nonce: 32 lower-case hexadecimal digits")
    blank = _blank_of(device.congress_id, token)
    device_time, offset = moment(item.get("device_time")), offset_of(item)
    at = set_right(device_time, offset, received_at=now())
    values = {
        "blank_id": blank.id,
        "device_id": device.id,
        "nonce": nonce,
        "device_time": device_time,
        "clock_offset_ms": offset,
        "effective_at": at,
        "received_at": now(),
        "is_lost": item.get("is_lost") is True,
        **_whom(device.congress_id, item),
    }
    lock(blank)
    written = insert(BlankBinding).values(**values).on_conflict_do_nothing().returning(BlankBinding.id)
    if db.session.execute(written).first() is None:
        return Outcome(status="replayed", nonce=nonce)
    _derive(blank)
    journal.record("blank_bound", blank, by=None, serial=blank.serial, device=device.id, state=blank.state.value)
    if values["is_lost"] and blank.state is BlankState.BOUND and blank.badge is not None:
        reissue_badge(blank.badge, by=None, reason="lost")
    return Outcome(status="recorded", nonce=nonce)


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
        blank.state = BlankState.FREE  # a withdrawn one that was found again
        _derive(blank)
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


def _derive(blank: BlankBadge) -> None:
    """Write for whom a blank stands; a withdrawn one stays so until a supervisor settles it."""
    if blank.state is BlankState.WITHDRAWN:
        return
    said = db.session.scalars(select(BlankBinding).filter_by(blank_id=blank.id))
    stands: Stands = stands_for(
        Bound(
            key=each.id,
            at=each.effective_at,
            badge=each.badge_id,
            name=each.name,
            delegation=each.delegation,
            by_supervisor=each.bound_by_id is not None,
        )
        for each in said
    )
    blank.state, blank.badge_id = stands.state, stands.badge
    blank.hand_name, blank.hand_delegation = stands.name, stands.delegation
    db.session.flush()
    db.session.refresh(blank)


def _blank_of(congress_id: int, token: Any) -> BlankBadge:
    if not isinstance(token, str) or len(token) > 1000:
        raise Unusable("token: a text of at most 1000 characters")
    written = normalise_scan(token)
    if not _TOKEN.fullmatch(written):
        raise Unusable("token: not of an emergency badge")
    found = db.session.scalars(select(BlankBadge).filter_by(congress_id=congress_id, token=written)).first()
    if found is None:
        raise Unusable("token: not of an emergency badge of this congress")
    return found


def _whom(congress_id: int, item: Mapping[str, Any]) -> dict[str, Any]:
    """The badge for which the blank is to stand, by its number, or what was written on it."""
    number = item.get("badge")
    if number is None:
        name, delegation = (clean_text(_text(item, field)) for field in ("name", "delegation"))
        if not name:
            raise Unusable("badge or name: one of the two")
        return {"name": name, "delegation": delegation}
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise Unusable("badge: 12 lower-case hexadecimal digits")
    badge = db.session.scalars(
        select(Badge).filter_by(congress_id=congress_id, number=int(number, 16), pass_on=None)
    ).first()
    if badge is None or badge.registration_id is None:
        raise Unusable("badge: nobody's here")
    return {"badge_id": badge.id}


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name, "")
    if not isinstance(value, str) or len(value) > 120:
        raise Unusable(f"{name}: a text of at most 120 characters")
    return value
