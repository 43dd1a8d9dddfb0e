"""Dossiers put on the agenda of an Assembly, and what its ballots make of them."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.convocation_letter import name_of
from ...assembly.models import Body
from ...assembly.sitting_models import Sitting, SittingState
from ...assembly.sittings import sittings_of
from ...i18n import country_name, format_day
from ...membership.admissions import admit, put_on_agenda, ready_applications
from ...membership.applications import application_by_public_id
from ...web.identity import signed_in_person
from . import blueprint
from .forms import AgendaForm


@blueprint.route("/agenda", methods=["GET", "POST"])
def put_to_assembly() -> Any:
    """Choose dossiers, the Assembly, and whether they are voted one by one."""
    form, ready, assemblies = AgendaForm(), ready_applications(), _assemblies()
    form.applications.choices = [(each.public_id, f"{each.name} ({country_name(each.country)})") for each in ready]
    form.sitting.choices = [
        (each.public_id, f"{name_of(each)}, {format_day(each.day, weekday=False)}") for each in assemblies
    ]
    if form.validate_on_submit():
        chosen = [each for each in ready if each.public_id in form.applications.data]
        sitting = next(each for each in assemblies if each.public_id == form.sitting.data)
        items = put_on_agenda(chosen, sitting, together=form.how.data == "together", by=signed_in_person())
        flash(
            ngettext(
                "%(num)d point est à l’ordre du jour, avec son scrutin préparé.",
                "%(num)d points sont à l’ordre du jour, chacun avec son scrutin préparé.",
                len(items),
            ),
            "ok",
        )
        return redirect(url_for("assembly.show_agenda", public_id=sitting.public_id))
    return render_template(
        "admissions/agenda.html",
        title=_("Mettre à l’ordre du jour de l’Assemblée"),
        form=form,
        ready=ready,
        assemblies=assemblies,
    ), 422 if form.errors else 200


@blueprint.post("/<public_id>/admission")
def admit_city(public_id: str) -> Any:
    """Make a member of a city that a ballot has admitted."""
    application = application_by_public_id(public_id)
    member = admit(application, by=signed_in_person())
    if member.awaits_fee:
        flash(
            _("%(city)s est membre. Sa voix compte dès que son droit d’entrée est enregistré.", city=member.name), "ok"
        )
    else:
        flash(_("%(city)s est membre : sa voix compte aux scrutins ouverts désormais.", city=member.name), "ok")
    return redirect(url_for("admissions.show_application", public_id=public_id))


def _assemblies() -> list[Sitting]:
    return [
        each
        for each in sittings_of(g.congress)
        if each.body is Body.GENERAL_ASSEMBLY and each.state is not SittingState.CLOSED and not each.is_rehearsal
    ]
