"""A paper that somebody sent, shown in the browser: its declared type and nothing else, and no script ever runs in it."""

from urllib.parse import quote

from flask import Response

from ..registration.documents import content_of
from ..registration.models import Document
from .files import shown_file

POLICY = "script-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
"""What a browser lets a paper do that somebody sent."""


def show_document(document: Document, *, download: bool = False) -> Response:
    """Return a paper, to be read in the page or in a frame of our own pages, or to be saved.

    Raises:
        NotFound: it has been removed.
    """
    how = "attachment" if download else "inline"
    headers = {
        "Content-Type": document.media_type,
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(document.file_name)}",
        "Content-Security-Policy": POLICY,
    }
    return Response(content_of(document), headers=headers)


def show_paper(content: bytes, media_type: str, name: str) -> Response:
    """Return a paper of a dossier, to be read in the page, under the same policy."""
    answer = shown_file(content, media_type, name)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
