"""The programme as a file: every session, public or not, cancelled ones too. Never the address of a room online.

Its columns are those that the import knows (programme/import_columns.py): taken out, corrected, and given back.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import g
from flask_babel import gettext as _

from ...i18n import languages_spoken, pick
from ...reporting.exports import Column
from ...reporting.lists.sessions import session_rows
from ...web.exporting import plain, send_table, worded
from ...web.guards import takes_away
from . import blueprint


@blueprint.get("/sessions.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/sessions.csv", defaults={"kind": "csv"})
@takes_away
def export_sessions(kind: str) -> Any:
    """The sessions in their order, a line each."""
    columns = [
        plain(_("Jour"), "day"),
        Column(_("Début"), lambda row: time.fromisoformat(row.starts)),
        Column(_("Fin"), _end),
        plain(_("Minutes"), "minutes"),
        worded(_("Genre"), "kind"),
        worded(_("Comment y assister"), "mode"),
        Column(_("Titre"), lambda row: pick(row.title, "fr")),
        Column(_("Titre en anglais"), lambda row: (row.title or {}).get("en")),
        plain(_("Salle"), "room"),
        plain(_("Bâtiment"), "venue"),
        plain(_("Lieu"), "place"),
        worded(_("Langues"), "languages", languages_spoken),
        Column(_("Thème"), lambda row: pick(row.track, "fr") if row.track else None),
        Column(_("Présentation"), lambda row: (row.text or {}).get("fr")),
        Column(_("Présentation en anglais"), lambda row: (row.text or {}).get("en")),
        _named(_("Intervenants"), "speaker"),
        _named(_("Présidence"), "chair"),
        _named(_("Modération"), "moderator"),
        _named(_("Rapport"), "rapporteur"),
        _named(_("Interprétation"), "interpreter"),
        plain(_("Places dans la salle"), "room_places"),
        plain(_("Places en ligne"), "online_places"),
        plain(_("Au programme public"), "is_public"),
        plain(_("Code"), "public_id"),
        plain(_("Annulée le"), "cancelled_at"),
        plain(_("Modifiée le"), "changed_at"),
    ]
    return send_table(session_rows(g.congress), columns, kind=kind, table="programme", title=_("Programme"))


def _named(label: str, role: str) -> Column:
    """Who has a role, as the import reads names: a semicolon between two."""
    return Column(label, lambda row: "; ".join(getattr(row, role) or ()))


def _end(row: Any) -> time:
    """The hour on the wall at which a session ends."""
    begins = datetime.combine(date.min, time.fromisoformat(row.starts))
    return (begins + timedelta(minutes=row.minutes)).time()
