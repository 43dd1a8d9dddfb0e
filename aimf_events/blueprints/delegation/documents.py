"""The delegation's papers: send, see, replace, take back."""

from typing import Any

from flask import Response, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...congress.deadlines import closing_of
from ...congress.models import DeadlineKind
from ...errors import NotFound
from ...registration.documents import (
    attach_document,
    document_in,
    documents_of,
    documents_open,
    remove_document,
    replace_document,
)
from ...registration.models import Document, DocumentKind, Registration
from ...registration.registrations import delegation_registrations
from ...web.forms import BaseForm
from ...web.papers import show_document
from ...web.wording import addressed
from . import blueprint
from .access import actor, is_open_to_me, sees_all
from .document_forms import KINDS, DocumentForm, ReplacementForm


@blueprint.route("/documents", methods=["GET", "POST"])
def list_documents() -> Any:
    """The papers that the reader may see, and the form that sends one more."""
    people = [r for r in delegation_registrations(g.delegation) if is_open_to_me(r)]
    active = [r for r in people if r.is_active]
    form = DocumentForm() if request.method == "POST" else DocumentForm(data={"about": request.args.get("about", "")})
    form.offer(active, whole=sees_all())
    if form.validate_on_submit() and form.prepared:
        about = next((r for r in active if r.public_id == form.about.data), None)
        kind = DocumentKind(form.kind.data)
        attach_document(g.delegation, form.prepared, kind=kind, registration=about, by=actor())
        flash(_("Le document est bien arrivé. Le Secrétariat permanent le lit avec l’inscription."), "ok")
        return redirect(url_for("delegation.list_documents"))
    page = {
        "form": form,
        "documents": documents_of(g.delegation, None if sees_all() else people),
        "people": {r.id: addressed(r.person) for r in people},
        "kinds": KINDS,
        "closed": not documents_open(g.congress, by=actor()),
        "until": closing_of(g.congress, DeadlineKind.DOCUMENTS),
        "address": current_app.config["AIMF"].mail_from,
    }
    return render_template("delegation/documents.html", title=_("Documents"), **page), 422 if form.errors else 200


@blueprint.get("/documents/<public_id>")
def read_document(public_id: str) -> Response:
    """Show a paper in the browser."""
    return show_document(_mine(public_id))


@blueprint.route("/documents/<public_id>/replacement", methods=["GET", "POST"])
def replace(public_id: str) -> Any:
    """Send another file in the place of a paper."""
    document, form = _mine(public_id), ReplacementForm()
    if form.validate_on_submit() and form.prepared:
        replace_document(document, form.prepared, by=actor())
        flash(_("Le nouveau fichier a pris la place de l’ancien, qui est effacé."), "ok")
        return redirect(url_for("delegation.list_documents"))
    page = {"form": form, "document": document}
    return render_template(
        "delegation/replace_document.html", title=_("Remplacer ce document"), **page
    ), 422 if form.errors else 200


@blueprint.route("/documents/<public_id>/removal", methods=["GET", "POST"])
def remove(public_id: str) -> Any:
    """Confirm, then take the paper back."""
    document, form = _mine(public_id), BaseForm()
    if form.validate_on_submit():
        remove_document(document, by=actor())
        flash(_("Le document est effacé."), "ok")
        return redirect(url_for("delegation.list_documents"))
    return render_template("delegation/remove_document.html", title=_("Retirer ce document"), document=document)


def _mine(public_id: str) -> Document:
    """Return a paper of this delegation that the reader may see.

    Raises:
        NotFound: another delegation's, a claimant's, or about somebody whom others entered.
    """
    document = document_in(g.congress, public_id)
    about: Registration | None = document.registration
    seen = sees_all() or (about is not None and is_open_to_me(about))
    if document.delegation_id != g.delegation.id or document.claim_id is not None or not seen:
        raise NotFound
    return document
