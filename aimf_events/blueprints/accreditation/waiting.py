"""The desk steps into a waiting list: a place of more for somebody, or the end of the list, with the reason."""

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from ...registration.registrations import registration_by_public_id
from ...registration.waiting import WaitingReasonMissing, give_place, skip_turn
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .forms import DecisionForm, TurnForm
from .views import registration_page


@blueprint.post("/<public_id>/turn")
def change_turn(public_id: str) -> Any:
    """Give somebody who waits a place out of turn, or put them back at the end."""
    registration = registration_by_public_id(g.congress, public_id)
    form = TurnForm()
    reason = (form.why.data or "").strip()
    if form.validate_on_submit() and not reason:
        form.why.errors = [*form.why.errors, WaitingReasonMissing().reason]
    if form.errors:
        return registration_page(registration, DecisionForm(formdata=None), turn=form)
    if form.turn.data == "give":
        give_place(registration, reason=reason, by=current_person())
        flash(_("%(person)s a une place : l’inscription est à examiner.", person=addressed(registration.person)), "ok")
    else:
        skip_turn(registration, reason=reason, by=current_person())
        flash(_("%(person)s est maintenant en fin de liste.", person=addressed(registration.person)), "ok")
    return redirect(url_for("accreditation.show_registration", public_id=public_id))
