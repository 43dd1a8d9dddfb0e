"""Badges at the desk: handed over, taken back, lost, damaged, printed."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...checkin import badges, day_passes
from ...checkin.models import Badge, BadgeState
from ...checkin.print_queue import enqueue_print, replace_lost
from ...errors import NotFound
from ...reception.desk_prints import pass_for_forgotten, print_here, reason_to_print
from ...reception.handing_over import hand_over_badge, take_back_badge
from ...registration.models import Registration
from ...registration.registrations import registration_by_public_id
from ...web.files import PDF, shown_file
from ...web.identity import signed_in_person
from ...web.wording import addressed
from . import blueprint
from .forms import HandoverForm, LossForm
from .views import person_page


@blueprint.post("/persons/<public_id>/handover")
def hand_over(public_id: str) -> Any:
    """Hand the badge over, and be ready for the next person."""
    registration, badge = _badge_of(public_id)
    form = HandoverForm()
    if not form.validate_on_submit():
        return person_page(registration, form)
    hand_over_badge(badge, by=signed_in_person(), taken_by=form.taken_by.data or "")
    if form.taken_by.data:
        words = {"person": addressed(registration.person), "receiver": form.taken_by.data}
        flash(_("Le badge de %(person)s est remis à %(receiver)s.", **words), "ok")
    else:
        flash(_("Le badge de %(person)s est remis.", person=addressed(registration.person)), "ok")
    return redirect(url_for("reception.find", last=public_id))


@blueprint.post("/persons/<public_id>/handover/withdrawal")
def take_back(public_id: str) -> Any:
    """Undo a handing over."""
    registration, badge = _badge_of(public_id)
    take_back_badge(badge, by=signed_in_person())
    flash(_("La remise est annulée : le badge attend ici %(person)s.", person=addressed(registration.person)), "ok")
    return _card(public_id)


@blueprint.route("/persons/<public_id>/loss", methods=["GET", "POST"])
def lose_badge(public_id: str) -> Any:
    """Ask how it was lost, and issue another: the lost one is dead at that moment."""
    registration, badge = _badge_of(public_id)
    form = LossForm(data={"issue": str(badge.issue)})
    if form.validate_on_submit():
        issue = int(form.issue.data) if form.issue.data else None
        replace_lost(badge, by=signed_in_person(), reason=form.words(), issue=issue)
        flash(
            _("L’ancien badge n’ouvre plus aucune porte. Le nouveau attend à l’impression ; remettez-le ensuite."), "ok"
        )
        return _card(public_id)
    title = _("Badge perdu : %(person)s", person=addressed(registration.person))
    page = {"registration": registration, "badge": badge, "form": form}
    return render_template("reception/loss.html", title=title, **page), 422 if form.errors else 200


@blueprint.post("/persons/<public_id>/day-pass")
def give_day_pass(public_id: str) -> Any:
    """Issue the pass of today for whoever forgot the badge, which stays alive."""
    _registration, badge = _badge_of(public_id)
    pass_for_forgotten(badge, by=signed_in_person())
    flash(_("Le laissez-passer du jour attend à l’impression. Le badge oublié reste valable."), "ok")
    return _card(public_id)


@blueprint.post("/persons/<public_id>/day-pass/paper")
def print_day_pass(public_id: str) -> Response:
    """The pass of today, to be printed from this screen."""
    held = day_passes.day_pass_of(registration_by_public_id(g.congress, public_id))
    if held is None or held.state is BadgeState.REVOKED:
        raise NotFound
    return _pdf(held, "laissez-passer.pdf")


@blueprint.post("/persons/<public_id>/day-pass/revocation")
def end_day_pass(public_id: str) -> Any:
    """End the pass of today before the evening: it was lost, or the badge is back."""
    held = day_passes.day_pass_of(registration_by_public_id(g.congress, public_id))
    if held is None:
        raise NotFound
    badges.revoke_badge(held, by=signed_in_person(), reason="day_pass_ended")
    flash(_("Le laissez-passer du jour n’ouvre plus aucune porte. Le badge reste valable."), "ok")
    return _card(public_id)


@blueprint.post("/persons/<public_id>/reprint")
def reprint_badge(public_id: str) -> Any:
    """Ask the desk's printer for the badge once more as it is: damaged, or the paper says what is no longer so."""
    _registration, badge = _badge_of(public_id)
    enqueue_print(badge, by=signed_in_person(), reason=reason_to_print(badge))
    flash(_("Le badge attend à l’impression. Reprenez l’ancien : les deux ouvriraient les portes."), "ok")
    return _card(public_id)


@blueprint.post("/persons/<public_id>/paper")
def print_badge(public_id: str) -> Response:
    """The badge, to be printed from this screen."""
    return _pdf(_badge_of(public_id)[1], "badge.pdf")


def _pdf(badge: Badge, name: str) -> Response:
    return shown_file(print_here(badge, by=signed_in_person()), PDF, name)


def _badge_of(public_id: str) -> tuple[Registration, Badge]:
    """Return a registration of this congress and its living badge.

    Raises:
        NotFound: there is none.
    """
    registration = registration_by_public_id(g.congress, public_id)
    badge = badges.badge_of(registration)
    if badge is None or badge.state is BadgeState.REVOKED:
        raise NotFound
    return registration, badge


def _card(public_id: str) -> Any:
    return redirect(url_for("reception.show_person", public_id=public_id))
