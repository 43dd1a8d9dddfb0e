"""« Voyage »: journeys and rooms of the whole group, written once, with boxes for who is concerned."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...i18n import zone_city
from ...registration.asking import answering_side, closes_at, is_open
from ...registration.journeys import (
    JourneyRefused,
    add_journey,
    change_journey,
    journey_of,
    journeys_of,
    remove_journey,
    travellers_of,
)
from ...registration.models import Direction, FieldPhase, Journey, Registration, Stay
from ...registration.stays import StayRefused, add_stay, change_stay, remove_stay, stay_of, stays_of
from ...web.forms import BaseForm
from . import blueprint
from .access import actor, ask_who, is_open_to_me
from .travel_forms import MEANS, JourneyForm, StayForm, journey_data, stay_data


@blueprint.get("/travel")
def show_travel() -> Any:
    """How the group comes, sleeps and goes home; and who has said nothing yet."""
    people = _mine()
    if people is None:
        return ask_who()
    journeys, stays = journeys_of(g.delegation), stays_of(g.delegation)
    said = {way: {p.id for j, aboard in journeys if j.direction is way for p in aboard} for way in Direction}
    housed = {p.id for _stay, guests in stays for p in guests}
    return render_template(
        "delegation/travel.html",
        title=_("Voyage"),
        journeys=journeys,
        stays=stays,
        people=people,
        without={way.value: [p for p in people if p.id not in said[way]] for way in Direction},
        homeless=[p for p in people if p.id not in housed],
        means=MEANS,
        closes=closes_at(g.congress, FieldPhase.TRAVEL),
        closed=not is_open(g.congress, FieldPhase.TRAVEL, side=answering_side(actor(), g.congress)),
        city=zone_city(g.congress.time_zone),
    )


@blueprint.route("/travel/journeys/new/<direction>", methods=["GET", "POST"])
def new_journey(direction: str) -> Any:
    """Write an arrival or a departure; everyone who has none yet is ticked."""
    if direction not in set(Direction):
        raise NotFound
    return _journey_page(Direction(direction), None)


@blueprint.route("/travel/journeys/<public_id>", methods=["GET", "POST"])
def edit_journey(public_id: str) -> Any:
    """Correct a journey, or who is on it."""
    journey = journey_of(g.delegation, public_id)
    return _journey_page(journey.direction, journey)


@blueprint.post("/travel/journeys/<public_id>/removal")
def take_away_journey(public_id: str) -> Any:
    """Take a journey away."""
    if _mine() is None:
        return ask_who()
    remove_journey(journey_of(g.delegation, public_id), by=actor())
    flash(_("Ce voyage est retiré."), "ok")
    return redirect(url_for("delegation.show_travel"))


@blueprint.route("/travel/rooms/new", methods=["GET", "POST"])
def new_room() -> Any:
    """Write a room."""
    return _room_page(None)


@blueprint.route("/travel/rooms/<public_id>", methods=["GET", "POST"])
def edit_room(public_id: str) -> Any:
    """Correct a room, or who sleeps in it."""
    return _room_page(stay_of(g.delegation, public_id))


@blueprint.post("/travel/rooms/<public_id>/removal")
def take_away_room(public_id: str) -> Any:
    """Give a room back."""
    if _mine() is None:
        return ask_who()
    remove_stay(stay_of(g.delegation, public_id), by=actor())
    flash(_("Cette chambre est rendue."), "ok")
    return redirect(url_for("delegation.show_travel"))


def _mine() -> list[Registration] | None:
    """The travellers, if all of them are open to this browser: a journey names the whole group."""
    people = travellers_of(g.delegation)
    return people if all(is_open_to_me(person) for person in people) else None


def _journey_page(direction: Direction, journey: Journey | None) -> Any:
    people = _mine()
    if people is None:
        return ask_who()
    seated = {p.id for j, aboard in journeys_of(g.delegation) if j.direction is direction for p in aboard}
    ticked = [p for p in people if p.id not in seated] or people
    if journey:
        ticked = next((aboard for j, aboard in journeys_of(g.delegation) if j.id == journey.id), [])
    form = JourneyForm(data=journey_data(journey, direction, ticked, g.congress)) if _reads() else JourneyForm()
    form.offer(people)
    if form.validate_on_submit():
        chosen = [person for person in people if person.public_id in form.people.data]
        plan = form.plan(direction)
        write = (
            (lambda: change_journey(journey, plan, chosen, by=actor()))
            if journey
            else (lambda: add_journey(g.delegation, plan, chosen, by=actor()))
        )
        if _written(form, write):
            return _back()
    title = _("Comment le groupe arrive") if direction is Direction.ARRIVAL else _("Comment le groupe repart")
    return render_template(
        "delegation/journey.html", title=title, form=form, direction=direction.value, thing=journey
    ), _status(form)


def _room_page(stay: Stay | None) -> Any:
    people = _mine()
    if people is None:
        return ask_who()
    rooms = stays_of(g.delegation)
    housed = {p.id for _stay, guests in rooms for p in guests}
    ticked = [p for p in people if p.id not in housed][:1]
    if stay:
        ticked = next((guests for s, guests in rooms if s.id == stay.id), [])
    form = StayForm(data=stay_data(stay, ticked, g.congress)) if _reads() else StayForm()
    form.offer(people)
    if form.validate_on_submit():
        chosen = [person for person in people if person.public_id in form.people.data]
        write = (
            (lambda: change_stay(stay, form.plan(), chosen, by=actor()))
            if stay
            else (lambda: add_stay(g.delegation, form.plan(), chosen, by=actor()))
        )
        if _written(form, write):
            return _back()
    return render_template("delegation/room.html", title=_("Une chambre"), form=form, thing=stay), _status(form)


def _written(form: BaseForm, write: Any) -> bool:
    """Run the verb; what it refuses is said beside the answer that is wrong."""
    try:
        write()
    except (JourneyRefused, StayRefused) as refused:
        form[refused.about].errors = [*form[refused.about].errors, refused.reason]
        return False
    return True


def _reads() -> bool:
    return request.method == "GET"


def _status(form: BaseForm) -> int:
    return 422 if form.errors else 200


def _back() -> Any:
    flash(_("C’est enregistré."), "ok")
    return redirect(url_for("delegation.show_travel"))
