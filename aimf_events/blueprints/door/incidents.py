"""What the supervisor must know of the doors, each settled in one gesture."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...checkin import incidents
from ...checkin.blanks import how_many_are_open
from ...checkin.incidents import IncidentKind, NotExplained
from ...web.guards import DOOR_SUPERVISORS, allows
from ...web.identity import signed_in_person
from . import blueprint
from .forms import NoteForm
from .words import incident_words


@blueprint.get("/incidents")
@allows(DOOR_SUPERVISORS)
def list_incidents() -> Any:
    """Show the incidents that wait; « Déjà vus » shows those that were settled."""
    return _page(reviewed=request.args.get("seen") == "1")


@blueprint.post("/incidents/<nonce>/review")
@allows(DOOR_SUPERVISORS)
def review_incident(nonce: str) -> Any:
    """Settle one incident."""
    form = NoteForm()
    if not form.validate_on_submit():
        return _page(wrong=nonce, why=" ".join(form.note.errors)), 422
    by = signed_in_person()
    try:
        review = incidents.review_incident(g.congress, nonce, note=form.note.data or "", by=by)
    except NotExplained as refusal:
        return _page(wrong=nonce, why=str(refusal.reason)), 422
    if review.reviewed_by_id == by.id:
        flash(_("C’est noté."), "ok")
    else:
        flash(_("Quelqu’un d’autre l’avait déjà vu : sa note est gardée."), "ok")
    return redirect(url_for("door.list_incidents"))


def _page(*, reviewed: bool = False, wrong: str = "", why: str = "") -> str:
    return render_template(
        "door/incidents.html",
        title=_("Incidents aux portes"),
        incidents=incidents.incidents_of(g.congress, reviewed=reviewed),
        reviewed=reviewed,
        blanks=0 if reviewed else how_many_are_open(g.congress),
        wrong=wrong,
        why=why,
        words=incident_words(),
        form=NoteForm(formdata=None),
        LET_IN=IncidentKind.LET_IN,
    )
