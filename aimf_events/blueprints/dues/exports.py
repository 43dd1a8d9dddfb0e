"""The dues as a file, with the choices of the page."""

from typing import Any

from flask_babel import gettext as _

from ...i18n import country_name
from ...reporting.exports import Column
from ...web.asking import asked
from ...web.exporting import send_table
from ...web.guards import takes_away
from ...web.wording import words_for
from . import blueprint
from .views import chosen_lines
from .words import SHOWN


@blueprint.get("/dues.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/dues.csv", defaults={"kind": "csv"})
@takes_away
def export_dues(kind: str) -> Any:
    """The members that the choices keep, with what each owes."""
    columns = [
        Column(_("Nom"), lambda line: line.member.name),
        Column(_("Pays"), lambda line: country_name(line.member.country)),
        Column(_("Catégorie"), lambda line: words_for(line.member.category)),
        Column(_("Code"), lambda line: line.member.code),
        Column(_("Situation"), lambda line: words_for(line.account.standing)),
        Column(_("Années dues"), lambda line: ", ".join(map(str, line.account.years_due)) or None),
        Column(_("Reste à payer (EUR)"), lambda line: line.account.amount_due or None),
        Column(_("Écritures à confirmer"), lambda line: len(line.account.awaiting) or None),
    ]
    narrowed = [(_("Recherche"), asked("q")), (_("Affichage"), str(SHOWN.get(asked("shown"), "")))]
    return send_table(chosen_lines(), columns, kind=kind, table="dues", title=_("Cotisations"), narrowed=narrowed)
