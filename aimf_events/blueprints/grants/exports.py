"""The list of the grants as a file, with the filters of the page."""

from typing import Any

from flask_babel import gettext as _

from ...i18n import country_name
from ...membership.grant_models import Fund, GrantState
from ...membership.grants import all_grants
from ...reporting.exports import Column
from ...web.exporting import plain, send_table, worded
from ...web.guards import takes_away
from ...web.wording import words_for
from . import blueprint
from .views import asked_search


@blueprint.get("/grants.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/grants.csv", defaults={"kind": "csv"})
@takes_away
def export_grants(kind: str) -> Any:
    """The grants that the filters keep, with what was paid."""
    search = asked_search()
    columns = [
        Column(_("Membre"), lambda row: row.member.name),
        Column(_("Pays"), lambda row: country_name(row.member.country)),
        plain(_("Projet"), "title"),
        worded(_("Fonds"), "fund"),
        worded(_("État"), "state"),
        plain(_("Devise"), "currency"),
        plain(_("Somme demandée"), "asked"),
        plain(_("Somme accordée"), "awarded"),
        plain(_("Somme versée"), "paid"),
        plain(_("Demandée le"), "requested_on"),
        plain(_("Rapport attendu le"), "report_due_on"),
        plain(_("Décision du Bureau"), "decision"),
    ]
    narrowed = [
        (_("Recherche"), search.text),
        (_("État"), str(words_for(GrantState(search.shown))) if search.shown in set(GrantState) else ""),
        (_("Fonds"), str(words_for(Fund(search.fund))) if search.fund in set(Fund) else ""),
    ]
    return send_table(all_grants(search), columns, kind=kind, table="grants", title=_("Subventions"), narrowed=narrowed)
