"""What the hall and the archives get of the presence: the screen of the quorum, the attendance sheet."""

from typing import Any

from flask import g, render_template
from flask_babel import gettext as _

from ...assembly.attendance_sheet import attendance_pdf
from ...assembly.convocation_letter import name_of, when_of
from ...assembly.quorum_history import Step
from ...assembly.quorum_words import missing_words, quorum_words, topic_of
from ...assembly.rolls import roll_of
from ...assembly.sitting_models import Sitting
from ...assembly.sittings import sitting_in
from ...clock import now
from ...errors import NotFound
from ...i18n import format_hour, zone_city
from ...protocol.precedence import guests_of
from ...web.files import PDF, shown_file
from . import blueprint


@blueprint.get("/sittings/<public_id>/screen")
def show_screen(public_id: str) -> Any:
    """The quorum, to be read from the other end of the hall."""
    sitting = _convened(public_id)
    roll = roll_of(sitting)
    return render_template(
        "assembly/screen.html",
        title=name_of(sitting),
        when=when_of(sitting),
        sitting=sitting,
        roll=roll,
        sentence=quorum_words(roll),
        missing=missing_words(roll),
        hour=_("%(hour)s à %(city)s", hour=format_hour(now(), sitting.time_zone), city=zone_city(sitting.time_zone)),
        topic=topic_of(sitting),
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


def _column(sitting: Sitting, step: Step) -> dict[str, Any]:
    return {
        "label": format_hour(step.at, sitting.time_zone),
        "values": [step.hall.present, step.hall.remote, step.hall.represented],
    }


def _convened(public_id: str) -> Sitting:
    sitting = sitting_in(g.congress, public_id)
    if sitting.is_draft:
        raise NotFound
    return sitting
