"""The count of a round on paper: written by two people who do not see each other's numbers, compared; a tie settled."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.election_counts import (
    Difference,
    counts_of,
    differences,
    enter_count,
    settle_by_dates,
    settle_by_lot,
)
from ...assembly.election_refusals import CountRefused, TieNotSettled
from ...assembly.election_round_models import ElectionRound, RoundState
from ...assembly.election_rounds import turnout_of
from ...assembly.rules.tie import TieBreak
from ...web.asking import asked
from ...web.election_words import tie_words
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .election_forms import count_form, count_said, tie_form, tied_of
from .election_rounds import ROUND, ids_of, round_address, round_at, to_round
from .elections import election_crumbs


@blueprint.get(ROUND + "/count")
def ask_count(public_id: str, election_id: str, round_id: str) -> Any:
    """The form of the tellers' count; to the two who count, what differs once both are written."""
    round_ = round_at(public_id, election_id, round_id)
    if round_.state is not RoundState.CLOSED:
        return to_round(round_)
    return _count_page(round_, count_form(round_)(formdata=None, **_written(round_)))


@blueprint.post(ROUND + "/count")
def write_count(public_id: str, election_id: str, round_id: str) -> Any:
    """Write the count; where two people have written the same, the round is counted."""
    round_ = round_at(public_id, election_id, round_id)
    form = count_form(round_)()
    if not form.validate_on_submit():
        return _count_page(round_, form), 422
    me = current_person()
    assert me is not None, "the desk is signed in"
    try:
        enter_count(round_, count_said(round_, form), by=me)
    except CountRefused as refusal:
        form.papers.errors = [refusal.reason, refusal.advice]
        return _count_page(round_, form), 422
    if round_.state is RoundState.COUNTED:
        flash(_("Les deux saisies sont identiques : le tour est dépouillé."), "ok")
        return to_round(round_)
    if len(counts_of(round_)) > 1:
        return redirect(url_for("assembly.ask_count", **ids_of(round_)))
    flash(_("Votre saisie est enregistrée. Une autre personne saisit à son tour, sans la voir."), "ok")
    return to_round(round_)


@blueprint.get(ROUND + "/tie")
def ask_tie(public_id: str, election_id: str, round_id: str) -> Any:
    """The rule of the statutes for those who stay equal: dates, or a draw by lot."""
    round_ = round_at(public_id, election_id, round_id)
    if not round_.waits_for_tie:
        return to_round(round_)
    by_dates = _by_dates(round_)
    return _tie_page(round_, tie_form(round_, by_dates=by_dates)(formdata=None), by_dates)


@blueprint.post(ROUND + "/tie")
def settle_round_tie(public_id: str, election_id: str, round_id: str) -> Any:
    """Settle a tie as the statutes say."""
    round_ = round_at(public_id, election_id, round_id)
    if not round_.waits_for_tie:
        return to_round(round_)
    by_dates = _by_dates(round_)
    form = tie_form(round_, by_dates=by_dates)()
    if not form.validate_on_submit():
        return _tie_page(round_, form, by_dates), 422
    try:
        if by_dates:
            dates = {each.candidacy.public_id: form[f"date_{each.place}"].data for each in tied_of(round_)}
            settle_by_dates(round_, dates, note=form.note.data, by=current_person())
        else:
            settle_by_lot(round_, form.drawn.data or (), note=form.note.data, by=current_person())
    except TieNotSettled as refusal:
        if by_dates:
            form.form_errors.append(refusal.reason)
        else:
            form.drawn.errors = [
                _("Cochez autant de noms qu’il reste de sièges : %(seats)d.", seats=round_.concluded.seats_left)
            ]
        return _tie_page(round_, form, by_dates), 422
    flash(tie_words(round_), "ok")
    return to_round(round_)


def _by_dates(round_: ElectionRound) -> bool:
    """Whether dates settle it: the statutes say so, and they were not found equal (`?by=lot`)."""
    return round_.tie_break is not TieBreak.LOT and asked("by") != "lot"


def _written(round_: ElectionRound) -> dict[str, int]:
    """What the reader wrote before."""
    me = current_person()
    mine = next((each for each in counts_of(round_) if me is not None and each.by_id == me.id), None)
    if mine is None:
        return {}
    votes = {f"votes_{each.place}": mine.votes.get(each.candidacy.public_id, 0) for each in round_.candidates}
    return {"papers": mine.papers, "blanks": mine.blanks, "spoiled": mine.spoiled, **votes}


def _count_page(round_: ElectionRound, form: Any) -> str:
    counts, me = counts_of(round_), current_person()
    is_mine = me is not None and (len(counts) < 2 or any(each.by_id == me.id for each in counts))
    return render_template(
        "assembly/election_count.html",
        title=_("Dépouillement, tour %(number)d", number=round_.number),
        round=round_,
        ids=ids_of(round_),
        form=form,
        names=[form[f"votes_{each.place}"] for each in round_.candidates],
        voted=turnout_of(round_)[0],
        who=[addressed(each.by) for each in counts],
        differing=[_said(round_, each) for each in differences(*counts)] if is_mine and len(counts) == 2 else [],
        is_mine=is_mine,
        crumbs=[*election_crumbs(round_.election), (_("Tour %(number)d", number=round_.number), round_address(round_))],
    )


def _said(round_: ElectionRound, each: Difference) -> str:
    """What differs, without a number: before the proclamation nobody reads the other's count."""
    words = {
        "papers": _("Bulletins trouvés dans l’urne"),
        "blanks": _("Bulletins blancs"),
        "spoiled": _("Bulletins nuls"),
    }
    names = {one.candidacy.public_id: one.candidacy.person.badge_name for one in round_.candidates}
    return words.get(each.what) or names[each.what]


def _tie_page(round_: ElectionRound, form: Any, by_dates: bool) -> str:
    return render_template(
        "assembly/election_tie.html",
        title=_("Départager les candidats à égalité"),
        round=round_,
        ids=ids_of(round_),
        form=form,
        by_dates=by_dates,
        dates=[form[f"date_{each.place}"] for each in tied_of(round_)] if by_dates else [],
        seats=round_.concluded.seats_left,
        rule=tie_words(round_),
        may_draw=by_dates and bool(form.form_errors),
        crumbs=[*election_crumbs(round_.election), (_("Tour %(number)d", number=round_.number), round_address(round_))],
    )
