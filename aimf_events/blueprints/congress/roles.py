"""Who works on this congress."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...congress.colleagues import grant_of, invite_to_congress
from ...congress.models import CongressRole
from ...congress.roles import grants_of, withdraw_congress_role
from ...reporting.exports import Column
from ...reporting.lists.colleagues import role_rows
from ...web.exporting import export_addresses, plain, send_table, worded
from ...web.guards import takes_away
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .forms import CongressColleagueForm


@blueprint.get("/<congress>/settings/roles")
def list_roles() -> Any:
    """The roles held in this congress, and the form of one more."""
    return _page(CongressColleagueForm())


@blueprint.post("/<congress>/settings/roles")
def give_role() -> Any:
    """Give a role to someone, by name and mailbox."""
    form = CongressColleagueForm()
    if not form.validate_on_submit():
        return _page(form), 422
    invite_to_congress(
        g.congress,
        given_name=form.given_name.data,
        family_name=form.family_name.data,
        email=form.email.data,
        role=CongressRole(form.role.data),
        by=current_person(),
        sign_in_url=url_for("account.sign_in", email=form.email.data, _external=True),
    )
    flash(_("Le rôle est donné ; une lettre part à %(email)s.", email=form.email.data), "ok")
    return redirect(url_for("congress.list_roles"))


@blueprint.post("/<congress>/settings/roles/<public_id>/withdrawal")
def withdraw_role(public_id: str) -> Any:
    """End a role now."""
    withdraw_congress_role(grant_of(g.congress, public_id), by=current_person())
    flash(_("Ce rôle est retiré."), "ok")
    return redirect(url_for("congress.list_roles"))


@blueprint.get("/<congress>/settings/roles.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/<congress>/settings/roles.csv", defaults={"kind": "csv"})
@takes_away
def export_roles(kind: str) -> Any:
    """Who holds which role in this congress today."""
    columns = [
        Column(_("Nom"), addressed),
        plain(_("Adresse électronique"), "email"),
        worded(_("Rôle"), "role"),
        plain(_("Depuis"), "granted_at"),
        plain(_("Donné par"), "granted_by"),
    ]
    return send_table(role_rows(g.congress), columns, kind=kind, table="roles", title=_("Rôles dans ce congrès"))


def _page(form: CongressColleagueForm) -> str:
    page = {"form": form, "grants": grants_of(g.congress), "exports": export_addresses("congress.export_roles")}
    return render_template("congress/roles.html", title=_("Rôles dans ce congrès"), **page)
