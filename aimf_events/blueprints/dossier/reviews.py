"""Notes that may name somebody who erased their own data: read over, the name blanked where it is theirs, then forgotten."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...dossier.mentions import AT_MOST, mentions_of
from ...dossier.reviews import KEPT, name_in, review_by_public_id, reviews_waiting, settle_review
from ...dossier.words import place_words
from ...web.forms import BaseForm
from ...web.identity import current_person
from . import blueprint


@blueprint.get("/reviews")
def list_reviews() -> Any:
    """The names to look for, and until when."""
    reviews = [(review, name_in(review), review.opened_at + KEPT) for review in reviews_waiting()]
    return render_template("dossier/reviews.html", title=_("Notes à relire"), reviews=reviews, days=KEPT.days)


@blueprint.route("/reviews/<public_id>", methods=["GET", "POST"])
def review(public_id: str) -> Any:
    """The notes that say one name: chosen, blanked; the name itself is then forgotten."""
    waiting, form = review_by_public_id(public_id), BaseForm()
    if form.validate_on_submit():
        blanked = settle_review(waiting, chosen=request.form.getlist("mentions"), by=current_person())
        told = ngettext("Le nom est effacé dans une note.", "Le nom est effacé dans %(num)d notes.", blanked)
        flash(told if blanked else _("Aucune note ne parlait de cette personne. Son nom est oublié."), "ok")
        return redirect(url_for("dossier.list_reviews"))
    name = name_in(waiting)
    page = {"name": name, "form": form, "mentions": mentions_of(name), "place": place_words, "most": AT_MOST}
    title = _("Notes où se lit « %(name)s »", name=name)
    return render_template("dossier/review.html", title=title, **page)
