"""Rooms, meals and accessibility, interpretation: on screen and as files."""

from typing import Any

from flask import g, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from ...accounts.models import Role
from ...congress.models import CongressRole
from ...i18n import pick
from ...reporting.diets import needs_of
from ...reporting.exports import Column
from ...reporting.field_groups import AnswerGroup
from ...reporting.interpretation import languages_of
from ...reporting.rooming import hotels_of, without_room
from ...web.asking import asked, kept
from ...web.exporting import export_addresses, send_table
from ...web.guards import allows, takes_away
from ...web.identity import current_roles
from ...web.wording import addressed
from . import blueprint
from .words import tabs

LISTENERS = frozenset({Role.SECRETARIAT, CongressRole.HOST_TEAM, CongressRole.INTERPRETER, CongressRole.PROGRAMME})


@blueprint.get("/rooms")
def list_rooms() -> Any:
    """The rooms by hotel, with their nights."""
    hotels, without = hotels_of(g.congress, asked("q")), without_room(g.congress)
    taken = ngettext("%(num)d nuit réservée", "%(num)d nuits réservées", sum(hotel.nights for hotel in hotels))
    rest = ngettext("%(num)d personne sans chambre", "%(num)d personnes sans chambre", without)
    return render_template(
        "travel/rooms.html",
        title=_("Chambres"),
        tabs=tabs("travel.list_rooms"),
        hotels=hotels,
        sentence=_("%(taken)s, %(rest)s.", taken=taken, rest=rest),
        q=asked("q"),
        exports=export_addresses("travel.export_rooms", **kept("q")),
    )


@blueprint.get("/rooms.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/rooms.csv", defaults={"kind": "csv"})
@takes_away
def export_rooms(kind: str) -> Any:
    """The rooming list as a file, a line per person."""
    rows = [
        (room, guest) for hotel in hotels_of(g.congress, asked("q")) for room in hotel.rooms for guest in room.guests
    ]
    columns = [
        Column(_("Hôtel"), lambda row: row[0].stay.hotel),
        Column(_("Première nuit"), lambda row: row[0].stay.arrives_on),
        Column(_("Départ"), lambda row: row[0].stay.leaves_on),
        Column(_("Nuits"), lambda row: row[0].nights),
        Column(_("Personnes dans la chambre"), lambda row: len(row[0].guests)),
        Column(_("Délégation"), lambda row: row[1].delegation.name),
        Column(_("Nom"), lambda row: addressed(row[1].person)),
        Column(_("Fonction"), lambda row: row[1].function),
        Column(_("Remarque"), lambda row: row[0].stay.note),
    ]
    title = _("Chambres")
    return send_table(rows, columns, kind=kind, table="rooms", title=title, narrowed=[(_("Recherche"), asked("q"))])


@blueprint.get("/needs")
def list_needs() -> Any:
    """Diets and accessibility: how many, and who."""
    return _groups(needs_of(g.congress, current_roles()), _("Repas et accessibilité"), "needs")


@blueprint.get("/needs.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/needs.csv", defaults={"kind": "csv"})
@takes_away
def export_needs(kind: str) -> Any:
    """Diets and accessibility as a file."""
    return _file(needs_of(g.congress, current_roles()), _("Repas et accessibilité"), "needs", kind)


@blueprint.get("/interpretation")
@allows(LISTENERS)
def list_languages() -> Any:
    """Languages in which the sessions are followed: how many, and who."""
    return _groups(languages_of(g.congress, current_roles()), _("Interprétation"), "languages")


@blueprint.get("/interpretation.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/interpretation.csv", defaults={"kind": "csv"})
@allows(LISTENERS)
@takes_away
def export_languages(kind: str) -> Any:
    """Languages as a file."""
    return _file(languages_of(g.congress, current_roles()), _("Interprétation"), "languages", kind)


def _groups(groups: list[AnswerGroup], title: str, name: str) -> str:
    """A page of answers with names; `answer` in the address narrows it to one."""
    chosen = asked("answer")
    options = [("", _("toutes")), *((group.answer, group.answer) for group in groups)]
    return render_template(
        "travel/groups.html",
        title=title,
        tabs=tabs(f"travel.list_{name}"),
        groups=[group for group in groups if chosen in ("", group.answer)],
        any_group=bool(groups),
        answer=chosen,
        options=options,
        endpoint=f"travel.list_{name}",
        exports=export_addresses(f"travel.export_{name}", **kept("answer")),
    )


def _file(groups: list[AnswerGroup], title: str, name: str, kind: str) -> Any:
    chosen = asked("answer")
    rows = [(group, person) for group in groups if chosen in ("", group.answer) for person in group.people]
    columns = [
        Column(_("Question"), lambda row: pick(row[0].field.label)),
        Column(_("Réponse"), lambda row: row[0].answer),
        Column(_("Délégation"), lambda row: row[1].delegation.name),
        Column(_("Nom"), lambda row: addressed(row[1].person)),
        Column(_("Fonction"), lambda row: row[1].function),
    ]
    return send_table(rows, columns, kind=kind, table=name, title=title, narrowed=[(_("Réponse"), chosen)])
