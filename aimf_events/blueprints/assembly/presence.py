"""Who is there: the gauge of the quorum, the roll call, the log of entries and exits."""

import secrets
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.convocation_letter import name_of
from ...assembly.mandates import Seat
from ...assembly.presence import enter_presence, log_of, seat_of
from ...assembly.quorum_words import quorum_words, topic_of
from ...assembly.rolls import Roll, roll_of
from ...assembly.rules.roll import Carrier, How
from ...assembly.sitting_models import EntrySource, Sitting, SittingState
from ...assembly.sittings import sitting_in
from ...errors import NotFound
from ...i18n import format_hour, search_key
from ...web.asking import asked, asked_page, kept
from ...web.identity import current_person
from ...web.wording import addressed, words_for
from . import blueprint
from .sittings_forms import EntryForm

PAGE = 60
WHATS = {
    "titular": (Carrier.TITULAR, How.IN_ROOM),
    "titular-remote": (Carrier.TITULAR, How.REMOTE),
    "titular-out": (Carrier.TITULAR, None),
    "substitute": (Carrier.SUBSTITUTE, How.IN_ROOM),
    "substitute-remote": (Carrier.SUBSTITUTE, How.REMOTE),
    "substitute-out": (Carrier.SUBSTITUTE, None),
}


@blueprint.get("/sittings/<public_id>/presence")
def show_presence(public_id: str) -> Any:
    """The quorum, who is there and who is missing."""
    sitting = sitting_in(g.congress, public_id)
    if sitting.is_draft:
        raise NotFound
    roll = roll_of(sitting)
    there = {line.seat.mandate.id: line for line in roll.lines}
    chosen = _chosen(roll, set(there))
    page, pages = min(asked_page(), max(1, -(-len(chosen) // PAGE))), max(1, -(-len(chosen) // PAGE))
    choices = {"public_id": public_id, **kept("q", "shown")}
    return render_template(
        "assembly/presence.html",
        title=_("Présences et quorum"),
        sitting=sitting,
        crumb=(name_of(sitting), url_for("assembly.show_sitting", public_id=public_id)),
        sentence=quorum_words(roll),
        topic=topic_of(sitting),
        roll=roll,
        gauge_rows=[
            {
                "label": _("Maintenant"),
                "counted": roll.quorum.counted,
                "needed": roll.quorum.needed,
                "base": roll.quorum.base,
            }
        ],
        rows=[(seat, there.get(seat.mandate.id), _names(seat)) for seat in chosen[(page - 1) * PAGE : page * PAGE]],
        chosen={"q": asked("q"), "shown": asked("shown")},
        form=EntryForm(formdata=None, form_key=secrets.token_urlsafe(16)),
        may_enter=sitting.state in (SittingState.CONVENED, SittingState.OPEN),
        log=_log(sitting, roll),
        page=page,
        pages=pages,
        page_url=lambda number: url_for("assembly.show_presence", **{**choices, "page": number}),
        back=choices,
    )


@blueprint.post("/sittings/<public_id>/presence/<mandate_id>")
def enter(public_id: str, mandate_id: str) -> Any:
    """Note that somebody came in or went out."""
    sitting, form = sitting_in(g.congress, public_id), EntryForm()
    if not form.validate_on_submit() or form.what.data not in WHATS or sitting.is_draft:
        raise NotFound
    roll = roll_of(sitting)
    seat = seat_of(roll.seats, mandate_id)
    carrier, how = WHATS[form.what.data]
    enter_presence(
        sitting,
        seat,
        carrier=carrier,
        how=how,
        source=EntrySource.ROLL_CALL,
        form_key=(form.form_key.data or "")[:40] or None,
        by=current_person(),
    )
    words = (
        _("%(member)s est présent.", member=seat.member.name)
        if how
        else _("%(member)s est sorti.", member=seat.member.name)
    )
    flash(words, "ok")
    return redirect(url_for("assembly.show_presence", public_id=public_id, **kept("q", "shown", "page")))


def _chosen(roll: Roll, there: set[int]) -> list[Seat]:
    """The voices that the address asks for; those missing first of all where nothing is asked."""
    words, shown = search_key(asked("q")).split(), asked("shown", "missing")
    in_base = {seat.mandate.id for seat in roll.absent} | there
    shown_ones = {
        "missing": in_base - there,
        "there": there,
        "out": {seat.mandate.id for seat in roll.seats} - in_base,
    }.get(shown, {seat.mandate.id for seat in roll.seats})
    return [
        seat
        for seat in roll.seats
        if seat.mandate.id in shown_ones and all(word in seat.member.search_key for word in words)
    ]


def _names(seat: Seat) -> str:
    if seat.holder.is_contested:
        return _("mandat contesté")
    return addressed(seat.holder.titular) if seat.holder.titular else _("titulaire inconnu")


def _log(sitting: Sitting, roll: Roll) -> list[dict[str, Any]]:
    lines = []
    for each in log_of(sitting, roll.seats):
        what = _("entre (%(how)s)", how=words_for(each.how)) if each.how else _("sort")
        lines.append(
            {
                "title": f"{each.seat.member.name}, {words_for(each.carrier)} : {what}",
                "when": format_hour(each.at, sitting.time_zone),
                "iso": each.at.isoformat(),
                "kind": "ok" if each.how else "wait",
                "who": words_for(each.source) if each.source else _("passage à la porte"),
            }
        )
    return lines
