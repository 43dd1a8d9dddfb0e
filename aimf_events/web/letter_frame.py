"""A letter's HTML and its files, shown where they can do nothing: no script, no cookie, nothing fetched."""

from email.message import EmailMessage

from flask import Response, make_response

from ..errors import NotFound
from ..mail.folder import files_of, html_of

_FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


def letter_frame(letter: EmailMessage) -> Response:
    """Return the letter's HTML for a sandboxed frame; its links open beside it."""
    html = html_of(letter)
    if not html:
        raise NotFound
    return html_frame(html)


def html_frame(html: str) -> Response:
    """Return a whole page of HTML for a sandboxed frame; its links open beside it."""
    response = make_response(html.replace("<head>", '<head><base target="_blank">', 1))
    response.headers["Content-Security-Policy"] = _FRAME_POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def letter_file(letter: EmailMessage, number: int) -> Response:
    """Return one of the letter's files, to be saved and never shown in place.

    Raises:
        NotFound: there are fewer files.
    """
    files = files_of(letter)
    if not 0 <= number < len(files):
        raise NotFound
    response = make_response(files[number].get_payload(decode=True))
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers.set("Content-Disposition", "attachment", filename=files[number].get_filename() or f"file-{number}")
    return response
