"""The paper pack as a PDF: telephones first, then the doors' lists with boxes to tick, then each delegation with its codes."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ..checkin.short_code import format_short_code
from ..congress.models import Congress
from ..i18n import country_name, format_day, format_hour, language, pick, use_language, zone_city
from .pack_lists import bearers_of, by_delegation, door_lists, heads_of, minors_of, team_of
from .setting import local, set_pdf
from .team import ROLES


def pack_pdf(congress: Congress, *, language: str, made_at: datetime, version: int) -> tuple[bytes, int]:
    """Return the PDF and how many people stand in it."""
    with use_language(language):
        bearers = bearers_of(congress)
        return set_pdf("pack.typ", _sheet(congress, bearers, made_at, version)), len(bearers)


def _sheet(congress: Congress, bearers: Any, made_at: datetime, version: int) -> dict[str, Any]:
    zone = congress.time_zone
    said = {"day": format_day(local(made_at, zone).date()), "hour": format_hour(made_at, zone), "city": zone_city(zone)}
    lists = door_lists(congress, bearers)
    return {
        "language": language(),
        "title": _("Dossier papier des portes"),
        "congress": pick(congress.title),
        "made": _("Fait le %(day)s à %(hour)s (heure de %(city)s).", **said),
        "version": _("Version de la liste : %(version)d", version=version),
        "secret": _(
            "Ce dossier contient des codes et des numéros personnels : gardez-le sur vous, et détruisez-le après le congrès."
        ),
        "totals": [[_names(each), _count(each.people)] for each in lists],
        "doors_head": _("Portes"),
        "phones": _phones(congress, bearers),
        "doors": [_door(each) for each in lists],
        "delegations_head": _("Délégations : noms et codes courts"),
        "delegations": [_delegation(people) for people in by_delegation(bearers)],
        "page": _("page"),
    }


def _phones(congress: Congress, bearers: Any) -> list[dict[str, Any]]:
    unknown = _("pas de numéro")
    team = [[ROLES[role], name, phone or unknown] for role, name, phone in team_of(congress)]
    heads = [[name, person, phone or unknown] for name, person, phone in heads_of(congress)]
    minors = [[each.delegation, _name(each), phone or unknown] for each, phone in minors_of(bearers)]
    told = [
        (_("Téléphones de l’équipe"), team, _("Personne n’a encore de rôle sur place.")),
        (_("Mineurs : l’adulte à appeler"), minors, _("Aucun mineur n’est accrédité.")),
        (_("Chefs de délégation"), heads, _("Aucun chef de délégation n’est nommé.")),
    ]
    return [
        {"head": head, "rows": [[str(word) for word in row] for row in rows], "none": none} for head, rows, none in told
    ]


def _door(each: Any) -> dict[str, Any]:
    rows = [[_name(one), one.delegation, one.letter] for one in each.people]
    return {"head": _names(each), "total": _count(each.people), "rows": rows}


def _delegation(people: list[Any]) -> dict[str, Any]:
    rows = [[_name(one), one.letter, format_short_code(one.code)] for one in people]
    return {"head": f"{people[0].delegation}, {country_name(people[0].country)}", "rows": rows}


def _names(each: Any) -> str:
    return " · ".join(door.name for door in each.doors)


def _name(each: Any) -> str:
    """As an alphabetical list wants it. Nothing is split or upper-cased: a name is not a list of words."""
    return ", ".join(part for part in (each.family_name, each.given_name) if part)


def _count(people: list[Any]) -> str:
    return ngettext("%(num)d personne", "%(num)d personnes", len(people))
