"""A voice said aloud in the hall, written by the secretary on the same roll: for whoever has no device, or whose line has dropped."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.ballot_models import Ballot, BallotKind, BallotLine, BallotState, Choice
from ...assembly.ballots import ballot_of
from ...assembly.sitting_models import Sitting
from ...assembly.sittings import sitting_in
from ...assembly.votes import given_in, line_of, say_aloud
from ...i18n import pick
from ...web.forms import refused_on
from ...web.identity import current_person
from . import blueprint
from .ballot_forms import AloudForm
from .ballots import crumbs_of


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/voices/<line_id>")
def ask_voice(public_id: str, ballot_id: str, line_id: str) -> Any:
    """The form of one voice."""
    sitting = sitting_in(g.congress, public_id)
    ballot = ballot_of(sitting, ballot_id)
    line = line_of(ballot, line_id)
    if ballot.kind is not BallotKind.OPEN or ballot.state is not BallotState.OPEN or line.id in given_in(ballot):
        return redirect(_roll(ballot))
    return _page(sitting, ballot, line, AloudForm(formdata=None))


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/voices/<line_id>")
def write_voice(public_id: str, ballot_id: str, line_id: str) -> Any:
    """Write a voice as it was said."""
    sitting = sitting_in(g.congress, public_id)
    ballot = ballot_of(sitting, ballot_id)
    line, form = line_of(ballot, line_id), AloudForm()
    if not form.validate_on_submit():
        return _page(sitting, ballot, line, form), 422
    written = refused_on(form.choice, lambda: say_aloud(line, Choice(form.choice.data), by=current_person()))
    if written is None:
        return _page(sitting, ballot, line, form), 422
    flash(_("Voix enregistrée : %(member)s.", member=line.mandate.member.name), "ok")
    return redirect(_roll(ballot))


def _page(sitting: Sitting, ballot: Ballot, line: BallotLine, form: AloudForm) -> str:
    return render_template(
        "assembly/ballot_aloud.html",
        title=_("Voix : %(member)s", member=line.mandate.member.name),
        sitting=sitting,
        ballot=ballot,
        line=line,
        question=pick(ballot.question),
        crumbs=[*crumbs_of(sitting), (_("Voix inscrites"), _roll(ballot))],
        form=form,
    )


def _roll(ballot: Ballot) -> str:
    return url_for("assembly.show_roll", public_id=ballot.item.sitting.public_id, ballot_id=ballot.public_id)
