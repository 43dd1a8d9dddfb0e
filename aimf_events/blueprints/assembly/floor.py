"""The list of speakers at the secretary's hand: a hand is seen, the floor is given, a minute added, the list closed."""

from typing import Any

from flask import flash, g, redirect, url_for
from flask_babel import gettext as _

from ...assembly.agenda import item_of
from ...assembly.floor import ask_floor, end_speech, floor_of, give_floor, give_more, set_floor, speech_of, withdraw
from ...assembly.floor_models import SpeechKind, SpeechSource
from ...assembly.mandates import seats_of
from ...assembly.rolls import roll_of
from ...assembly.rules.roll import Carrier
from ...assembly.seat_names import seats_named
from ...assembly.sittings import sitting_in
from ...errors import NotFound
from ...web.identity import current_person
from . import blueprint
from .chair import chair_page
from .floor_forms import AskForm, FloorForm, MoreForm

ACTS = {"giving": give_floor, "end": end_speech, "withdrawal": withdraw}
"""What a press alone does to a speech."""


@blueprint.post("/sittings/<public_id>/chair/speeches")
def ask_for(public_id: str) -> Any:
    """Put a member whose hand was seen on the list. The substitute speaks where it carries the voice."""
    sitting, form = sitting_in(g.congress, public_id), AskForm()
    if not form.validate_on_submit():
        return chair_page(sitting, asking=form), 422
    found = seats_named(seats_of(sitting), form.member.data)
    if len(found) != 1:
        form.member.errors = [
            _("Aucun membre de cette séance ne porte ce nom\u00a0: %(name)s.", name=form.member.data[:200])
            if not found
            else _("Plusieurs membres portent ce nom. Écrivez aussi le pays, entre parenthèses.")
        ]
        return chair_page(sitting, asking=form), 422
    mandate = found[0].mandate
    there = {line.seat.mandate.id: line.carrier for line in roll_of(sitting).lines}
    carrier = Carrier.SUBSTITUTE if there.get(mandate.id) is Carrier.SUBSTITUTE else Carrier.TITULAR
    ask_floor(
        sitting,
        mandate,
        carrier=carrier,
        kind=SpeechKind(form.kind.data),
        source=SpeechSource.DESK,
        by=current_person(),
    )
    flash(_("Inscrit sur la liste\u00a0: %(member)s.", member=found[0].member.name), "ok")
    return redirect(url_for("assembly.show_chair", public_id=public_id))


@blueprint.post("/sittings/<public_id>/chair/speeches/<speech_id>/<act>")
def act_on_speech(public_id: str, speech_id: str, act: str) -> Any:
    """Give the floor, end a speech, take a request off, add a minute."""
    speech = speech_of(sitting_in(g.congress, public_id), speech_id)
    if act == "more":
        form = MoreForm()
        if not form.validate_on_submit():
            raise NotFound
        give_more(speech, seen=form.seconds(), by=current_person())
    elif act in ACTS:
        ACTS[act](speech, by=current_person())
    else:
        raise NotFound
    return redirect(url_for("assembly.show_chair", public_id=public_id))


@blueprint.post("/sittings/<public_id>/chair/items/<item_id>/floor")
def decide_floor(public_id: str, item_id: str) -> Any:
    """Write the time of a speech, the order of the list, whether it is closed."""
    sitting = sitting_in(g.congress, public_id)
    item, form = item_of(sitting, item_id), FloorForm()
    form.offer(floor_of(item).seconds)
    if not form.validate_on_submit():
        return chair_page(sitting, floor_form=form), 422
    set_floor(
        item,
        seconds=form.minutes.data,
        first_timers_first=form.first_timers_first.data,
        is_closed=form.is_closed.data,
        by=current_person(),
    )
    flash(_("La liste des orateurs est réglée."), "ok")
    return redirect(url_for("assembly.show_chair", public_id=public_id))
