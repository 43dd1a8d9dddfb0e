"""A mayor is replaced: one form, then a page that says what was done and what remains."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.bureau import seat_of_member
from ...assembly.candidacy_register import live_candidacies_of
from ...assembly.proxy_register import live_proxies_of
from ...members.members import member_by_public_id
from ...people.models import Civility
from ...registration.new_mayor import change_mayor, executive_of, left_to_substitute, open_delegations
from ...web.identity import current_person
from . import blueprint
from .forms import MayorForm


@blueprint.route("/<public_id>/mayor", methods=["GET", "POST"])
def replace_mayor(public_id: str) -> Any:
    """Record the new holder of the executive office, with the proof; delegations and letters follow."""
    member, form = member_by_public_id(public_id), MayorForm()
    if form.validate_on_submit():
        done = change_mayor(
            member,
            civility=Civility(form.civility.data) if form.civility.data else None,
            given_name=form.given_name.data,
            family_name=form.family_name.data,
            email=form.email.data,
            title={member.language: form.office.data},
            source=form.source.data,
            by=current_person(),
        )
        count = len(done.delegations)
        flash(_("Le nouveau titulaire est enregistré, et la preuve est au journal."), "ok")
        if count:
            flash(
                ngettext(
                    "%(num)d délégation a changé de chef ; l’ancien lien n’ouvre plus rien.",
                    "%(num)d délégations ont changé de chef ; l’ancien lien n’ouvre plus rien.",
                    count,
                ),
                "ok",
            )
        return redirect(url_for("members.replace_mayor", public_id=public_id))
    return render_template(
        "members/mayor.html",
        title=_("Changement de titulaire : %(name)s", name=member.name),
        member=member,
        form=form,
        held_by=executive_of(member),
        delegations=open_delegations(member),
        seat=seat_of_member(member),
        proxies=live_proxies_of(member),
        candidacies=live_candidacies_of(member),
        remaining=left_to_substitute(member),
    ), 422 if form.errors else 200
