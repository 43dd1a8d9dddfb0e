"""One seat of the Bureau: its portrait, its end, a vacant office held ad interim."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.bureau import act_for, end_seat
from ...assembly.bureau_composition import seat_by_public_id, vacant_seats
from ...assembly.bureau_models import ALONE, BureauSeat, SeatEnd
from ...assembly.bureau_portraits import hide_portrait, show_portrait
from ...clock import now
from ...registration.photos import PhotoRefused, prepare_photo
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .bureau import how_seated, named_seat
from .bureau_forms import EndForm, InterimForm, PortraitForm


@blueprint.get("/bureau/seats/<seat_id>")
def show_seat(seat_id: str) -> Any:
    """One seat."""
    return _page(seat_by_public_id(seat_id))


@blueprint.post("/bureau/seats/<seat_id>/end")
def end_one_seat(seat_id: str) -> Any:
    """End it before its term."""
    seat, form = seat_by_public_id(seat_id), EndForm()
    if not form.validate_on_submit():
        return _page(seat, end=form), 422
    end_seat(seat, why=SeatEnd(form.why.data), on=form.on.data, note=form.note.data or "", by=current_person())
    flash(_("Le siège a pris fin : il est vacant."), "ok")
    return redirect(url_for("assembly.show_bureau"))


@blueprint.post("/bureau/seats/<seat_id>/interim")
def hold_interim(seat_id: str) -> Any:
    """Let this person hold a vacant office ad interim."""
    seat, form = seat_by_public_id(seat_id), InterimForm()
    vacant = _vacant_offices()
    form.vacant.choices = [("", ""), *((each.public_id, named_seat(each)) for each in vacant)]
    if not form.validate_on_submit():
        return _page(seat, interim=form), 422
    chosen = next(each for each in vacant if each.public_id == form.vacant.data)
    act_for(seat, chosen, decision=form.decision.data, by=current_person())
    flash(_("L’intérim est enregistré."), "ok")
    return redirect(url_for("assembly.show_bureau"))


@blueprint.post("/bureau/seats/<seat_id>/portrait")
def put_portrait(seat_id: str) -> Any:
    """Show a portrait, with the person's agreement."""
    seat, form = seat_by_public_id(seat_id), PortraitForm()
    form.today = now().date()
    if form.validate_on_submit():
        try:
            photo = prepare_photo(form.file.data.read() if form.file.data else b"")
        except PhotoRefused as refused:
            form.file.errors = [refused.reason]
        else:
            show_portrait(seat, photo, agreed_on=form.agreed_on.data, by=current_person())
            flash(_("Le portrait paraît sur la page publique."), "ok")
            return redirect(url_for("assembly.show_seat", seat_id=seat_id))
    return _page(seat, portrait=form), 422


@blueprint.post("/bureau/seats/<seat_id>/portrait/removal")
def remove_portrait(seat_id: str) -> Any:
    """Show it no more."""
    hide_portrait(seat_by_public_id(seat_id), by=current_person())
    flash(_("Le portrait est supprimé."), "ok")
    return redirect(url_for("assembly.show_seat", seat_id=seat_id))


def _vacant_offices() -> list[BureauSeat]:
    return [each for each in vacant_seats() if each.office in ALONE]


def _page(
    seat: BureauSeat,
    *,
    end: EndForm | None = None,
    interim: InterimForm | None = None,
    portrait: PortraitForm | None = None,
) -> str:
    vacant = _vacant_offices() if seat.is_live and seat.member_id else []
    if interim is None:
        interim = InterimForm(formdata=None)
        interim.vacant.choices = [
            ("", _("Choisir la fonction")),
            *((each.public_id, named_seat(each)) for each in vacant),
        ]
    return render_template(
        "assembly/bureau_seat.html",
        title=addressed(seat.person),
        seat=seat,
        how=how_seated(seat),
        vacant=vacant,
        end_form=end or EndForm(formdata=None, on=now().date()),
        interim_form=interim,
        portrait_form=portrait or PortraitForm(formdata=None, agreed_on=now().date()),
    )
