"""One ballot and its steps: opened, suspended, called a last time, closed with its count, settled, published, annulled, run again."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...assembly.ballot_counts import object_to, publish_ballot, settle_tie, turnout_of
from ...assembly.ballot_models import Ballot, BallotKind, BallotState
from ...assembly.ballot_pauses import topic_of
from ...assembly.ballot_refusals import QuorumForChair, QuorumWanting
from ...assembly.ballot_rolls import can_close_from, has_remote, opening_of, quorum_for, voting_lines
from ...assembly.ballots import (
    ballot_of,
    call_last,
    next_round_of,
    open_ballot,
    resume_ballot,
    suspend_ballot,
)
from ...assembly.quorum_words import quorum_words
from ...assembly.rolls import roll_of
from ...assembly.rules.quorum import QuorumLost
from ...assembly.sitting_models import Sitting, SittingState
from ...assembly.sittings import profile_of, sitting_in
from ...assembly.teller_refusals import NotReady
from ...assembly.tellers import is_ready, run_sealed_again, tellers_of
from ...assembly.urn_closing import annul_sealed
from ...assembly.urns import closed_urns, open_sealed, turnout_in
from ...clock import now
from ...errors import NotFound
from ...i18n import pick
from ...web.ballot_words import (
    STATE_KINDS,
    figures_of,
    hall_words,
    hour_words,
    needed_words,
    provisional_words,
    quorum_line,
    reading,
    rule_words,
    state_words,
    way_words,
)
from ...web.hemicycle import seats_of
from ...web.identity import current_person
from ...web.urn_words import key_tasks
from . import blueprint
from .ballot_forms import ObjectionForm, OpeningForm, ReasonForm
from .ballot_names import lines_named, roll_by_name
from .ballots import crumbs_of
from .urn_forms import SealedOpeningForm

STEPS = {
    "suspension": suspend_ballot,
    "resumption": resume_ballot,
    "last-call": call_last,
    "publication": publish_ballot,
}
"""Steps that ask nothing more than a press."""


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>")
def show_ballot(public_id: str, ballot_id: str) -> Any:
    """One ballot: where it stands, the sentence to read, the one next step; once it has closed, its result."""
    sitting = sitting_in(g.congress, public_id)
    return _ballot_page(sitting, ballot_of(sitting, ballot_id))


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/opening")
def ask_opening(public_id: str, ballot_id: str) -> Any:
    """Before a ballot opens: the quorum of now, and who would vote."""
    sitting = sitting_in(g.congress, public_id)
    ballot = ballot_of(sitting, ballot_id)
    if not ballot.is_draft:
        return redirect(_address(ballot))
    if ballot.kind is BallotKind.SECRET and not is_ready(ballot):
        return redirect(_urn_address(ballot))
    return _opening_page(sitting, ballot, _form_of(ballot)(formdata=None))


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/opening")
def open_(public_id: str, ballot_id: str) -> Any:
    """Open a ballot: its roll is frozen."""
    sitting = sitting_in(g.congress, public_id)
    ballot = ballot_of(sitting, ballot_id)
    if ballot.kind is BallotKind.SECRET and ballot.is_draft and not is_ready(ballot):
        raise NotReady
    form = _form_of(ballot)()
    if not form.validate_on_submit():
        return _opening_page(sitting, ballot, form), 422
    opened = open_sealed if ballot.kind is BallotKind.SECRET else open_ballot
    try:
        opened(ballot, chair_decided=form.chair_decides.data, by=current_person())
    except (QuorumForChair, QuorumWanting) as refusal:
        form.chair_decides.errors = [refusal.reason]
        return _opening_page(sitting, ballot, form), 422
    flash(_("Le scrutin est ouvert."), "ok")
    return redirect(_after(ballot))


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/steps/<step>")
def take_step(public_id: str, ballot_id: str, step: str) -> Any:
    """Suspend, resume, call a last time, publish."""
    ballot = ballot_of(sitting_in(g.congress, public_id), ballot_id)
    if step not in STEPS:
        raise NotFound
    STEPS[step](ballot, by=current_person())
    flash(state_words(ballot), "ok")
    return redirect(_after(ballot))


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/casting/for", defaults={"says": "for"})
@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/casting/against", defaults={"says": "against"})
def settle(public_id: str, ballot_id: str, says: str) -> Any:
    """Note the chair's casting vote."""
    ballot = ballot_of(sitting_in(g.congress, public_id), ballot_id)
    settle_tie(ballot, for_it=says == "for", by=current_person())
    flash(state_words(ballot), "ok")
    return redirect(_after(ballot))


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/objection")
def note_objection(public_id: str, ballot_id: str) -> Any:
    """Note that a member objects: the vote itself is prepared."""
    sitting = sitting_in(g.congress, public_id)
    ballot, form = ballot_of(sitting, ballot_id), ObjectionForm()
    if not form.validate_on_submit():
        return _ballot_page(sitting, ballot, form), 422
    lines, wrong = lines_named(roll_by_name(ballot), [form.member.data])
    if wrong:
        form.member.errors = wrong
        return _ballot_page(sitting, ballot, form), 422
    again = object_to(ballot, lines[0], by=current_person())
    flash(_("L’objection est notée. Le vote est préparé : ouvrez-le."), "ok")
    return redirect(_after(again))


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/annulment")
def ask_annulment(public_id: str, ballot_id: str) -> Any:
    """Ask the chair's reason before a ballot is annulled."""
    sitting = sitting_in(g.congress, public_id)
    ballot = ballot_of(sitting, ballot_id)
    if not (ballot.is_running or ballot.state is BallotState.CLOSED):
        return redirect(_address(ballot))
    return _annulment_page(sitting, ballot, ReasonForm(formdata=None))


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/annulment")
def annul(public_id: str, ballot_id: str) -> Any:
    """Annul a ballot."""
    sitting = sitting_in(g.congress, public_id)
    ballot, form = ballot_of(sitting, ballot_id), ReasonForm()
    if not form.validate_on_submit():
        return _annulment_page(sitting, ballot, form), 422
    annul_sealed(ballot, reason=form.reason.data, by=current_person())
    flash(_("Le scrutin est annulé. Aucune de ses voix ne compte."), "ok")
    return redirect(_address(ballot))


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/again")
def begin_again(public_id: str, ballot_id: str) -> Any:
    """Prepare the next round of an annulled ballot."""
    again = run_sealed_again(ballot_of(sitting_in(g.congress, public_id), ballot_id), by=current_person())
    flash(_("Le nouveau tour est préparé. Ses voix seront inscrites quand vous l’ouvrirez."), "ok")
    return redirect(_address(again))


