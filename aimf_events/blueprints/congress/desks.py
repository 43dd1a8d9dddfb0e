"""The path of a request: which desks it passes, and until when delegations change what they said."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...congress.deadlines import WITHOUT, set_deadlines
from ...congress.desks import DOES, switch_desks
from ...congress.models import DeadlineKind, Desk
from ...i18n import zone_city
from ...web.identity import current_person
from . import blueprint
from .desks_forms import DeadlinesForm, DesksForm


@blueprint.get("/<congress>/settings/desks")
def edit_desks() -> Any:
    """The desks that may be switched on."""
    return _desks_page(DesksForm(desks=g.congress.desks))


@blueprint.post("/<congress>/settings/desks")
def set_desks() -> Any:
    """Switch desks on and off."""
    form = DesksForm()
    if not form.validate_on_submit():
        return _desks_page(form), 422
    switch_desks(g.congress, [Desk(word) for word in form.desks.data or ()], by=current_person())
    flash(_("Les bureaux sont enregistrés."), "ok")
    return redirect(url_for("congress.show_settings"))


@blueprint.get("/<congress>/settings/deadlines")
def edit_deadlines() -> Any:
    """The deadlines, on the clock of the congress's city."""
    return _deadlines_page(DeadlinesForm.filled(g.congress))


@blueprint.post("/<congress>/settings/deadlines")
def change_deadlines() -> Any:
    """Set, move or take away deadlines."""
    form = DeadlinesForm()
    if not form.validate_on_submit():
        return _deadlines_page(form), 422
    set_deadlines(g.congress, form.wanted(g.congress), by=current_person())
    flash(_("Les dates limites sont enregistrées."), "ok")
    return redirect(url_for("congress.show_settings"))


def _desks_page(form: DesksForm) -> str:
    hints = {desk.value: words for desk, words in DOES.items()}
    return render_template("congress/desks.html", title=_("Bureaux d’accréditation"), form=form, hints=hints)


def _deadlines_page(form: DeadlinesForm) -> str:
    rows = [(kind, form[f"{kind.value}_on"], form[f"{kind.value}_at"], WITHOUT[kind]) for kind in DeadlineKind]
    page = {"rows": rows, "city": zone_city(g.congress.time_zone)}
    return render_template("congress/deadlines.html", title=_("Dates limites"), form=form, **page)
