"""Who withdraws from an item of the Bureau, because it concerns their city."""

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from ...assembly.agenda import item_of
from ...assembly.mandates import seats_of
from ...assembly.recusals import end_recusal, recusal_of, recuse
from ...assembly.sittings import sitting_in
from ...errors import NotFound
from ...web.identity import current_person
from . import blueprint
from .sittings_forms import RecusalForm


@blueprint.post("/sittings/<public_id>/agenda/<item_id>/recusals")
def withdraw_member(public_id: str, item_id: str) -> Any:
    """A member withdraws."""
    sitting = sitting_in(g.congress, public_id)
    item, form = item_of(sitting, item_id), RecusalForm(prefix="recusal")
    seats = {seat.mandate.public_id: seat for seat in seats_of(sitting)}
    form.member.choices = [(ident, seat.member.name) for ident, seat in seats.items()]
    if not form.validate_on_submit():
        flash(_("Choisissez le membre qui se retire, et dites pourquoi en trois cents caractères au plus."), "warn")
        return _to(public_id, item_id)
    seat = seats.get(form.member.data)
    if seat is None:
        raise NotFound
    recuse(item, seat, reason=form.reason.data or "", by=current_person())
    flash(_("%(member)s se retire de ce point : hors liste et hors base.", member=seat.member.name), "ok")
    return _to(public_id, item_id)


@blueprint.post("/sittings/<public_id>/agenda/<item_id>/recusals/<recusal_id>/end")
def bring_member_back(public_id: str, item_id: str, recusal_id: str) -> Any:
    """The withdrawal was recorded by mistake."""
    item = item_of(sitting_in(g.congress, public_id), item_id)
    end_recusal(recusal_of(item, recusal_id), by=current_person())
    flash(_("Le membre prend de nouveau part à ce point."), "ok")
    return _to(public_id, item_id)


def _to(public_id: str, item_id: str) -> Any:
    return redirect(url_for("assembly.show_item", public_id=public_id, item_id=item_id))