def _ballot_page(sitting: Sitting, ballot: Ballot, objection: ObjectionForm | None = None) -> str:
    is_secret = ballot.kind is BallotKind.SECRET
    turnout = (turnout_in if is_secret else turnout_of)(ballot) if ballot.is_running else None
    frozen = None if ballot.is_draft else ballot.frozen
    wait = can_close_from(ballot) if ballot.state is BallotState.OPEN else None
    return render_template(
        "assembly/ballot.html",
        title=pick(ballot.question),
        kicker=ballot.item.title,
        sitting=sitting,
        ballot=ballot,
        crumbs=crumbs_of(sitting),
        sentence=state_words(ballot, turnout=turnout),
        state_kind=STATE_KINDS[ballot.state],
        to_read=reading(ballot),
        is_sitting_open=sitting.state is SittingState.OPEN,
        needs_last_call=ballot.state is BallotState.OPEN and ballot.last_call_at is None and has_remote(ballot),
        wait=max(0, int((wait - now()).total_seconds())) if wait else 0,
        urn_url=_urn_address(ballot) if is_secret else None,
        urn_closed=is_secret and ballot.is_running and ballot.id in closed_urns([ballot]),
        is_ready=is_secret and ballot.is_draft and is_ready(ballot),
        objection=objection or ObjectionForm(formdata=None),
        wrong=objection,
        way=way_words(ballot),
        frozen=frozen,
        facts=_facts(ballot),
        rule=_("Règle : %(rule)s. %(needed)s", rule=rule_words(ballot.frozen), needed=needed_words(ballot))
        if ballot.is_counted
        else None,
        provisional=provisional_words(ballot) if ballot.is_counted else None,
        seats=seats_of(ballot.tally) if ballot.is_counted else [],
        figures=figures_of(ballot.tally) if ballot.is_counted else [],
        again=next_round_of(ballot) if ballot.state is BallotState.ANNULLED else None,
        topic=topic_of(sitting) if sitting.opened_at else None,
    )


