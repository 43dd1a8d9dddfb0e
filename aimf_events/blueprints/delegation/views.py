"""The delegation's first page, and the way to see what others entered."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...registration.delegations import mark_opened, places_left, quotas_of
from ...registration.models import DelegationState
from ...registration.registrations import delegation_registrations
from ...registration.visitors import admit_visitor
from ...web.identity import current_person
from . import blueprint
from .access import is_open_to_me, sees_all
from .forms import VisitForm
from .words import KINDS, hint, left_in_words, sentence


@blueprint.get("")
def welcome() -> Any:
    """Show where the delegation stands: all of it to whoever said who they are, else what this browser entered."""
    if current_user.is_authenticated and current_person() is None:
        return redirect(url_for("account.who_are_you", next=request.path))
    everyone = delegation_registrations(g.delegation)
    shown = [r for r in everyone if is_open_to_me(r)]
    active = [r for r in everyone if r.is_active]
    left, quotas = places_left(g.delegation), quotas_of(g.delegation)
    return render_template(
        "delegation/welcome.html",
        title=_("Délégation de %(name)s", name=g.delegation.name),
        delegation=g.delegation,
        sees_all=sees_all(),
        summary=sentence(g.delegation, active, sum(q.places for q in quotas)) if sees_all() else None,
        persons=[r for r in shown if r.is_active],
        gone=[r for r in shown if not r.is_active],
        others=sum(not is_open_to_me(r) for r in active),
        kinds=KINDS,
        hint=hint,
        left=left_in_words(left, quotas),
        has_place=any(count > 0 for count in left.values()),
        can_complete=bool(active)
        and len(active) == sum(is_open_to_me(r) for r in active)
        and g.delegation.state is DelegationState.COMPOSING,
        closed=not g.congress.registration_is_open,
    )


@blueprint.route("/visit", methods=["GET", "POST"])
def visit() -> Any:
    """Ask name and address of whoever wants to see the whole delegation; a code then goes to that mailbox."""
    if sees_all():
        return redirect(url_for("delegation.welcome"))
    form = VisitForm()
    if form.validate_on_submit():
        names = {"given_name": form.given_name.data, "family_name": form.family_name.data}
        admit_visitor(g.delegation, **names, email=form.email.data)
        mark_opened(g.delegation)
        return redirect(url_for("account.sign_in", next=url_for("delegation.welcome"), email=form.email.data))
    status = 422 if form.errors else 200
    return render_template("delegation/visit.html", title=_("Qui êtes-vous ?"), form=form), status
