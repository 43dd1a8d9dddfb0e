"""Signing up to a session whose places are limited. The invariant: held(session, kind) ≤ places, at any time.

Places are taken and freed under the lock of the sheet's row, and freed places go to whoever waits in the same transaction: while
the row is free to lock, nobody waits beside a free place. Whoever locks both locks the registration first, then the sheet;
several sheets, in the order of their sessions. A place that comes off the list is the person's at once, without a deadline.
"""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotAllowed, NotFound, Refusal
from ..people.models import Person
from ..registration.models import Registration, RegistrationState
from . import sign_up_letters
from .models import ProgrammeSession, SessionMode
from .sessions import touch
from .sign_up_models import PlaceKind, SignUp, SignUpSheet, SignUpState


class SignUpClosed(Refusal):
    """The hour until which one signs up has passed, or the session is off."""

    code = "sign_up_closed"

    def __init__(self) -> None:
        super().__init__(
            _l("Les inscriptions à cette séance sont closes."),
            advice=_l("Choisissez une autre séance, ou écrivez au Secrétariat permanent."),
        )


class SessionFull(Refusal):
    """The last place is taken."""

    code = "session_full"

    def __init__(self) -> None:
        super().__init__(
            _l("La dernière place vient d’être prise."),
            advice=_l("Revenez à la page des inscriptions : vous pouvez y demander à être sur la liste d’attente."),
        )


class PlacesBelowHeld(Refusal):
    """Fewer places were asked for than are held."""

    code = "places_below_held"


class NothingToSignUpFor(Refusal):
    """No place to sign up for was left, neither in the room nor online."""

    code = "nothing_to_sign_up_for"

    def __init__(self) -> None:
        super().__init__(
            _l("Personne ne pourrait s’inscrire : il n’y a de place ni dans la salle ni à distance."),
            advice=_l("Donnez au moins une place, ou laissez la case vide : les places seront sans limite."),
        )


def open_sheet(
    planned: ProgrammeSession,
    *,
    room_places: int | None,
    online_places: int | None,
    closes_at: datetime,
    by: Person | None,
) -> SignUpSheet:
    """Let people sign up to a session, or change its places and its closing hour; who waits gets the places that are added.

    Args:
        room_places, online_places: of the session from now on, None for no limit; 0 where one does not sign up for that kind,
            whose places the session keeps as they are.

    Raises:
        PlacesBelowHeld: more persons than that hold one.
        NothingToSignUpFor: 0 of both.
    """
    with transaction():
        lock(planned, pointed_at=True)  # who signs up holds the sheet, and their line names the session
        sheet = held_sheet(planned)
        for kind, count in ((PlaceKind.ROOM, room_places), (PlaceKind.ONLINE, online_places)):
            _check_places(planned, kind, count)
        if room_places == 0 and online_places == 0:
            raise NothingToSignUpFor
        if sheet is None:
            sheet = SignUpSheet(session_id=planned.id, opened_at=now())
            sheet.session = planned
        sheet.for_room, sheet.for_online, sheet.closes_at = room_places != 0, online_places != 0, closes_at
        db.session.add(sheet)
        changes = _set_places(planned, room_places=room_places, online_places=online_places)
        asked: dict[str, Any] = {"room": sheet.for_room, "online": sheet.for_online, "closes_at": closes_at.isoformat()}
        journal.record("sign_up_opened", planned, by=by, revision=planned.revision, changes=changes, **asked)
        _fill(sheet)
        return sheet


def _set_places(planned: ProgrammeSession, **places: int | None) -> dict[str, list[int | None]]:
    """Give the session its places; 0 leaves those of its kind. Return what changed."""
    changes = {
        name: [getattr(planned, name), count]
        for name, count in places.items()
        if count != 0 and getattr(planned, name) != count
    }
    for name, (_old, count) in changes.items():
        setattr(planned, name, count)
    if changes:
        touch(planned)
    db.session.flush()
    return changes


def follow_places(planned: ProgrammeSession) -> None:
    """The session has other numbers of places: its sheet, if there is one, agrees, and who waits gets those that are added.

    The caller holds the transaction and has written the session.

    Raises:
        PlacesBelowHeld: more persons than that hold one.
    """
    sheet = held_sheet(planned)
    if sheet is None:
        return
    for kind in kinds_of(sheet):
        _check_places(planned, kind, sheet.places(kind))
    _fill(sheet)


def _check_places(planned: ProgrammeSession, kind: PlaceKind, count: int | None) -> None:
    held = held_count(planned.id, kind)
    if count is not None and count < held:
        raise PlacesBelowHeld(
            lazy_ngettext("%(num)d personne a déjà une place.", "%(num)d personnes ont déjà une place.", held),
            advice=_l("Retirez d’abord des inscriptions, ou gardez au moins autant de places."),
        )