def _facts(ballot: Ballot) -> list[tuple[str, str]]:
    found = [(_("Vote"), way_words(ballot))]
    if ballot.round > 1:
        found.append((_("Tour"), str(ballot.round)))
    if ballot.is_draft:
        return found
    frozen = ballot.frozen
    found += [
        (_("Règle"), rule_words(frozen)),
        (_("Quorum à l’ouverture"), quorum_line(frozen)),
        (_("Voix inscrites"), hall_words(frozen)),
        (_("Heures"), hour_words(ballot)),
    ]
    return found


def _opening_page(sitting: Sitting, ballot: Ballot, form: OpeningForm) -> str:
    roll, profile = roll_of(sitting, is_secret=ballot.kind is BallotKind.SECRET), profile_of(sitting)
    lines, quorum = voting_lines(roll, profile), quorum_for(sitting, ballot.item, roll, profile)
    opening = opening_of(ballot.majority, sitting, roll, profile, lines, quorum)
    return render_template(
        "assembly/ballot_opening.html",
        title=_("Ouvrir le scrutin"),
        sitting=sitting,
        ballot=ballot,
        question=pick(ballot.question),
        crumbs=[*crumbs_of(sitting), (_("Scrutin"), _address(ballot))],
        form=form,
        sentence=quorum_words(roll) if roll.threshold else _("Aucun quorum n’est exigé à la seconde convocation."),
        voices=len(lines),
        facts=[
            (_("Vote"), way_words(ballot)),
            (_("Majorité"), rule_words(opening)),
            (_("Voix inscrites"), hall_words(opening)),
        ],
        is_open=sitting.state is SittingState.OPEN,
        is_wanting=not quorum.is_reached,
        chair_may=roll.lost is QuorumLost.CHAIR_DECIDES,
        to_read=reading(ballot),
        tellers=key_tasks(tellers_of(ballot)) if ballot.kind is BallotKind.SECRET else [],
    )


def _form_of(ballot: Ballot) -> type[OpeningForm]:
    return SealedOpeningForm if ballot.kind is BallotKind.SECRET else OpeningForm


def _annulment_page(sitting: Sitting, ballot: Ballot, form: ReasonForm) -> str:
    return render_template(
        "assembly/ballot_annulment.html",
        title=_("Annuler le scrutin"),
        sitting=sitting,
        ballot=ballot,
        question=pick(ballot.question),
        crumbs=[*crumbs_of(sitting), (_("Scrutin"), _address(ballot))],
        form=form,
    )


def _after(ballot: Ballot) -> str:
    """Where a step leads: to the chair's page where it was taken there."""
    if request.form.get("back") == "chair":
        return url_for("assembly.show_chair", public_id=ballot.item.sitting.public_id)
    return _address(ballot)


def _urn_address(ballot: Ballot) -> str:
    return url_for("assembly.show_urn", public_id=ballot.item.sitting.public_id, ballot_id=ballot.public_id)


def _address(ballot: Ballot) -> str:
    return url_for("assembly.show_ballot", public_id=ballot.item.sitting.public_id, ballot_id=ballot.public_id)
