"""Inviting colleagues, and withdrawing a role."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ...accounts.colleagues import colleagues, grant_by_public_id, invite_colleague
from ...accounts.models import Role
from ...accounts.roles import withdraw_role
from ...errors import NotFound
from ...web.exporting import export_addresses
from ...web.identity import current_person
from . import blueprint
from .forms import ColleagueForm


@blueprint.get("/")
def list_colleagues() -> Any:
    """Who holds which role for the whole association."""
    return _page(ColleagueForm())


@blueprint.post("/")
def invite() -> Any:
    """Give a role, and write to the colleague how to sign in."""
    form = ColleagueForm()
    if not form.validate_on_submit():
        return _page(form), 422
    invite_colleague(
        given_name=form.given_name.data,
        family_name=form.family_name.data,
        email=form.email.data,
        role=Role(form.role.data),
        until_on=form.until_on.data,
        by=current_person(),
        sign_in_url=url_for("account.sign_in", email=form.email.data, _external=True),
    )
    flash(_("La lettre d’invitation part à %(email)s.", email=form.email.data), "ok")
    return redirect(url_for("people.list_colleagues"))


@blueprint.post("/<public_id>/withdrawal")
def withdraw(public_id: str) -> Any:
    """End a role now."""
    grant = grant_by_public_id(public_id)
    if grant is None:
        raise NotFound
    withdraw_role(grant, by=current_person())
    flash(_("Ce rôle est retiré."), "ok")
    return redirect(url_for("people.list_colleagues"))


def _page(form: ColleagueForm) -> str:
    page = {"form": form, "grants": colleagues(), "exports": export_addresses("people.export_colleagues")}
    return render_template("people/list.html", title=_("Collègues et rôles"), **page)
