"""One round of an election: opened, closed, proclaimed, annulled."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.ballot_pauses import topic_of
from ...assembly.ballot_refusals import QuorumForChair, QuorumWanting
from ...assembly.ballot_rolls import opening_of, quorum_for
from ...assembly.election_counts import counts_of, proclaim_round
from ...assembly.election_models import Election
from ...assembly.election_round_models import UNDER_WAY, ElectionRound, RoundState
from ...assembly.election_rounds import (
    annul_round,
    close_round,
    next_round,
    open_round,
    paper_lines,
    round_of,
    turnout_of,
)
from ...assembly.elections import election_of
from ...assembly.parameters import Parameter
from ...assembly.quorum_words import quorum_words
from ...assembly.rolls import roll_of
from ...assembly.rules.quorum import QuorumLost
from ...assembly.sitting_models import SittingState
from ...assembly.sittings import profile_of, sitting_in
from ...i18n import format_hour, pick, zone_city
from ...web.ballot_words import hall_words, quorum_line
from ...web.election_words import (
    ROUND_KINDS,
    candidate_words,
    outcome_rows,
    papers_words,
    round_sentence,
    rule_of_round,
    seats_to_fill,
    tie_words,
    to_read,
)
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .ballot_forms import OpeningForm, ReasonForm
from .elections import election_crumbs, to_election

BASE = "/sittings/<public_id>/elections/<election_id>"
ROUND = BASE + "/rounds/<round_id>"


@blueprint.get(BASE + "/opening")
def ask_round(public_id: str, election_id: str) -> Any:
    """Before a round opens: who stands, the quorum of now, who would vote."""
    election = election_of(sitting_in(g.congress, public_id), election_id)
    if next_round(election) is None:
        return to_election(election)
    return _opening_page(election, OpeningForm(formdata=None))


@blueprint.post(BASE + "/opening")
def begin_round(public_id: str, election_id: str) -> Any:
    """Open the next round: its roll and its candidates are frozen."""
    election, form = election_of(sitting_in(g.congress, public_id), election_id), OpeningForm()
    try:
        made = open_round(
            election, chair_decided=bool(form.validate_on_submit() and form.chair_decides.data), by=current_person()
        )
    except (QuorumForChair, QuorumWanting) as refusal:
        form.chair_decides.errors = [refusal.reason]
        return _opening_page(election, form), 422
    flash(_("Le tour est ouvert."), "ok")
    return to_round(made)


@blueprint.get(ROUND)
def show_round(public_id: str, election_id: str, round_id: str) -> Any:
    """One round: where it stands, what the chair reads, the one next step; once counted, its result."""
    round_ = round_at(public_id, election_id, round_id)
    election, sitting = round_.election, round_.election.item.sitting
    turnout = turnout_of(round_)
    return render_template(
        "assembly/election_round.html",
        title=_("Tour %(number)d", number=round_.number),
        kicker=pick(election.title),
        sitting=sitting,
        election=election,
        round=round_,
        ids=ids_of(round_),
        crumbs=election_crumbs(election),
        sentence=round_sentence(round_, turnout=turnout),
        kind=ROUND_KINDS[round_.state],
        to_read=to_read(round_),
        turnout=turnout,
        written=[each.by_id for each in counts_of(round_)] if round_.state is RoundState.CLOSED else [],
        me=current_person(),
        rows=outcome_rows(round_) if round_.is_counted else [],
        papers=papers_words(round_) if round_.is_counted else None,
        rule=rule_of_round(round_, with_figures=round_.is_counted),
        tie=tie_words(round_),
        facts=_facts(round_),
        is_open=sitting.state is SittingState.OPEN,
        topic=topic_of(sitting),
    )


@blueprint.post(ROUND + "/closing")
def end_round(public_id: str, election_id: str, round_id: str) -> Any:
    """Close the urn."""
    round_ = close_round(round_at(public_id, election_id, round_id), by=current_person())
    flash(round_sentence(round_), "ok")
    return to_round(round_)


@blueprint.post(ROUND + "/proclamation")
def proclaim(public_id: str, election_id: str, round_id: str) -> Any:
    """Proclaim the result, on the chair's word."""
    round_ = proclaim_round(round_at(public_id, election_id, round_id), by=current_person())
    flash(_("Le résultat est proclamé."), "ok")
    return to_round(round_)


