"""Deciding: on one, or on many after a preview; then a report of what was done and what was not."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...registration.accreditation import (
    DECISIONS,
    ReasonMissing,
    decide_many,
    preview_decision,
    registrations_by_public_ids,
)
from ...registration.listing import find_all_public_ids
from ...registration.registrations import registration_by_public_id, restore_registration, withdraw_registration
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .forms import DecisionForm, ReasonForm
from .views import kept_filters, registration_page, wanted_of
from .words import BUTTONS, DECIDED, PREVIEW_TITLES, REPORT_TITLES


@blueprint.post("/<public_id>/decision")
def decide(public_id: str) -> Any:
    """Approve, hold or refuse one registration."""
    registration = registration_by_public_id(g.congress, public_id)
    form = DecisionForm()
    if not form.validate_on_submit():
        return registration_page(registration, form)
    verb, reason = DECISIONS[form.decision.data], (form.reason.data or "").strip()
    if form.decision.data == "refuse" and not reason:
        form.reason.errors = [*form.reason.errors, ReasonMissing().reason]
        return registration_page(registration, form)
    verb(registration, by=current_person(), reason=reason)
    flash(str(DECIDED[form.decision.data]) % {"person": addressed(registration.person)}, "ok")
    return _onwards(public_id, form.after.data or "")


@blueprint.route("/<public_id>/withdrawal", methods=["GET", "POST"])
def withdraw(public_id: str) -> Any:
    """Withdraw on behalf of the delegation."""
    registration = registration_by_public_id(g.congress, public_id)
    form = ReasonForm()
    if form.validate_on_submit():
        withdraw_registration(registration, by=current_person(), reason=form.reason.data or "")
        flash(_("L’inscription de %(person)s est retirée.", person=addressed(registration.person)), "ok")
        return redirect(url_for("accreditation.show_registration", public_id=public_id))
    title = _("Retirer %(person)s", person=addressed(registration.person))
    page = {"form": form, "registration": registration}
    return render_template("accreditation/withdraw.html", title=title, **page), 422 if form.errors else 200


@blueprint.post("/<public_id>/restoration")
def restore(public_id: str) -> Any:
    """Bring a withdrawn or refused registration back to the table."""
    registration = registration_by_public_id(g.congress, public_id)
    restore_registration(registration, by=current_person())
    flash(_("L’inscription de %(person)s est de nouveau à examiner.", person=addressed(registration.person)), "ok")
    return redirect(url_for("accreditation.show_registration", public_id=public_id))


@blueprint.post("/preview")
def preview() -> Any:
    """Show what a decision would do to those chosen, or to the whole list of the filters."""
    form = DecisionForm()
    decision = form.decision.data
    if decision not in DECISIONS:
        raise NotFound
    chosen = _chosen()
    if not chosen:
        flash(_("Choisissez d’abord une personne au moins."), "warn")
        return redirect(url_for("accreditation.list_registrations", **_filters()))
    return _preview_page(form, decision, chosen)


@blueprint.post("/decisions")
def decide_all() -> Any:
    """Decide on those shown by the preview, and report."""
    form = DecisionForm()
    if not form.validate_on_submit():
        raise NotFound
    decision, chosen = form.decision.data, request.form.getlist("chosen")
    found = registrations_by_public_ids(g.congress, chosen)
    if decision == "refuse" and not (form.reason.data or "").strip():
        form.reason.errors = [*form.reason.errors, ReasonMissing().reason]
        return _preview_page(form, decision, chosen)
    report = decide_many(
        [r.id for r in found], decision, by=current_person(), reason=form.reason.data or "", congress=g.congress
    )
    page = {"report": report, "back": url_for("accreditation.list_registrations", **_filters())}
    return render_template("accreditation/report.html", title=REPORT_TITLES[decision], **page)


def _onwards(public_id: str, after: str) -> Any:
    """Go to the next one of the queue from which the registration was opened; without a queue, stay with it."""
    queue: dict[str, Any] = kept_filters()
    if not queue:
        return redirect(url_for("accreditation.show_registration", public_id=public_id))
    if not after:
        return redirect(url_for("accreditation.list_registrations", **queue))
    return redirect(url_for("accreditation.show_registration", public_id=after, **queue))


def _preview_page(form: DecisionForm, decision: str, chosen: list[str]) -> Any:
    report = preview_decision(registrations_by_public_ids(g.congress, chosen), decision)
    page = {"form": form, "report": report, "button_words": BUTTONS[decision], "filters": _filters()}
    status = 422 if form.reason.errors else 200
    return render_template("accreditation/preview.html", title=PREVIEW_TITLES[decision], **page), status


def _chosen() -> list[str]:
    if request.form.get("whole_list"):
        return find_all_public_ids(g.congress, wanted_of(request.args))
    return request.form.getlist("chosen")


def _filters() -> dict[str, Any]:
    return {name: value for name, value in vars(wanted_of(request.args)).items() if value}
