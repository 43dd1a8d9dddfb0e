"""What the Bureau decides of grants, what is paid, and what becomes of the report."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.convocation_letter import name_of
from ...assembly.models import Body
from ...assembly.sitting_models import Sitting, SittingState
from ...assembly.sittings import sittings_of
from ...i18n import format_day, money
from ...membership.grant_reports import accept_report, return_report
from ...membership.grants import (
    award_grant,
    cancel_grant,
    grant_by_public_id,
    instalment_of,
    pay_instalment,
    put_to_bureau,
    refuse_grant,
    requested_grants,
)
from ...web.forms import refused_on
from ...web.identity import signed_in_person
from . import blueprint
from .forms import AwardForm, BureauForm, PaymentForm, ReasonForm, ReturnForm
from .views import grant_page, to_grant


@blueprint.route("/bureau", methods=["GET", "POST"])
def put_on_agenda() -> Any:
    """Choose requests and the meeting that decides."""
    form, waiting, meetings = BureauForm(), requested_grants(), _meetings()
    form.grants.choices = [
        (each.public_id, f"{each.member.name} : {each.title}, {money(each.asked, each.currency)}") for each in waiting
    ]
    form.sitting.choices = [
        (each.public_id, f"{name_of(each)}, {format_day(each.day, weekday=False)}") for each in meetings
    ]
    if form.validate_on_submit():
        chosen = [each for each in waiting if each.public_id in form.grants.data]
        sitting = next(each for each in meetings if each.public_id == form.sitting.data)
        items = put_to_bureau(chosen, sitting, by=signed_in_person())
        flash(
            ngettext(
                "%(num)d point est à l’ordre du jour, avec son scrutin préparé.",
                "%(num)d points sont à l’ordre du jour, chacun avec son scrutin préparé.",
                len(items),
            ),
            "ok",
        )
        return redirect(url_for("grants.list_grants"))
    return render_template(
        "grants/bureau.html",
        title=_("Mettre à l’ordre du jour du Bureau"),
        form=form,
        waiting=waiting,
        meetings=meetings,
    ), 422 if form.errors else 200


@blueprint.post("/<public_id>/award")
def award(public_id: str) -> Any:
    """Award it."""
    grant, form = grant_by_public_id(public_id), AwardForm()
    if not form.validate_on_submit():
        return grant_page(grant, award=form), 422
    done = refused_on(
        form.instalments,
        lambda: award_grant(
            grant,
            form.parts,
            awarded=form.awarded.data,
            report_due_on=form.report_due_on.data,
            decision=form.decision.data or "",
            by=signed_in_person(),
        ),
        grant_undecided=form.decision,
        grant_rejected=form.awarded,
        grant_more_than_asked=form.awarded,
    )
    if done is None:
        return grant_page(grant, award=form), 422
    flash(_("La subvention est accordée ; une lettre part au membre."), "ok")
    return to_grant(grant)


@blueprint.post("/<public_id>/refusal")
def refuse(public_id: str) -> Any:
    """Refuse it, with a reason."""
    grant, form = grant_by_public_id(public_id), ReasonForm()
    if not form.validate_on_submit():
        return grant_page(grant, reason=form), 422
    refuse_grant(grant, reason=form.reason.data, by=signed_in_person())
    flash(_("La décision est enregistrée ; une lettre part au membre."), "ok")
    return to_grant(grant)


@blueprint.post("/<public_id>/cancellation")
def cancel(public_id: str) -> Any:
    """Cancel one that was awarded."""
    grant, form = grant_by_public_id(public_id), ReasonForm()
    if not form.validate_on_submit():
        return grant_page(grant, reason=form), 422
    cancel_grant(grant, reason=form.reason.data, by=signed_in_person())
    flash(_("La subvention est annulée : plus rien n’est versé."), "ok")
    return to_grant(grant)


@blueprint.post("/<public_id>/instalments/<instalment_id>/payment")
def pay(public_id: str, instalment_id: str) -> Any:
    """Record that an instalment was paid."""
    grant, form = grant_by_public_id(public_id), PaymentForm()
    if not form.validate_on_submit():
        return grant_page(grant, payment=form), 422
    pay_instalment(
        instalment_of(grant, instalment_id),
        paid_on=form.paid_on.data,
        reference=form.reference.data,
        by=signed_in_person(),
    )
    flash(_("Le versement est enregistré."), "ok")
    return to_grant(grant)


@blueprint.post("/<public_id>/report/acceptance")
def accept(public_id: str) -> Any:
    """Accept the report."""
    grant = accept_report(grant_by_public_id(public_id), by=signed_in_person())
    flash(_("Le rapport est accepté : la subvention est close."), "ok")
    return to_grant(grant)


@blueprint.post("/<public_id>/report/return")
def send_back(public_id: str) -> Any:
    """Send the report back with what is missing."""
    grant, form = grant_by_public_id(public_id), ReturnForm()
    if not form.validate_on_submit():
        return grant_page(grant, returned=form), 422
    return_report(grant, note=form.note.data, due_on=form.due_on.data, by=signed_in_person())
    flash(_("Le rapport est renvoyé ; une lettre part au membre."), "ok")
    return to_grant(grant)


def _meetings() -> list[Sitting]:
    return [
        each
        for each in sittings_of(g.congress)
        if each.body is Body.BUREAU and each.state is not SittingState.CLOSED and not each.is_rehearsal
    ]
