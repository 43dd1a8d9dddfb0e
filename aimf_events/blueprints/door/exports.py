"""The passages at a door as a file: each scan as it was answered."""

from typing import Any

from flask import g
from flask_babel import gettext as _

from ...checkin.checkpoints import checkpoint_by_public_id
from ...checkin.models import Direction
from ...checkin.outcomes import card_name
from ...congress.categories import CARD_LABEL, CARD_LETTER
from ...i18n import country_name, pick
from ...reporting.exports import Column
from ...reporting.lists.passages import passage_rows
from ...web.exporting import plain, said_once, send_table, worded
from ...web.guards import DOOR_SUPERVISORS, allows, takes_away
from ...web.wording import addressed
from . import blueprint
from .words import verdict_words


@blueprint.get("/checkpoints/<public_id>/passages.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/checkpoints/<public_id>/passages.csv", defaults={"kind": "csv"})
@allows(DOOR_SUPERVISORS)
@takes_away
def export_passages(public_id: str, kind: str) -> Any:
    """The passages at one door, in the order in which they happened."""
    door, words = checkpoint_by_public_id(g.congress, public_id), verdict_words()
    ways = {Direction.IN: _("entrée"), Direction.OUT: _("sortie")}
    columns = [
        plain(_("Heure"), "effective_at"),
        worded(_("Sens"), "direction", ways.__getitem__),
        worded(_("Verdict"), "verdict"),
        worded(_("Raison"), "reason", lambda reason: words[reason][0]),
        worded(_("Montré à la porte"), "verdict_shown"),
        Column(_("Nom"), lambda row: addressed(row) if row.badge_name else card_name(row.card) if row.card else None),
        plain(_("Délégation"), "delegation"),
        worded(_("Pays"), "country", country_name),
        Column(_("Lettre du badge"), lambda row: CARD_LETTER if row.card else row.letter),
        Column(_("Catégorie"), said_once(lambda row: CARD_LABEL if row.card else row.category, pick)),
        plain(_("Présent maintenant"), "is_in"),
        plain(_("Appareil"), "device"),
        plain(_("Code tapé"), "typed"),
        plain(_("En ligne"), "is_online"),
        plain(_("Reçu le"), "received_at"),
    ]
    title, narrowed = _("Passages"), [(_("Porte"), door.name)]
    return send_table(passage_rows(door), columns, kind=kind, table="passages", title=title, narrowed=narrowed)
