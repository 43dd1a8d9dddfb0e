"""The papers that a desk reads beside a registration."""

from flask import Response, g

from ...errors import NotFound
from ...registration.documents import document_in, documents_about
from ...registration.registrations import registration_by_public_id
from ...web.papers import show_document
from . import blueprint


@blueprint.get("/<public_id>/documents/<document_id>")
def read_document(public_id: str, document_id: str) -> Response:
    """Show a paper about this registration, or about its whole delegation."""
    document = document_in(g.congress, document_id)
    if document.id not in [each.id for each in documents_about(registration_by_public_id(g.congress, public_id))]:
        raise NotFound
    return show_document(document)
