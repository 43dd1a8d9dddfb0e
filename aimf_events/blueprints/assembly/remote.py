"""Those who follow a sitting from afar, and the roll call that makes them count."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.convocation_letter import name_of
from ...assembly.mandates import seats_of
from ...assembly.presence import ROLL_CALL_STATES, said_of
from ...assembly.remote import Afar, followers_of
from ...assembly.roll_calls import open_roll_call, running_call
from ...assembly.rolls import rules_of
from ...assembly.sittings import profile_of, sitting_in
from ...clock import now
from ...errors import NotFound
from ...web.identity import current_person
from . import blueprint


@blueprint.get("/sittings/<public_id>/remote")
def show_remote(public_id: str) -> Any:
    """Who is heard, who answered, and the button that calls the roll."""
    sitting = sitting_in(g.congress, public_id)
    if sitting.is_draft:
        raise NotFound
    seats = seats_of(sitting)
    followers = followers_of(sitting, seats, now(), said_of(sitting, seats))
    return render_template(
        "assembly/remote.html",
        title=_("Présences à distance"),
        sitting=sitting,
        crumb=(name_of(sitting), url_for("assembly.show_sitting", public_id=public_id)),
        followers=sorted(followers, key=lambda each: each.state is Afar.COUNTED),  # whoever needs a call comes first
        counts={state.value: sum(each.state is state for each in followers) for state in Afar},
        call=running_call(sitting),
        counts_at_all=rules_of(profile_of(sitting)).remote,
        may_call=sitting.state in ROLL_CALL_STATES,
    )


@blueprint.post("/sittings/<public_id>/remote")
def call_roll(public_id: str) -> Any:
    """Call the roll of those who follow from afar."""
    sitting = sitting_in(g.congress, public_id)
    if sitting.is_draft:
        raise NotFound
    open_roll_call(sitting, by=current_person())
    flash(_("L’appel est lancé : il s’affiche chez chacun dans les vingt secondes."), "ok")
    return redirect(url_for("assembly.show_remote", public_id=public_id))
