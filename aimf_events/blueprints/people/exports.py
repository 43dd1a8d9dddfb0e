"""The colleagues of the association as a file."""

from typing import Any

from flask_babel import gettext as _

from ...reporting.exports import Column
from ...reporting.lists.colleagues import role_rows
from ...web.exporting import plain, send_table, worded
from ...web.guards import takes_away
from ...web.wording import addressed
from . import blueprint


@blueprint.get("/colleagues.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/colleagues.csv", defaults={"kind": "csv"})
@takes_away
def export_colleagues(kind: str) -> Any:
    """Who holds which role for the whole association today."""
    columns = [
        Column(_("Nom"), addressed),
        plain(_("Adresse électronique"), "email"),
        worded(_("Rôle"), "role"),
        plain(_("Depuis"), "granted_at"),
        plain(_("Jusqu’au"), "until_on"),
        plain(_("Donné par"), "granted_by"),
    ]
    return send_table(role_rows(None), columns, kind=kind, table="colleagues", title=_("Collègues et rôles"))
