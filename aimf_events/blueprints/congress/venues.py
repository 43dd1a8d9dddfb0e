"""Buildings and rooms."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...congress.venues import add_room, add_venue, change_room, change_venue, remove_room, room_of, venue_of, venues_of
from ...web.identity import current_person
from . import blueprint
from .forms import RoomForm, VenueForm


@blueprint.get("/<congress>/settings/venues")
def list_venues() -> Any:
    """The buildings and their rooms, and the form of one more building."""
    return _page(VenueForm())


@blueprint.post("/<congress>/settings/venues")
def add_building() -> Any:
    """Add a building."""
    form = VenueForm()
    if not form.validate_on_submit():
        return _page(form), 422
    add_venue(g.congress, name=form.name.data, address=form.address.data or "", by=current_person())
    return _back(_("Le lieu est ajouté. Ajoutez maintenant ses salles."))


@blueprint.get("/<congress>/settings/venues/<public_id>")
def edit_venue(public_id: str) -> Any:
    """The form that corrects a building."""
    venue = venue_of(g.congress, public_id)
    return _form(_("Corriger le lieu"), VenueForm(name=venue.name, address=venue.address))


@blueprint.post("/<congress>/settings/venues/<public_id>")
def correct_venue(public_id: str) -> Any:
    """Correct a building."""
    venue, form = venue_of(g.congress, public_id), VenueForm()
    if not form.validate_on_submit():
        return _form(_("Corriger le lieu"), form), 422
    change_venue(venue, name=form.name.data, address=form.address.data or "", by=current_person())
    return _back(_("Le lieu est corrigé."))


@blueprint.get("/<congress>/settings/venues/<public_id>/rooms")
def new_room(public_id: str) -> Any:
    """The form that adds a room."""
    venue_of(g.congress, public_id)
    return _form(_("Ajouter une salle"), RoomForm())


@blueprint.post("/<congress>/settings/venues/<public_id>/rooms")
def add_hall(public_id: str) -> Any:
    """Add a room to a building."""
    venue, form = venue_of(g.congress, public_id), RoomForm()
    if not form.validate_on_submit():
        return _form(_("Ajouter une salle"), form), 422
    values = {"name": form.name.data, "capacity": form.capacity.data, "is_streamed": form.is_streamed.data}
    add_room(venue, **values, by=current_person())
    return _back(_("La salle est ajoutée."))


@blueprint.get("/<congress>/settings/rooms/<public_id>")
def edit_room(public_id: str) -> Any:
    """The form that corrects a room."""
    room = room_of(g.congress, public_id)
    form = RoomForm(name=room.name, capacity=room.capacity, is_streamed=room.is_streamed)
    return _form(_("Corriger la salle"), form)


@blueprint.post("/<congress>/settings/rooms/<public_id>")
def correct_room(public_id: str) -> Any:
    """Correct a room."""
    room, form = room_of(g.congress, public_id), RoomForm()
    if not form.validate_on_submit():
        return _form(_("Corriger la salle"), form), 422
    values = {"name": form.name.data, "capacity": form.capacity.data, "is_streamed": form.is_streamed.data}
    change_room(room, **values, by=current_person())
    return _back(_("La salle est corrigée."))


@blueprint.post("/<congress>/settings/rooms/<public_id>/removal")
def take_away_room(public_id: str) -> Any:
    """Take a room away, unless something is planned in it."""
    remove_room(room_of(g.congress, public_id), by=current_person())
    return _back(_("La salle est retirée."))


def _back(said: str) -> Any:
    flash(said, "ok")
    return redirect(url_for("congress.list_venues"))


def _page(form: VenueForm) -> str:
    return render_template("congress/venues.html", title=_("Lieux et salles"), form=form, venues=venues_of(g.congress))


def _form(title: str, form: Any) -> str:
    parents = [
        (_("Réglages"), url_for("congress.show_settings")),
        (_("Lieux et salles"), url_for("congress.list_venues")),
    ]
    return render_template("congress/form.html", title=title, form=form, parents=parents, back=parents[-1][1])
