"""The list of what a congress publishes, and one form for each."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from ...i18n import pick
from ...publications import publications
from ...publications.models import Access, Publication
from ...publications.publications import Words
from ...registration.document_files import DocumentRefused, PreparedDocument, prepare_document
from ...web.forms import BaseForm, at_most, https_address
from ...web.identity import signed_in_person
from ...web.wording import words_for
from . import blueprint


class PublicationForm(BaseForm):
    """A document or a video."""

    title_fr = StringField(_l("Titre en français"), [DataRequired(_l("Écrivez le titre.")), at_most(200)])
    title_en = StringField(_l("Titre en anglais"), [Optional(), at_most(200)])
    about_fr = TextAreaField(_l("Quelques mots en français"), [Optional(), at_most(1000)])
    about_en = TextAreaField(_l("Quelques mots en anglais"), [Optional(), at_most(1000)])
    file = FileField(_l("Fichier"))
    address = StringField(
        _l("Adresse de la vidéo"),
        [Optional(), at_most(1000), https_address],
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )
    access = RadioField(
        _l("Qui peut le lire"), choices=[(each.value, words_for(each)) for each in Access], default=Access.PUBLIC.value
    )
    is_shown = BooleanField(_l("Montrer dès maintenant"))

    @property
    def words(self) -> Words:
        """What is written of it."""
        title = {"fr": self.title_fr.data, "en": self.title_en.data}
        about = {"fr": self.about_fr.data, "en": self.about_en.data}
        return Words(
            title={code: text for code, text in title.items() if text},
            about={code: text for code, text in about.items() if text},
            access=Access(self.access.data),
            is_shown=bool(self.is_shown.data),
        )


@blueprint.get("/")
def list_publications() -> Any:
    """Everything that is published or prepared."""
    found = publications.publications_of(g.congress)
    shown = sum(each.is_shown for each in found)
    return render_template("publications/list.html", title=_("Documents et vidéos"), publications=found, shown=shown)


@blueprint.route("/new", methods=["GET", "POST"])
def new_publication() -> Any:
    """Add a document or a video."""
    form = PublicationForm()
    if form.validate_on_submit():
        made = _saved(form, None)
        if made is not None:
            return _back(_("« %(title)s » est enregistré.", title=pick(made.title)))
    return _page(form, _("Ajouter un document ou une vidéo"))


@blueprint.route("/<public_id>", methods=["GET", "POST"])
def edit_publication(public_id: str) -> Any:
    """Change a document or a video."""
    publication = publications.publication_of(g.congress, public_id)
    form = PublicationForm() if request.method == "POST" else PublicationForm(data=_shown(publication))
    if form.validate_on_submit():
        saved = _saved(form, publication)
        if saved is not None:
            return _back(_("« %(title)s » est enregistré.", title=pick(saved.title)))
    return _page(form, pick(publication.title), publication)


@blueprint.post("/<public_id>/removal")
def remove_publication(public_id: str) -> Any:
    """Take it away."""
    publication = publications.publication_of(g.congress, public_id)
    publications.remove_publication(publication, by=signed_in_person())
    return _back(_("« %(title)s » est retiré.", title=pick(publication.title)))


def _saved(form: PublicationForm, publication: Publication | None) -> Publication | None:
    """Save what the form says; None, with the reason beside its field, where it cannot be."""
    try:
        given: dict[str, Any] = {"file": _file(form), "address": form.address.data or "", "by": signed_in_person()}
        if publication is None:
            return publications.add_publication(g.congress, form.words, **given)
        return publications.change_publication(publication, form.words, **given)
    except (DocumentRefused, publications.NothingToShow) as refusal:
        form.file.errors = [*form.file.errors, refusal.reason]
        return None


def _file(form: PublicationForm) -> PreparedDocument | None:
    sent = form.file.data
    return prepare_document(sent.read(), sent.filename or "") if sent else None


def _shown(publication: Publication) -> dict[str, Any]:
    return {
        **{f"title_{code}": text for code, text in publication.title.items()},
        **{f"about_{code}": text for code, text in publication.about.items()},
        "address": publication.address,
        "access": publication.access.value,
        "is_shown": publication.is_shown,
    }


def _back(said: str) -> Any:
    flash(said, "ok")
    return redirect(url_for("publications.list_publications"))


def _page(form: PublicationForm, title: str, publication: Publication | None = None) -> Any:
    page = {"title": title, "form": form, "publication": publication}
    return render_template("publications/publication.html", **page), 422 if form.errors else 200
