"""The simulator: what the statutes in force make of a hall that one imagines. It changes nothing."""

from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import gettext as _

from ...assembly.models import Body
from ...assembly.profiles import profile_today
from ...assembly.simulator import answer, expected_hall
from ...assembly.voices import announced, voting_members
from . import blueprint
from .simulator_forms import SimulatorForm
from .simulator_words import gauge_rows, headline, steps


@blueprint.get("/simulator")
def simulate() -> Any:
    """Ask the rules, and read each step of their answer with its article."""
    profile = profile_today(Body.GENERAL_ASSEMBLY)
    members, there = voting_members(), announced(g.congress)
    hall = expected_hall(members, there)
    asked = bool(request.args.keys() - {"lang"})
    expected = {"present": hall.present, "represented": hall.represented, "remote": hall.remote}
    form = SimulatorForm(request.args if asked else None, **({} if asked else expected))
    form.members = members
    is_sound = form.validate() if asked else True
    found = answer(form.question(), profile, members, there) if profile and is_sound and members else None
    page = render_template(
        "assembly/simulator.html",
        title=_("Simulateur de l’Assemblée générale"),
        form=form,
        profile=profile,
        any_member=bool(members),
        asked=asked,
        headline=headline(form.question(), found) if found else "",
        steps=steps(form.question(), found, profile) if found and profile else [],
        gauge_rows=gauge_rows(found) if found else [],
        address=url_for("assembly.simulate"),
    )
    return page, 200 if is_sound else 422
