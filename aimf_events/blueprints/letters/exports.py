"""The register of letters as a file, with the filters of the page. Never what a letter says."""

from typing import Any

from flask import g
from flask_babel import gettext as _

from ...mail.answers import meaning
from ...mail.models import MessageState
from ...mail.rendering import name_of
from ...reporting.exports import Column
from ...reporting.lists.letters import letter_rows
from ...web.asking import asked
from ...web.exporting import plain, send_table, worded
from ...web.guards import takes_away
from ...web.wording import words_for
from . import blueprint


@blueprint.get("/letters.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/letters.csv", defaults={"kind": "csv"})
@takes_away
def export_letters(kind: str) -> Any:
    """The letters that the filters keep, the latest first."""
    state, fact, to = asked("state"), asked("fact"), asked("q")
    columns = [
        plain(_("Destinataire"), "recipient_name"),
        plain(_("Adresse électronique"), "recipient"),
        worded(_("Lettre"), "fact", name_of),
        Column(_("Objet"), lambda row: row.subject if row.priority else None),
        plain(_("Langue"), "language"),
        worded(_("État"), "state"),
        plain(_("Écrite"), "written_at"),
        plain(_("Close le"), "ended_at"),
        plain(_("Essais"), "tries"),
        worded(_("Réponse du serveur"), "answer", _answered),
        plain(_("Délégation appelée le"), "called_at"),
    ]
    narrowed = [
        (_("Destinataire"), to),
        (_("État"), str(words_for(MessageState(state))) if state in set(MessageState) else ""),
        (_("Lettre"), name_of(fact) if fact else ""),
    ]
    rows = letter_rows(g.congress, state=state, fact=fact, to=to)
    return send_table(rows, columns, kind=kind, table="letters", title=_("Lettres"), narrowed=narrowed)


def _answered(answer: str) -> str:
    """What the server said, with what it means where that is known."""
    known = meaning(answer)
    return f"{known} ({answer})" if known else answer
