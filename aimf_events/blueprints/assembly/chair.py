"""The chair's page: the next sentence, the item, the floor, the next vote, the quorum, on one screen; and the hand on the agenda."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.agenda import item_of
from ...assembly.agenda_live import Planned, close_item, next_item, open_item, planned_items, postpone_item
from ...assembly.ballot_counts import turnout_of
from ...assembly.ballot_models import Ballot, BallotKind, BallotState
from ...assembly.ballot_pauses import topic_of
from ...assembly.ballot_rolls import can_close_from, has_remote, quorum_for
from ...assembly.ballots import ballots_of
from ...assembly.convocation_letter import name_of
from ...assembly.floor_list import Speakers, heard_in, speakers_of
from ...assembly.motion_state import motion_of, reading_of
from ...assembly.parameters import Parameter
from ...assembly.quorum_words import missing_words, quorum_words
from ...assembly.quorum_words import topic_of as quorum_topic
from ...assembly.recusals import recused_from
from ...assembly.rolls import Roll, roll_of
from ...assembly.rules.quorum import QuorumChecked
from ...assembly.sitting_models import Sitting, SittingState
from ...assembly.sittings import profile_of, sitting_in
from ...clock import now
from ...errors import NotFound
from ...i18n import country_name, pick
from ...web.ballot_words import STATE_KINDS, state_words
from ...web.chair_words import balance_words, duration_words, item_state_words, next_sentence, speaker_words
from ...web.identity import current_person
from . import blueprint
from .ballot_forms import ObjectionForm
from .floor_forms import AskForm, FloorForm
from .motions import put_next

GESTURES = {"opening": open_item, "closing": close_item, "postponement": postpone_item}


@blueprint.get("/sittings/<public_id>/chair")
def show_chair(public_id: str) -> Any:
    """The chair's page."""
    sitting = sitting_in(g.congress, public_id)
    if sitting.is_draft:
        raise NotFound
    return chair_page(sitting)


@blueprint.post("/sittings/<public_id>/chair/items/<item_id>/<gesture>")
def move_on(public_id: str, item_id: str, gesture: str) -> Any:
    """Open, close or postpone an item."""
    sitting = sitting_in(g.congress, public_id)
    if gesture not in GESTURES:
        raise NotFound
    item = GESTURES[gesture](item_of(sitting, item_id), by=current_person())
    said = {
        "opening": _("Le point «\u00a0%(title)s\u00a0» est ouvert.", title=item.title),
        "closing": _("Le point «\u00a0%(title)s\u00a0» est clos.", title=item.title),
        "postponement": _("Le point «\u00a0%(title)s\u00a0» est reporté.", title=item.title),
    }[gesture]
    flash(said, "ok")
    return redirect(url_for("assembly.show_chair", public_id=public_id))


def chair_page(sitting: Sitting, *, asking: AskForm | None = None, floor_form: FloorForm | None = None) -> str:
    """Return the page, with a form that came back wrong where one did."""
    seated, planned = roll_of(sitting), planned_items(sitting)
    current = next((each for each in planned if each.times.is_open), None)
    coming = next_item(planned)
    gone = recused_from(current.item) if current else frozenset()
    roll = roll_of(sitting, without=gone) if gone else seated
    ballots = [each for each in ballots_of(sitting) if current is not None and each.item_id == current.item.id]
    speakers = speakers_of(current.item, seated.seats) if current else None
    motion = motion_of(current.item) if current else None
    return render_template(
        "assembly/chair.html",
        title=_("Présidence de séance"),
        kicker=name_of(sitting),
        sitting=sitting,
        is_open=sitting.state is SittingState.OPEN,
        sentence=next_sentence(sitting, roll, current, coming, ballots, speakers),
        roll=roll,
        quorum=quorum_words(roll) if sitting.state is not SittingState.CLOSED else None,
        missing=missing_words(roll),
        planned=planned,
        current=current,
        coming=coming,
        state_of=item_state_words,
        speakers=speakers,
        called=speaker_words,
        lasting=duration_words,
        heard=heard_in(sitting, seated.seats),
        balance=balance_words(speakers) if speakers else None,
        ballot=_ballot(sitting, ballots, roll),
        motion=motion,
        item_quorum=_item_quorum(sitting, current, roll) if current else None,
        putting=put_next(reading_of(motion)) if motion else None,
        asking=asking or AskForm(formdata=None),
        floor_form=floor_form or _floor_form(speakers),
        wrong=asking or floor_form,
        names=[f"{each.member.name} ({country_name(each.member.country)})" for each in seated.seats],
        topics=[topic_of(sitting), quorum_topic(sitting)],
        now=now(),
    )


def _ballot(sitting: Sitting, ballots: list[Ballot], roll: Roll) -> dict[str, Any] | None:
    """The ballot of the moment: the one that runs or waits to be published, else the next that is ready; None where there is none."""
    ballot = next((each for each in ballots if each.is_running or each.state is BallotState.CLOSED), None)
    ballot = ballot or next((each for each in ballots if each.is_draft), None)
    if ballot is None:
        return None
    turnout = turnout_of(ballot) if ballot.is_running and ballot.kind is not BallotKind.SECRET else None
    wait = can_close_from(ballot) if ballot.state is BallotState.OPEN else None
    return {
        "ballot": ballot,
        "question": pick(ballot.question),
        "kind": STATE_KINDS[ballot.state],
        "sentence": state_words(ballot, turnout=turnout),
        "turnout": turnout if ballot.kind is BallotKind.OPEN else None,
        "closes_at": wait,
        "waits": wait is not None and wait > now(),
        "needs_last_call": ballot.state is BallotState.OPEN and ballot.last_call_at is None and has_remote(ballot),
        "is_reached": ballot.is_draft and quorum_for(sitting, ballot.item, roll, profile_of(sitting)).is_reached,
        "objection": ObjectionForm(formdata=None),
    }


def _item_quorum(sitting: Sitting, current: Planned, roll: Roll) -> str | None:
    """The quorum of the item, where the statutes look at it when an item is opened; None where they look elsewhere."""
    profile = profile_of(sitting)
    if roll.threshold is None or profile.choice(Parameter.QUORUM_CHECKED, QuorumChecked) is not QuorumChecked.ITEM:
        return None
    state = quorum_for(sitting, current.item, roll, profile)
    return _(
        "Quorum à l’ouverture du point\u00a0: %(count)d voix, il en fallait %(needed)d.",
        count=state.counted,
        needed=state.needed,
    )


def _floor_form(speakers: Speakers | None) -> FloorForm | None:
    if speakers is None:
        return None
    floor = speakers.floor
    form = FloorForm(
        formdata=None,
        minutes=floor.seconds,
        first_timers_first=floor.first_timers_first,
        is_closed=floor.closed_at is not None,
    )
    form.offer(floor.seconds)
    return form
