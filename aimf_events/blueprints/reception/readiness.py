"""« Sommes-nous prêts ? » : the supervisor's page of the evening before."""

from typing import Any

from flask import current_app, g, render_template, url_for
from flask_babel import gettext as _

from ...reception.readiness import readiness_of
from ...reception.readiness_lines import Known, Line
from ...web.guards import DOOR_SUPERVISORS, admits, allows, requirement_of
from ...web.identity import current_roles
from . import blueprint

PLACES = {
    "badges": "door.list_badges",
    "blanks": "door.list_blanks",
    "keys": "door.list_keys",
    "doors": "door.list_checkpoints",
    "devices": "door.list_devices",
    "packs": "reception.list_packs",
    "letters": "letters.outbox",
}


@blueprint.get("/readiness")
@allows(DOOR_SUPERVISORS)
def show_readiness() -> Any:
    """Try and count everything that the doors need tomorrow."""
    lines = readiness_of(g.congress)
    words = {
        Known.OK: ("ok", _("prêt")),
        Known.LEFT: ("warn", _("à faire")),
        Known.UNKNOWN: ("wait", _("rien à juger")),
    }
    items = [
        {
            "label": line.what,
            "kind": words[line.known][0],
            "state": words[line.known][1],
            "hint": " ".join(part for part in (line.told, line.advice) if part),
            "url": _address(line),
        }
        for line in lines
    ]
    left = sum(line.known is not Known.OK for line in lines)
    return render_template("reception/readiness.html", title=_("Sommes-nous prêts ?"), items=items, left=left)


def _address(line: Line) -> str | None:
    """Where to do it, for whom that page is open."""
    endpoint = PLACES.get(line.place)
    if endpoint is None or endpoint not in current_app.view_functions:
        return None
    open_here = admits(requirement_of(endpoint), current_roles(), signed_in=True, reads=True)
    return url_for(endpoint) if open_here else None