def sign_up(
    registration: Registration,
    planned: ProgrammeSession,
    *,
    kind: PlaceKind,
    or_wait: bool = False,
    by: Person | None = None,
) -> SignUp:
    """Take a place, or join the waiting list. Twice is harmless; the other kind of place replaces the first.

    Args:
        or_wait: where no place is left, wait for one; a place freed meanwhile is taken.

    Raises:
        SignUpClosed, SessionFull.
        NotFound: one does not sign up to this session, or it has no place of this kind.
        NotAllowed: the registration is not accredited.
    """
    with transaction():
        lock(registration)
        sheet = held_sheet(planned)
        if sheet is None or kind not in kinds_of(sheet):
            raise NotFound
        if registration.state is not RegistrationState.APPROVED:
            raise NotAllowed
        if not is_open(sheet):
            raise SignUpClosed
        mine = _mine(registration, planned.id)
        if mine is not None and mine.kind is kind:
            return mine
        free = _free(sheet, kind)
        if not free and not or_wait:
            raise SessionFull
        if mine is not None:
            _leave(sheet, mine)
        made = SignUp(session_id=planned.id, registration_id=registration.id, kind=kind, asked_at=now())
        made.session, made.registration = planned, registration
        made.state = SignUpState.HELD if free else SignUpState.WAITING
        made.placed_at = now() if free else None
        db.session.add(made)
        db.session.flush()
        journal.record(
            "signed_up",
            registration,
            by=by or registration.person,
            session=planned.id,
            place=kind.value,
            state=made.state.value,
        )
        if free:
            sign_up_letters.post_place(made)
        return made


def withdraw_sign_up(registration: Registration, planned: ProgrammeSession, *, by: Person | None = None) -> None:
    """Give one's place, or one's rank, back; who waits first gets the place. Twice is harmless."""
    with transaction():
        lock(registration)
        _withdraw(registration, planned.id, by=by or registration.person)


def withdraw_all(registration: Registration, *, by: Person | None = None) -> None:
    """Give back all the places of somebody who no longer comes. The caller holds the transaction and the registration."""
    wanted = select(SignUp.session_id).filter_by(registration_id=registration.id).order_by(SignUp.session_id)
    for session_id in db.session.scalars(wanted).all():
        _withdraw(registration, session_id, by=by)


def _withdraw(registration: Registration, session_id: int, *, by: Person | None) -> None:
    sheet = _locked_sheet(session_id)
    mine = _mine(registration, session_id)
    if sheet is None or mine is None:
        return
    _leave(sheet, mine)
    journal.record("signed_off", registration, by=by, session=session_id)


def _leave(sheet: SignUpSheet, mine: SignUp) -> None:
    """Take a line off a locked sheet, and give the place that it held to whoever waits."""
    if mine.state is SignUpState.HELD:
        sign_up_letters.post_return(mine)
    db.session.delete(mine)
    db.session.flush()
    _fill(sheet)


def _fill(sheet: SignUpSheet) -> None:
    """Give the free places of a locked sheet to those who wait, in order; each is told. Nobody is called up once it has begun."""
    if sheet.session.is_cancelled or now() >= sheet.session.starts_at:
        return
    for kind in PlaceKind:
        free = _free(sheet, kind)
        waiting = (
            select(SignUp)
            .join(SignUp.registration)
            .where(SignUp.session_id == sheet.session_id, SignUp.kind == kind, SignUp.state == SignUpState.WAITING)
            .where(Registration.state == RegistrationState.APPROVED)
            .order_by(SignUp.asked_at, SignUp.id)
        )
        called = db.session.scalars(waiting if free is True else waiting.limit(int(free))).all()
        for each in called:
            each.state, each.placed_at = SignUpState.HELD, now()
            db.session.flush()
            journal.record("sign_up_promoted", each.registration, by=None, session=sheet.session_id)
            sign_up_letters.post_place(each, from_list=True)


def held_sheet(planned: ProgrammeSession) -> SignUpSheet | None:
    """Return the sheet of a session, its row locked until the transaction ends and read afresh; None if one does not sign up."""
    return _locked_sheet(planned.id)


def _locked_sheet(session_id: int) -> SignUpSheet | None:
    wanted = select(SignUpSheet).filter_by(session_id=session_id).with_for_update()
    sheet = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if sheet is not None:  # read after the lock was had: places are set under it
        db.session.refresh(sheet.session, ("room_places", "online_places", "mode", "cancelled_at"))
    return sheet


def held_count(session_id: int, kind: PlaceKind) -> int:
    """Return how many places of a kind are held."""
    held = select(func.count(SignUp.id)).filter_by(session_id=session_id, kind=kind, state=SignUpState.HELD)
    return db.session.scalar(held) or 0


def _free(sheet: SignUpSheet, kind: PlaceKind) -> int | bool:
    """How many places are left: True for as many as one wants, never below 0."""
    places = sheet.places(kind)
    return True if places is None else max(0, places - held_count(sheet.session_id, kind))


def _mine(registration: Registration, session_id: int) -> SignUp | None:
    wanted = select(SignUp).filter_by(registration_id=registration.id, session_id=session_id)
    shown = wanted.options(joinedload(SignUp.session)).execution_options(populate_existing=True)
    return db.session.scalars(shown).first()


def kinds_of(sheet: SignUpSheet) -> list[PlaceKind]:
    """Return where one signs up: as the session is held, and as its sheet asks."""
    mode = sheet.session.mode
    offered = {
        PlaceKind.ROOM: mode is not SessionMode.ONLINE and sheet.for_room,
        PlaceKind.ONLINE: mode is not SessionMode.IN_PERSON and sheet.for_online,
    }
    return [kind for kind, is_offered in offered.items() if is_offered]


def is_open(sheet: SignUpSheet) -> bool:
    """Whether one can still sign up."""
    return not sheet.session.is_cancelled and now() < min(sheet.closes_at, sheet.session.starts_at)
