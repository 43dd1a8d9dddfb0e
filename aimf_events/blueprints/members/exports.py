"""The list of members and partners as a file, with the filters of the page."""

from typing import Any

from flask_babel import gettext as _

from ...i18n import country_name, pick
from ...members.models import MemberCategory, Standing
from ...reporting.exports import Column
from ...reporting.lists.colleagues import member_rows
from ...web.exporting import plain, send_table, worded
from ...web.guards import takes_away
from ...web.wording import addressed, words_for
from . import blueprint
from .views import asked_search


@blueprint.get("/members.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/members.csv", defaults={"kind": "csv"})
@takes_away
def export_members(kind: str) -> Any:
    """The members that the filters keep, each with the holder of its executive office."""
    search = asked_search()
    columns = [
        plain(_("Nom"), "name"),
        worded(_("Pays"), "country", country_name),
        worded(_("Catégorie"), "category"),
        worded(_("Cotisation"), "standing"),
        plain(_("Code"), "code"),
        Column(_("Exécutif local"), lambda row: addressed(row) if row.badge_name else None),
        worded(_("Fonction"), "title", pick),
        plain(_("Adresse électronique"), "email"),
        plain(_("Langue des lettres"), "language"),
        plain(_("Fuseau horaire"), "time_zone"),
    ]
    narrowed = [
        (_("Recherche"), search.text),
        (_("Pays"), country_name(search.country) if search.country else ""),
        (_("Catégorie"), _words(MemberCategory, search.category)),
        (_("Cotisation"), _words(Standing, search.standing)),
    ]
    title = _("Membres et partenaires")
    return send_table(member_rows(search), columns, kind=kind, table="members", title=title, narrowed=narrowed)


def _words(kind: Any, value: str) -> str:
    """The words of a choice; nothing where it is no word of the list, for then it narrows nothing."""
    return str(words_for(kind(value))) if value in set(kind) else ""
