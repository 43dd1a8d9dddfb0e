"""Portraits on the public page of the Bureau: shown while the person agrees, gone at once when they no longer do."""

from datetime import date

from .. import journal
from ..database import lock, transaction
from ..people.models import Person
from ..registration.photos import PreparedPhoto
from .bureau_models import BureauSeat
from .bureau_refusals import SeatMoved


def show_portrait(seat: BureauSeat, photo: PreparedPhoto, *, agreed_on: date, by: Person | None) -> BureauSeat:
    """Show a portrait beside a seat.

    Args:
        agreed_on: the day on which the person agreed to it.

    Raises:
        SeatMoved: the seat ended.
    """
    with transaction():
        lock(seat)
        if not seat.is_live:
            raise SeatMoved
        seat.portrait, seat.portrait_agreed_on = photo.jpeg, agreed_on
        journal.record("bureau_portrait_shown", seat, by=by, agreed_on=agreed_on, sha256=photo.sha256)
        return seat


def hide_portrait(seat: BureauSeat, *, by: Person | None) -> BureauSeat:
    """Show it no more: the picture is deleted. Twice is harmless."""
    with transaction():
        lock(seat)
        if seat.has_portrait:
            seat.portrait = seat.portrait_agreed_on = None
            journal.record("bureau_portrait_hidden", seat, by=by)
        return seat
