"""The closing of a ballot: what its count asks for, in the manner in which it is counted."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.ballot_counts import (
    Hands,
    close_by_dissenters,
    close_by_totals,
    close_open,
    close_unopposed,
    turnout_of,
)
from ...assembly.ballot_models import Ballot, BallotKind, BallotLine, BallotState, HandsCount
from ...assembly.ballot_refusals import CountDoesNotFit, NoLastCall, TooSoonToClose
from ...assembly.ballots import ballot_of
from ...assembly.sitting_models import Sitting
from ...assembly.sittings import sitting_in
from ...i18n import pick
from ...web.ballot_words import state_words
from ...web.forms import BaseForm
from ...web.identity import current_person
from . import blueprint
from .ballot_forms import DissentersForm, TotalsForm
from .ballot_names import lines_named, parts_of, roll_by_name
from .ballots import crumbs_of

FORMS: dict[HandsCount | None, type[BaseForm]] = {
    HandsCount.TOTALS: TotalsForm,
    HandsCount.DISSENTERS: DissentersForm,
    HandsCount.UNANIMITY: BaseForm,
    None: BaseForm,
}


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/closing")
def ask_closing(public_id: str, ballot_id: str) -> Any:
    """The count to write, or the question before the closing."""
    sitting = sitting_in(g.congress, public_id)
    ballot = ballot_of(sitting, ballot_id)
    if ballot.state is not BallotState.OPEN:
        return redirect(_address(ballot))
    if ballot.kind is BallotKind.SECRET:
        return redirect(url_for("assembly.show_urn", public_id=public_id, ballot_id=ballot_id))
    return _closing_page(sitting, ballot, FORMS[ballot.counted_by](formdata=None))


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/closing")
def close(public_id: str, ballot_id: str) -> Any:
    """Close a ballot and count it."""
    sitting = sitting_in(g.congress, public_id)
    ballot = ballot_of(sitting, ballot_id)
    form = FORMS[ballot.counted_by]()
    if not form.validate_on_submit():
        return _closing_page(sitting, ballot, form), 422
    try:
        is_closed = _closed(ballot, form)
    except (TooSoonToClose, NoLastCall) as refusal:
        form.form_errors.append(refusal.reason)
        is_closed = False
    if not is_closed:
        return _closing_page(sitting, ballot, form), 422
    flash(state_words(ballot), "ok")
    return redirect(_address(ballot))


def _closed(ballot: Ballot, form: Any) -> bool:
    """Close in the manner of the ballot; False where what was written does not fit, and the form says so."""
    if ballot.counted_by is HandsCount.TOTALS:
        hands = Hands(form.in_favour.data, form.against.data, form.abstentions.data)
        try:
            close_by_totals(ballot, hands, by=current_person())
        except CountDoesNotFit as refusal:
            form.in_favour.errors = [refusal.reason]
            return False
    elif ballot.counted_by is HandsCount.DISSENTERS:
        named = _named(ballot, form)
        if named is None:
            return False
        close_by_dissenters(ballot, against=named[0], abstaining=named[1], by=current_person())
    elif ballot.by_objection:
        close_unopposed(ballot, by=current_person())
    else:
        close_open(ballot, by=current_person())
    return True


def _named(ballot: Ballot, form: DissentersForm) -> tuple[list[BallotLine], list[BallotLine]] | None:
    """Return who is against and who abstains; None where a name is not on the roll, is that of several, or is written on both sides."""
    roll = roll_by_name(ballot)
    against, wrong = lines_named(roll, parts_of(form.against.data))
    abstaining, wrong_too = lines_named(roll, parts_of(form.abstaining.data))
    if wrong:
        form.against.errors = wrong
    if wrong_too:
        form.abstaining.errors = wrong_too
    both = {line.id for line in against} & {line.id for line in abstaining}
    if both:
        form.abstaining.errors = [_("Le même membre est écrit des deux côtés.")]
    return None if wrong or wrong_too or both else (against, abstaining)


def _closing_page(sitting: Sitting, ballot: Ballot, form: BaseForm) -> str:
    frozen = ballot.frozen
    return render_template(
        "assembly/ballot_closing.html",
        title=_("Fermer le scrutin"),
        sitting=sitting,
        ballot=ballot,
        question=pick(ballot.question),
        crumbs=[*crumbs_of(sitting), (_("Scrutin"), _address(ballot))],
        form=form,
        frozen=frozen,
        turnout=turnout_of(ballot) if ballot.kind is BallotKind.OPEN else None,
    )


def _address(ballot: Ballot) -> str:
    return url_for("assembly.show_ballot", public_id=ballot.item.sitting.public_id, ballot_id=ballot.public_id)
