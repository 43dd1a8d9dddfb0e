"""Finding a person; their file; handing it over; erasing it."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...clock import now
from ...dossier.erasure import erase_person
from ...dossier.export import export_person
from ...dossier.mentions import AT_MOST, mentions_of
from ...dossier.persons import file_of, find_persons
from ...dossier.reviews import how_many_reviews
from ...dossier.words import place_words
from ...web.files import saved_file
from ...web.guards import takes_away
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .forms import ErasureForm, ReasonForm


@blueprint.get("/")
def list_persons() -> Any:
    """Search a person by name or mailbox."""
    text = request.args.get("q", "")[:100]
    page = {"text": text, "people": find_persons(text), "reviews": how_many_reviews()}
    return render_template("dossier/list.html", title=_("Personnes"), **page)


@blueprint.get("/<public_id>")
def show_person(public_id: str) -> Any:
    """The file of a person: what binds them to the association, and what can be done with their data."""
    found = file_of(public_id)
    if found.person.public_id != public_id:
        return redirect(url_for("dossier.show_person", public_id=found.person.public_id))
    return render_template(
        "dossier/show.html", title=addressed(found.person), file=found, export=ReasonForm(prefix="export")
    )


@blueprint.post("/<public_id>/export")
@takes_away
def export(public_id: str) -> Any:
    """Hand over all that is held of a person, with the reason why it was asked."""
    found, form = file_of(public_id), ReasonForm(prefix="export")
    if not form.validate_on_submit():
        return render_template("dossier/show.html", title=addressed(found.person), file=found, export=form), 422
    return packed(export_person(found.person, by=current_person(), reason=form.reason.data))


@blueprint.route("/<public_id>/erasure", methods=["GET", "POST"])
def erase(public_id: str) -> Any:
    """Say what will be lost and what stays, then erase."""
    found, form = file_of(public_id), ErasureForm()
    if form.validate_on_submit():
        chosen = request.form.getlist("mentions")
        erase_person(found.person, by=current_person(), reason=form.reason.data, mentions=chosen)
        flash(_("Les données de cette personne sont effacées."), "ok")
        return redirect(url_for("dossier.list_persons"))
    title = _("Effacer les données de %(person)s", person=addressed(found.person))
    page = {
        "file": found,
        "form": form,
        "mentions": mentions_of(found.person.family_name),
        "chosen": request.form.getlist("mentions"),
    }
    return render_template(
        "dossier/erase.html", title=title, place=place_words, most=AT_MOST, **page
    ), 422 if form.errors else 200


def packed(content: bytes) -> Response:
    """Return an export as a file to keep."""
    return saved_file(content, "application/zip", f"donnees-{now():%Y-%m-%d}.zip")
