"""Seating plans: drawn, filled by precedence, changed seat by seat without a script."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...protocol.models import Seat, SeatingPlan
from ...protocol.precedence import guests_of
from ...protocol.seating import draw_plan, fill_by_precedence, plan_of, plans_of, remove_plan, seat_guest, unseat_guest
from ...registration.registrations import registration_by_public_id
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .forms import EmptyForm, PlanForm, SeatForm
from .words import tabs


@blueprint.get("/plans")
def list_plans() -> Any:
    """The plans, and the form of one more."""
    return _list_page(PlanForm(formdata=None))


@blueprint.post("/plans")
def draw() -> Any:
    """Draw an empty plan."""
    form = PlanForm()
    if not form.validate_on_submit():
        return _list_page(form), 422
    size = {"rows": form.rows.data, "seats_per_row": form.seats_per_row.data}
    plan = draw_plan(g.congress, name=form.name.data, **size, by=current_person())
    flash(_("Le plan est dessiné, encore vide : remplissez-le par préséance."), "ok")
    return redirect(url_for("protocol.show_plan", public_id=plan.public_id))


@blueprint.get("/plans/<public_id>")
def show_plan(public_id: str) -> Any:
    """Who sits where; the guest chosen in the address is the one who moves."""
    return _plan_page(plan_of(g.congress, public_id), SeatForm(formdata=None))


@blueprint.post("/plans/<public_id>/filling")
def fill(public_id: str) -> Any:
    """Seat everyone anew, in precedence."""
    plan = plan_of(g.congress, public_id)
    if EmptyForm().validate_on_submit():
        seated = fill_by_precedence(plan, g.congress, by=current_person())
        flash(ngettext("%(num)d personne est placée.", "%(num)d personnes sont placées.", seated), "ok")
    return redirect(url_for("protocol.show_plan", public_id=public_id))


@blueprint.post("/plans/<public_id>/guests/<guest>/seat")
def seat(public_id: str, guest: str) -> Any:
    """Move a guest; whoever sat there changes places with them."""
    plan, registration = plan_of(g.congress, public_id), registration_by_public_id(g.congress, guest)
    form = SeatForm()
    if not form.validate_on_submit():
        return _plan_page(plan, form, moving=registration), 422
    seat_guest(plan, registration, form.row.data, form.number.data, by=current_person())
    flash(_("%(person)s a changé de place.", person=addressed(registration.person)), "ok")
    return redirect(url_for("protocol.show_plan", public_id=public_id))


@blueprint.post("/plans/<public_id>/guests/<guest>/leaving")
def unseat(public_id: str, guest: str) -> Any:
    """Free the seat of a guest."""
    plan, registration = plan_of(g.congress, public_id), registration_by_public_id(g.congress, guest)
    if EmptyForm().validate_on_submit():
        unseat_guest(plan, registration, by=current_person())
        flash(_("La place de %(person)s est libre.", person=addressed(registration.person)), "ok")
    return redirect(url_for("protocol.show_plan", public_id=public_id))


@blueprint.post("/plans/<public_id>/removal")
def remove(public_id: str) -> Any:
    """Remove a plan."""
    if EmptyForm().validate_on_submit():
        remove_plan(plan_of(g.congress, public_id), by=current_person())
        flash(_("Le plan est retiré."), "ok")
    return redirect(url_for("protocol.list_plans"))


def _list_page(form: PlanForm) -> str:
    title = _("Plans de table et de salle")
    page = {"plans": plans_of(g.congress), "form": form, "tabs": tabs("protocol.list_plans")}
    return render_template("protocol/plans.html", title=title, **page)


def _plan_page(plan: SeatingPlan, form: SeatForm, *, moving: Any = None) -> str:
    guests = guests_of(g.congress)
    taken = {(seat.row, seat.number): seat for seat in plan.seats}
    seated = {seat.registration_id for seat in plan.seats}
    standing = [guest for guest in guests if guest.registration.id not in seated]
    chosen = request.args.get("guest")
    if moving is None and chosen:
        moving = registration_by_public_id(g.congress, chosen)
    return render_template(
        "protocol/plan.html",
        title=plan.name,
        plan=plan,
        rows=[[taken.get((row, number)) for number in _numbers(plan)] for row in range(1, plan.rows + 1)],
        numbers=_numbers(plan),
        places={guest.registration.id: guest.place for guest in guests},
        standing=standing,
        moving=moving,
        now_at=_seat_of(plan, moving),
        form=form,
        sentence=_sentence(plan, len(standing)),
    )


def _numbers(plan: SeatingPlan) -> range:
    return range(1, plan.seats_per_row + 1)


def _seat_of(plan: SeatingPlan, moving: Any) -> Seat | None:
    return next((seat for seat in plan.seats if moving and seat.registration_id == moving.id), None)


def _sentence(plan: SeatingPlan, standing: int) -> str:
    seated = ngettext(
        "%(num)d personne placée sur %(places)d places", "%(num)d personnes placées sur %(places)d places",
        len(plan.seats), places=plan.places,
    )  # fmt: skip
    rest = ngettext("%(num)d reste à placer", "%(num)d restent à placer", standing)
    return _("%(seated)s ; %(rest)s.", seated=seated, rest=rest)
