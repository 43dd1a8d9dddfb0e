"""The calls: what the Assembly fixed for each year, and the call of the next."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ...members.dues import call_dues, calls
from ...web.forms import refused_on
from ...web.identity import current_person
from . import blueprint
from .forms import CallForm
from .words import call_lines


@blueprint.get("/calls")
def list_calls() -> Any:
    """What was called, year by year, and the form that calls one."""
    return _calls_page(CallForm(formdata=None))


@blueprint.post("/calls")
def call() -> Any:
    """Call the dues of a year."""
    form = CallForm()
    if not form.validate_on_submit():
        return _calls_page(form), 422
    called = refused_on(
        form.year,
        lambda: call_dues(form.year.data, form.amounts(), decision=form.decision.data, by=current_person()),
    )
    if called is None:
        return _calls_page(form), 422
    flash(_("Les cotisations de %(year)s sont appelées.", year=called.year), "ok")
    return redirect(url_for("dues.list_calls"))


def _calls_page(form: CallForm) -> str:
    return render_template("dues/calls.html", title=_("Appels de cotisation"), calls=call_lines(calls()), form=form)