@blueprint.get(ROUND + "/annulment")
def ask_round_annulment(public_id: str, election_id: str, round_id: str) -> Any:
    """Ask the chair's reason before a round is annulled."""
    round_ = round_at(public_id, election_id, round_id)
    if round_.state not in UNDER_WAY:
        return to_round(round_)
    return _annulment_page(round_, ReasonForm(formdata=None))


@blueprint.post(ROUND + "/annulment")
def annul_the_round(public_id: str, election_id: str, round_id: str) -> Any:
    """Annul a round."""
    round_, form = round_at(public_id, election_id, round_id), ReasonForm()
    if not form.validate_on_submit():
        return _annulment_page(round_, form), 422
    annul_round(round_, reason=form.reason.data, by=current_person())
    flash(_("Le tour est annulé. Il peut être recommencé."), "ok")
    return to_election(round_.election)


def ids_of(round_: ElectionRound) -> dict[str, Any]:
    """Return what the address of a round's page is made of."""
    return {
        "public_id": round_.election.item.sitting.public_id,
        "election_id": round_.election.public_id,
        "round_id": round_.public_id,
    }


def round_at(public_id: str, election_id: str, round_id: str) -> ElectionRound:
    """Return the round of an address.

    Raises:
        NotFound: it is not of that election, or that sitting.
    """
    return round_of(election_of(sitting_in(g.congress, public_id), election_id), round_id)


def round_address(round_: ElectionRound) -> str:
    """Return the address of a round's page."""
    return url_for("assembly.show_round", **ids_of(round_))


def to_round(round_: ElectionRound) -> Any:
    """Go to the page of a round."""
    return redirect(round_address(round_))


def _facts(round_: ElectionRound) -> list[tuple[str, str]]:
    frozen, sitting = round_.frozen, round_.election.item.sitting
    hours = [
        (_("ouvert à %(hour)s"), round_.opened_at),
        (_("clos à %(hour)s"), round_.closed_at),
        (_("dépouillé à %(hour)s"), round_.counted_at),
        (_("proclamé à %(hour)s"), round_.proclaimed_at),
        (_("annulé à %(hour)s"), round_.annulled_at),
    ]
    said = [words % {"hour": format_hour(at, sitting.time_zone)} for words, at in hours if at is not None]
    return [
        (_("Vote"), str(words_for(round_.way))),
        (_("Sièges"), seats_to_fill(round_.seats)),
        (_("Quorum à l’ouverture"), quorum_line(frozen)),
        (_("Voix inscrites"), hall_words(frozen)),
        (_("Heures"), f"{', '.join(said)} ({zone_city(sitting.time_zone)})"),
    ]


def _opening_page(election: Election, form: OpeningForm) -> str:
    sitting, coming = election.item.sitting, next_round(election)
    assert coming is not None, "looked at before"
    roll, profile = roll_of(sitting, is_secret=True), profile_of(sitting)
    lines, quorum = paper_lines(roll), quorum_for(sitting, election.item, roll, profile)
    opening = opening_of(Parameter.ELECTION_FIRST_ROUND, sitting, roll, profile, lines, quorum)
    return render_template(
        "assembly/election_opening.html",
        title=_("Ouvrir le tour %(number)d", number=coming.number),
        kicker=pick(election.title),
        election=election,
        coming=coming,
        candidates=[candidate_words(each) for each in coming.candidacies],
        sentence=quorum_words(roll) if roll.threshold else _("Aucun quorum n’est exigé à la seconde convocation."),
        voices=len(lines),
        afar=len(roll.lines) - len(lines),
        facts=[
            (_("Sièges"), seats_to_fill(coming.seats)),
            (_("Ce que demande le tour"), str(words_for(coming.stage))),
            (_("Voix inscrites"), hall_words(opening)),
        ],
        is_open=sitting.state is SittingState.OPEN,
        is_wanting=not quorum.is_reached,
        chair_may=roll.lost is QuorumLost.CHAIR_DECIDES,
        form=form,
        ids={"public_id": sitting.public_id, "election_id": election.public_id},
        crumbs=election_crumbs(election),
    )


def _annulment_page(round_: ElectionRound, form: ReasonForm) -> str:
    return render_template(
        "assembly/election_annulment.html",
        title=_("Annuler le tour %(number)d", number=round_.number),
        round=round_,
        form=form,
        ids=ids_of(round_),
        crumbs=[*election_crumbs(round_.election), (_("Tour %(number)d", number=round_.number), round_address(round_))],
    )
