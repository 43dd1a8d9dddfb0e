"""The papers of a sitting: asked for, taken, entered in the journal."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.convocation_letter import name_of
from ...assembly.sitting_models import Sitting
from ...assembly.sittings import sitting_in
from ...errors import NotFound
from ...reception.pack import ask_for_pack, open_pack, pack_by_public_id, packs_of
from ...web.files import PDF, shown_file
from ...web.guards import takes_away
from ...web.identity import signed_in_person
from . import blueprint


@blueprint.get("/sittings/<public_id>/packs")
def list_packs(public_id: str) -> Any:
    """The papers that were made, and the button that asks for them as things stand."""
    sitting = _convened(public_id)
    return render_template(
        "assembly/packs.html",
        title=_("Dossier papier de la séance"),
        sitting=sitting,
        crumb=(name_of(sitting), url_for("assembly.show_sitting", public_id=public_id)),
        packs=packs_of(g.congress, sitting),
    )


@blueprint.post("/sittings/<public_id>/packs")
def ask_pack(public_id: str) -> Any:
    """Ask for the papers as things stand."""
    ask_for_pack(g.congress, sitting=_convened(public_id), by=signed_in_person())
    flash(_("Le dossier se prépare\u00a0: il est là dans une minute. Rechargez cette page."), "ok")
    return redirect(url_for("assembly.list_packs", public_id=public_id))


@blueprint.get("/sittings/<public_id>/packs/<pack_id>.pdf")
@takes_away
def take_pack(public_id: str, pack_id: str) -> Response:
    """The papers, to be printed; the journal says who took them."""
    pack = pack_by_public_id(g.congress, pack_id, _convened(public_id))
    return shown_file(open_pack(pack, by=signed_in_person()), PDF, "dossier-seance.pdf")


def _convened(public_id: str) -> Sitting:
    sitting = sitting_in(g.congress, public_id)
    if sitting.is_draft:
        raise NotFound
    return sitting
