"""Arrivals, departures and transfers: by day, hour and flight; the choices are in the address, and in the file."""

from typing import Any

from flask import g, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...i18n import format_day
from ...registration.models import Direction, Passenger
from ...reporting.arrivals import MovementFilter, by_day, days_of, passengers_of, silent_people
from ...reporting.exports import Column
from ...reporting.transfers import transfers_of
from ...web.asking import asked, kept
from ...web.exporting import export_addresses, send_table
from ...web.guards import takes_away
from ...web.wording import addressed
from . import blueprint
from .words import MEANS, tabs


@blueprint.get("/")
def list_arrivals() -> Any:
    """Who arrives, flight by flight."""
    return _movements(Direction.ARRIVAL, _("Arrivées"), "travel.list_arrivals", "travel.export_arrivals")


@blueprint.get("/departures")
def list_departures() -> Any:
    """Who leaves, flight by flight."""
    return _movements(Direction.DEPARTURE, _("Départs"), "travel.list_departures", "travel.export_departures")


@blueprint.get("/arrivals.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/arrivals.csv", defaults={"kind": "csv"})
@takes_away
def export_arrivals(kind: str) -> Any:
    """The arrivals as a file."""
    people = passengers_of(g.congress, Direction.ARRIVAL, wanted())
    return send_table(people, columns(), kind=kind, table="arrivals", title=_("Arrivées"), narrowed=narrowed())


@blueprint.get("/departures.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/departures.csv", defaults={"kind": "csv"})
@takes_away
def export_departures(kind: str) -> Any:
    """The departures as a file."""
    people = passengers_of(g.congress, Direction.DEPARTURE, wanted())
    return send_table(people, columns(), kind=kind, table="departures", title=_("Départs"), narrowed=narrowed())


@blueprint.get("/transfers")
def list_transfers() -> Any:
    """Whom to drive, when and from where."""
    found = transfers_of(g.congress, wanted())
    count = sum(len(each.people) for each in found)
    sentence = ngettext("%(num)d personne à conduire.", "%(num)d personnes à conduire.", count)
    return render_template(
        "travel/transfers.html",
        title=_("Navettes"),
        tabs=tabs("travel.list_transfers"),
        transfers=found,
        sentence=sentence,
        wanted=wanted(),
        means=MEANS,
        days=_day_options(sorted({*days_of(g.congress, Direction.ARRIVAL), *days_of(g.congress, Direction.DEPARTURE)})),
        exports=export_addresses("travel.export_transfers", **kept("day", "q")),
    )


@blueprint.get("/transfers.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/transfers.csv", defaults={"kind": "csv"})
@takes_away
def export_transfers(kind: str) -> Any:
    """The transfers as a file, a line per person."""
    people = [each for transfer in transfers_of(g.congress, wanted()) for each in transfer.people]
    return send_table(people, columns(), kind=kind, table="transfers", title=_("Navettes"), narrowed=narrowed())


def wanted() -> MovementFilter:
    """What the address asks for."""
    return MovementFilter(day=asked("day"), q=asked("q"))


def narrowed() -> list[tuple[str, str]]:
    """The same in words, for the file."""
    return [(_("Jour"), wanted().day), (_("Recherche"), wanted().q)]


def columns() -> list[Column]:
    """The columns of a file of passengers."""

    def of(name: str) -> Any:
        return lambda each: getattr(each.journey, name)

    return [
        Column(_("Sens"), lambda each: _("arrivée") if each.direction is Direction.ARRIVAL else _("départ")),
        Column(_("Jour"), of("day")),
        Column(_("Heure"), of("hour")),
        Column(_("Moyen"), lambda each: str(MEANS[each.journey.means])),
        Column(_("Numéro"), of("number")),
        Column(_("Lieu"), of("place")),
        Column(_("De ou vers"), of("other_place")),
        Column(_("Délégation"), _delegation),
        Column(_("Nom"), lambda each: addressed(each.registration.person)),
        Column(_("Fonction"), lambda each: each.registration.function),
        Column(_("Navette"), of("wants_transfer")),
        Column(_("Remarque"), of("note")),
    ]


def _delegation(each: Passenger) -> str:
    return each.registration.delegation.name


def _movements(direction: Direction, title: str, endpoint: str, export: str) -> str:
    people, silent = passengers_of(g.congress, direction, wanted()), silent_people(g.congress, direction)
    said = ngettext("%(num)d personne a dit son voyage", "%(num)d personnes ont dit leur voyage", len(people))
    rest = ngettext("%(num)d ne l’a pas encore dit", "%(num)d ne l’ont pas encore dit", silent)
    return render_template(
        "travel/movements.html",
        title=title,
        tabs=tabs(endpoint),
        days=by_day(people),
        people=people,
        sentence=_("%(said)s, %(rest)s.", said=said, rest=rest) if silent else _("%(said)s.", said=said),
        wanted=wanted(),
        here=url_for(endpoint),
        options=_day_options(days_of(g.congress, direction)),
        means=MEANS,
        exports=export_addresses(export, **kept("day", "q")),
    )


def _day_options(days: list[Any]) -> list[tuple[str, str]]:
    return [("", _("tous")), *((day.isoformat(), format_day(day, year=False)) for day in days)]
