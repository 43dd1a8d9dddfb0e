"""The doors of the congress and their counters; the supervisor adds and changes them."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...checkin import checkpoints
from ...checkin.checkpoints import Counts, checkpoint_by_public_id
from ...checkin.desk_list import devices_with_names
from ...checkin.devices import devices_of
from ...checkin.door_sessions import sessions_at, what_is_on
from ...checkin.floaters import floaters_at
from ...checkin.incidents import how_many_wait
from ...checkin.models import Checkpoint, Way
from ...checkin.places import is_nearly_full
from ...checkin.quarantine import waiting_by_device
from ...clock import now
from ...congress.categories import bit_set, bits, categories_of, zones_of
from ...congress.venues import rooms_of
from ...i18n import format_hour, format_moment, pick
from ...programme.sessions import sessions_of
from ...registration.models import Capacity
from ...reporting.board import people_inside
from ...web.exporting import export_addresses
from ...web.guards import DOOR_SUPERVISORS, admits, allows
from ...web.identity import current_person, current_roles
from ...web.wording import words_for
from . import blueprint
from .forms import CheckpointForm


def supervises() -> bool:
    """Whether the reader may change doors, devices and keys."""
    return admits(DOOR_SUPERVISORS, current_roles(), signed_in=True, reads=False)


@blueprint.get("/")
def list_checkpoints() -> Any:
    """Show the doors: choose one to hold, or see how many have passed."""
    counts = checkpoints.counts_of(g.congress)
    doors = [(door, counts.get(door.id, Counts())) for door in checkpoints.checkpoints_of(g.congress)]
    return render_template(
        "door/list.html",
        title=_("Les portes"),
        doors=doors,
        inside=people_inside(g.congress),
        supervises=supervises(),
        incidents=how_many_wait(g.congress) if supervises() else 0,
    )


@blueprint.get("/checkpoints/<public_id>")
def show_checkpoint(public_id: str) -> Any:
    """Show the counters of a door and its arrivals by quarter of an hour, live."""
    door = checkpoint_by_public_id(g.congress, public_id)
    counts = checkpoints.counts_at(door.id)
    rows = [
        {"label": format_hour(quarter, g.congress.time_zone), "values": [entries]}
        for quarter, entries in checkpoints.arrivals_of(door)
    ]
    return render_template(
        "door/checkpoint.html",
        title=door.name,
        door=door,
        counts=counts,
        on=what_is_on(sessions_at(door), now()),
        nearly_full=door.places is not None and is_nearly_full(door.places - counts.in_now, door.places),
        cards=floaters_at(door),
        quarters=rows,
        rules=rules_in_words(door),
        topic=checkpoints.topic_of(door),
        supervises=supervises(),
        exports=export_addresses("door.export_passages", public_id=public_id),
    )


@blueprint.get("/checkpoints/new")
@allows(DOOR_SUPERVISORS)
def new_checkpoint() -> Any:
    """Ask for a new door's rules."""
    return _form_page(_filled(CheckpointForm()), _("Ajouter une porte"))


@blueprint.post("/checkpoints/new")
@allows(DOOR_SUPERVISORS)
def open_checkpoint() -> Any:
    """Add a door."""
    form = _filled(CheckpointForm())
    if not form.validate_on_submit():
        return _form_page(form, _("Ajouter une porte")), 422
    door = checkpoints.open_checkpoint(g.congress, by=current_person(), **_rules(form))
    flash(_("La porte « %(name)s » est prête.", name=door.name), "ok")
    return redirect(url_for("door.list_checkpoints"))


@blueprint.get("/checkpoints/<public_id>/edit")
@allows(DOOR_SUPERVISORS)
def edit_checkpoint(public_id: str) -> Any:
    """Ask for what changes."""
    door = checkpoint_by_public_id(g.congress, public_id)
    given = {
        "room": door.room.public_id if door.room else "",
        "categories": door.category_numbers,
        "zones": bits(door.zones),
        "sessions": [each.public_id for each in door.sessions],
        "way": door.way.value,
    }
    return _form_page(_filled(CheckpointForm(obj=door, data=given)), _("Modifier la porte"))


@blueprint.post("/checkpoints/<public_id>/edit")
@allows(DOOR_SUPERVISORS)
def change_checkpoint(public_id: str) -> Any:
    """Change a door."""
    door = checkpoint_by_public_id(g.congress, public_id)
    form = _filled(CheckpointForm())
    if not form.validate_on_submit():
        return _form_page(form, _("Modifier la porte")), 422
    checkpoints.change_checkpoint(door, by=current_person(), **_rules(form))
    flash(_("Les règles de la porte sont enregistrées."), "ok")
    return redirect(url_for("door.show_checkpoint", public_id=public_id))


