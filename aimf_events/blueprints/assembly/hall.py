"""What the hall and the archives get of a sitting: the screen of the hall, the attendance sheet."""

from typing import Any

from flask import g, render_template
from flask_babel import gettext as _

from ...assembly.attendance_sheet import attendance_pdf
from ...assembly.ballot_counts import turnout_of
from ...assembly.ballot_models import RUNNING, Ballot, BallotKind, BallotState
from ...assembly.ballot_pauses import topic_of as sitting_topic
from ...assembly.ballots import ballots_of
from ...assembly.convocation_letter import name_of, when_of
from ...assembly.floor_list import speakers_of
from ...assembly.item_moments import current_item
from ...assembly.quorum_history import Step
from ...assembly.quorum_words import missing_words, quorum_words, topic_of
from ...assembly.rolls import roll_of
from ...assembly.sitting_models import AgendaItem, Sitting
from ...assembly.sittings import sitting_in
from ...assembly.urns import turnout_in, urn_of
from ...clock import now
from ...errors import NotFound
from ...i18n import format_hour, zone_city
from ...protocol.precedence import guests_of
from ...web.ballot_words import decision_words, figures_of
from ...web.chair_words import speaker_words
from ...web.files import PDF, shown_file
from ...web.urn_words import hash_words
from . import blueprint


@blueprint.get("/sittings/<public_id>/screen")
def show_screen(public_id: str) -> Any:
    """What the hall reads from its other end: the item, who speaks and for how long, the question put, the result, the quorum."""
    sitting = _convened(public_id)
    roll, item = roll_of(sitting), current_item(sitting)
    speakers = speakers_of(item, roll.seats) if item else None
    ballot = _last_ballot(sitting, item)
    return render_template(
        "assembly/screen.html",
        title=name_of(sitting),
        when=when_of(sitting),
        sitting=sitting,
        roll=roll,
        item=item,
        number=sitting.items.index(item) + 1 if item else None,
        speakers=speakers,
        called=speaker_words,
        ballot=ballot,
        turnout=_turnout(ballot) if ballot and ballot.is_running else None,
        urn=urn_of(ballot) if ballot and ballot.is_running and ballot.kind is BallotKind.SECRET else None,
        in_groups=hash_words,
        window=_window(ballot),
        decided=decision_words(ballot) if ballot and ballot.state is BallotState.PUBLISHED else None,
        figures=figures_of(ballot.tally) if ballot and ballot.state is BallotState.PUBLISHED else [],
        sentence=quorum_words(roll),
        missing=missing_words(roll),
        hour=_("%(hour)s à %(city)s", hour=format_hour(now(), sitting.time_zone), city=zone_city(sitting.time_zone)),
        topics=[topic_of(sitting), sitting_topic(sitting)],
        now=now(),
    )


@blueprint.get("/sittings/<public_id>/attendance.pdf")
def print_attendance(public_id: str) -> Any:
    """The attendance sheet, in the order of protocol."""
    sitting = _convened(public_id)
    guests = guests_of(sitting.congress) if sitting.congress else []
    order = {guest.registration.id: place for place, guest in enumerate(guests)}
    return shown_file(attendance_pdf(sitting, order), PDF, f"{_('Feuille de présence')}.pdf")


def curve(sitting: Sitting, steps: Any) -> list[dict[str, Any]]:
    """Return the steps of a history as the chart draws them, hours on the clock of the sitting's city."""
    return [_column(sitting, step) for step in steps]


def _last_ballot(sitting: Sitting, item: AgendaItem | None) -> Ballot | None:
    """The ballot that the hall is told of: the last one opened on the item, unless it was annulled. A count that is not published is not there."""
    shown = (*RUNNING, BallotState.CLOSED, BallotState.PUBLISHED)
    opened = [each for each in ballots_of(sitting) if item and each.item_id == item.id and each.state in shown]
    return max(opened, key=lambda each: each.opened_at or now(), default=None)


def _turnout(ballot: Ballot) -> tuple[int, int] | None:
    """How many voices were given, and how many there are: nothing of what they said."""
    if ballot.kind is BallotKind.SECRET:
        return turnout_in(ballot)
    return turnout_of(ballot) if ballot.kind is BallotKind.OPEN else None


def _window(ballot: Ballot | None) -> int | None:
    """How many seconds of the window of objection are left; None where there is none."""
    if ballot is None or ballot.state is not BallotState.OPEN or not ballot.by_objection or ballot.closes_from is None:
        return None
    return max(0, int((ballot.closes_from - now()).total_seconds()))


def _column(sitting: Sitting, step: Step) -> dict[str, Any]:
    return {
        "label": format_hour(step.at, sitting.time_zone),
        "values": [step.hall.present, step.hall.remote, step.hall.represented],
        "mark": step.quorum.needed,
    }


def _convened(public_id: str) -> Sitting:
    sitting = sitting_in(g.congress, public_id)
    if sitting.is_draft:
        raise NotFound
    return sitting
