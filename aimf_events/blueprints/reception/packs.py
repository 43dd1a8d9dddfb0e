"""The paper pack: asked for, taken, and when the last one was made."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...reception.pack import ask_for_pack, open_pack, pack_by_public_id, packs_of
from ...web.files import PDF, shown_file
from ...web.forms import BaseForm
from ...web.guards import DOOR_SUPERVISORS, allows, takes_away
from ...web.identity import signed_in_person
from . import blueprint


@blueprint.get("/packs")
@allows(DOOR_SUPERVISORS)
def list_packs() -> Any:
    """Show the packs that were made, and ask for one."""
    return render_template(
        "reception/packs.html", title=_("Le dossier papier"), packs=packs_of(g.congress), form=BaseForm()
    )


@blueprint.post("/packs")
@allows(DOOR_SUPERVISORS)
def ask_pack() -> Any:
    """Ask for the lists as they are now."""
    ask_for_pack(g.congress, by=signed_in_person())
    flash(_("Le dossier se prépare : il est là dans une minute. Rechargez cette page."), "ok")
    return redirect(url_for("reception.list_packs"))


@blueprint.get("/packs/<public_id>.pdf")
@allows(DOOR_SUPERVISORS)
@takes_away
def take_pack(public_id: str) -> Response:
    """The pack, to be printed; the journal says who took it."""
    pdf = open_pack(pack_by_public_id(g.congress, public_id), by=signed_in_person())
    return shown_file(pdf, PDF, "dossier-papier.pdf")