def rules_in_words(door: Checkpoint) -> list[tuple[str, str]]:
    """Return who may pass a door, as facts to read."""
    labels = {category.number: f"{category.letter} · {pick(category.label)}" for category in categories_of(g.congress)}
    zones = [pick(zone.label) for zone in zones_of(g.congress) if door.zones >> zone.bit & 1]
    chosen = [labels[number] for number in door.category_numbers if number in labels]
    return [
        (_("Salle"), door.room.name if door.room else _("aucune en particulier")),
        (_("Catégories admises"), ", ".join(chosen) or _("toutes")),
        (_("Zones"), ", ".join(zones) or _("toutes")),
        (_("Jours"), _("ceux du badge") if door.checks_day else _("sans vérification")),
        (_("Badge déjà entré"), _("signalé") if door.admits_once else _("admis chaque fois")),
        (_("Sens"), way_words(door.way)),
        (_("Places"), _places_in_words(door)),
        (_("Qualités admises"), ", ".join(str(words_for(Capacity(each))) for each in door.capacities) or _("toutes")),
        (_("Sièges par délégation"), _seats_in_words(door)),
        (_("Séances"), ", ".join(pick(each.title) for each in door.sessions) or _("celles de la salle")),
        *([(_("Impression"), _("du badge, à la première entrée"))] if door.prints_on_entry else []),
        (_("État"), _("ouverte") if door.is_open else _("fermée")),
    ]


def way_words(way: Way) -> str:
    """Return which passages a door notes."""
    return {Way.BOTH: _("entrée et sortie"), Way.IN: _("entrée seulement"), Way.OUT: _("sortie seulement")}[way]


def _places_in_words(door: Checkpoint) -> str:
    if door.limit:
        return str(door.limit)
    if door.places:
        return _("%(count)s, celles de la salle", count=door.places)
    return _("sans limite")


def _seats_in_words(door: Checkpoint) -> str:
    if not door.delegation_seats:
        return _("sans limite")
    return _("%(count)s, dont un gardé au titulaire", count=door.delegation_seats)


def _filled(form: CheckpointForm) -> CheckpointForm:
    form.room.choices = [
        ("", _("Aucune en particulier")),
        *((room.public_id, room.name) for room in rooms_of(g.congress)),
    ]
    form.categories.choices = [(c.number, f"{c.letter} · {pick(c.label)}") for c in categories_of(g.congress)]
    form.sessions.choices = [
        (each.public_id, f"{format_moment(each.starts_at, g.congress.time_zone)} · {pick(each.title)}")
        for each in sessions_of(g.congress)
        if each.cancelled_at is None
    ]
    form.zones.choices = [(zone.bit, pick(zone.label)) for zone in zones_of(g.congress)]
    return form


def _rules(form: CheckpointForm) -> dict[str, Any]:
    rooms = {room.public_id: room for room in rooms_of(g.congress)}
    return {
        "name": form.name.data,
        "room": rooms.get(form.room.data or ""),
        "category_numbers": form.categories.data,
        "zones": bit_set(form.zones.data or []),
        "checks_day": form.checks_day.data,
        "admits_once": form.admits_once.data,
        "sessions": [each for each in sessions_of(g.congress) if each.public_id in (form.sessions.data or [])],
        "limit": form.limit.data,
        "way": Way(form.way.data),
        "capacities": form.capacities.data,
        "delegation_seats": form.delegation_seats.data,
        "is_open": form.is_open.data,
        "prints_on_entry": form.prints_on_entry.data,
    }


def _form_page(form: CheckpointForm, title: str) -> str:
    return render_template("door/checkpoint_form.html", title=title, form=form)


@blueprint.get("/devices")
@allows(DOOR_SUPERVISORS)
def list_devices() -> Any:
    """Show the telephones at the doors, and what could not be used of what they sent."""
    dead = checkpoints.dead_scans_of(g.congress)
    devices = devices_of(g.congress)
    return render_template(
        "door/devices.html",
        title=_("Les appareils aux portes"),
        devices=devices,
        on_shift=devices_with_names([device for device, *_counts in devices]),
        aside=waiting_by_device(g.congress),
        dead=dead,
    )
