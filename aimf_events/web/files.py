"""Files that leave: shown in the browser or saved, under the name that the reader will find again. No cache keeps them (`headers`)."""

from flask import Response

PDF = "application/pdf"


def shown_file(content: bytes, media_type: str, name: str) -> Response:
    """Return a file that the browser shows, and saves under `name`."""
    return _file(content, media_type, "inline", name)


def saved_file(content: bytes, media_type: str, name: str) -> Response:
    """Return a file that the browser saves under `name`."""
    return _file(content, media_type, "attachment", name)


def _file(content: bytes, media_type: str, how: str, name: str) -> Response:
    answer = Response(content, content_type=media_type)
    answer.headers.set("Content-Disposition", how, filename=name)
    return answer
