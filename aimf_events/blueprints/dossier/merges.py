"""Pairs that may be one human being, and one pair side by side."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ...dossier.merging import CHOSEN, candidates, in_one_congress, merge_persons
from ...dossier.persons import file_of
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .forms import MergeForm


@blueprint.get("/merges")
def list_merges() -> Any:
    """Pairs of one name or one mailbox, to look at."""
    return render_template("dossier/merges.html", title=_("Fiches en double"), pairs=candidates())


@blueprint.route("/merges/<first>/<second>", methods=["GET", "POST"])
def merge(first: str, second: str) -> Any:
    """Two files side by side; each field chosen, then one file."""
    kept, gone = file_of(first), file_of(second)
    if kept.person.id == gone.person.id:
        return redirect(url_for("dossier.show_person", public_id=kept.person.public_id))
    form, values = MergeForm(), _both(kept.person, gone.person)
    for name in CHOSEN:
        form[name].choices = [(key, text) for key, text in values[name].items()]
        form[name].data = form[name].data if form[name].data in values[name] else next(iter(values[name]))
    if form.validate_on_submit():
        chosen = {name: form[name].data for name in CHOSEN}
        merge_persons(kept.person, gone.person, chosen=chosen, by=current_person(), reason=form.reason.data)
        flash(_("Les deux fiches n’en font plus qu’une."), "ok")
        return redirect(url_for("dossier.show_person", public_id=kept.person.public_id))
    page = {"form": form, "kept": kept, "gone": gone, "differing": [n for n in CHOSEN if len(values[n]) > 1]}
    title = _("%(first)s : une seule personne ?", first=addressed(kept.person))
    twice = in_one_congress(kept.person, gone.person)
    return render_template("dossier/merge.html", title=title, twice=twice, **page), 422 if form.errors else 200


def _both(kept: Any, gone: Any) -> dict[str, dict[str, str]]:
    """The values of both, the kept one's first, one line where they agree."""
    found: dict[str, dict[str, str]] = {}
    for name in CHOSEN:
        pair = [getattr(each, name) or "" for each in (kept, gone)]
        found[name] = {str(value): str(value) or str(_("(vide)")) for value in pair}
    return found
