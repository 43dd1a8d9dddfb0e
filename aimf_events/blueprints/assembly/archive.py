"""The archive of a sitting: asked for, followed while it is made, taken away."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.convocation_letter import name_of
from ...assembly.sitting_models import Sitting, SittingState
from ...assembly.sittings import sitting_in
from ...errors import NotFound
from ...i18n import format_moment
from ...minutes.archiving import archive_in, archives_of, ask_archive, content_of
from ...web.files import saved_file
from ...web.guards import takes_away
from ...web.identity import current_person
from . import blueprint

ZIP = "application/zip"


@blueprint.get("/sittings/<public_id>/archive")
def show_archive(public_id: str) -> Any:
    """The archives of a sitting that is over, each with its root."""
    sitting = _over(public_id)
    archives = archives_of(sitting)
    return render_template(
        "assembly/archive.html",
        title=_("Archive de la séance"),
        sitting=sitting,
        crumb=(name_of(sitting), url_for("assembly.show_sitting", public_id=public_id)),
        archives=[(each, format_moment(each.made_at or each.asked_at, sitting.time_zone)) for each in archives],
        waits=any(not each.is_made for each in archives),
    )


@blueprint.post("/sittings/<public_id>/archive")
def build_archive(public_id: str) -> Any:
    """Ask for an archive."""
    ask_archive(_over(public_id), by=current_person())
    flash(_("L’archive se prépare. Elle paraît ici dans la minute."), "ok")
    return redirect(url_for("assembly.show_archive", public_id=public_id))


@blueprint.get("/sittings/<public_id>/archive/<archive_id>.zip")
@takes_away
def take_archive(public_id: str, archive_id: str) -> Any:
    """The file."""
    sitting = _over(public_id)
    archive = archive_in(sitting, archive_id)
    return saved_file(content_of(archive), ZIP, f"archive-{sitting.body.value}-{sitting.day.isoformat()}.zip")


def _over(public_id: str) -> Sitting:
    sitting = sitting_in(g.congress, public_id)
    if sitting.state is not SittingState.CLOSED or sitting.is_rehearsal:
        raise NotFound
    return sitting
