"""The delegation's own answers: it is complete, or nobody comes."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...registration.delegations import complete_delegation, decline_invitation, mark_opened
from ...registration.registrations import delegation_registrations
from ...web.wording import addressed
from . import blueprint
from .access import actor, answered, ask_who, is_open_to_me
from .forms import ReasonForm


@blueprint.route("/completion", methods=["GET", "POST"])
def complete() -> Any:
    """Confirm that everyone is there."""
    active = [r for r in delegation_registrations(g.delegation) if r.is_active]
    if not all(is_open_to_me(r) for r in active):
        return ask_who()
    form = ReasonForm()
    if form.validate_on_submit():
        answered(lambda: complete_delegation(g.delegation, by=actor()), form.source.data)
        flash(_("Merci : votre délégation est complète. Vous pouvez encore la modifier ici."), "ok")
        return redirect(url_for("delegation.welcome"))
    page = {"title": _("La délégation est complète"), "names": [addressed(r.person) for r in active]}
    return render_template("delegation/complete.html", form=form, **page), 422 if form.errors else 200


@blueprint.route("/refusal", methods=["GET", "POST"])
def decline() -> Any:
    """Confirm that nobody comes. Whoever others registered is not withdrawn by the link alone."""
    active = [r for r in delegation_registrations(g.delegation) if r.is_open]
    if not all(is_open_to_me(r) for r in active):
        return ask_who()
    form = ReasonForm()
    if form.validate_on_submit():
        mark_opened(g.delegation)
        given = {"by": actor(), "reason": form.reason.data or "", "known": {r.id for r in active}}
        answered(lambda: decline_invitation(g.delegation, **given), form.source.data)
        flash(_("Votre réponse est enregistrée. Ce lien reste ouvert si vous changez d’avis."), "ok")
        return redirect(url_for("delegation.welcome"))
    page = {"title": _("Nous ne viendrons pas"), "names": [addressed(r.person) for r in active]}
    return render_template("delegation/decline.html", form=form, **page), 422 if form.errors else 200
