"""The one contract of live pages: what came after the number you know, and when to ask again."""

from typing import Any

from flask import jsonify, request

from ...errors import NotFound
from ...live.pages import changes_since
from . import blueprint


@blueprint.get("/<topic>")
def follow(topic: str) -> Any:
    """Answer {seq, events, next_poll_ms}; 304 with the same mark where nothing is new. The pace is in a header too."""
    since = request.args.get("since", "0")
    changes = changes_since(topic, int(since) if since.isascii() and since.isdigit() and len(since) < 19 else 0)
    if changes is None:
        raise NotFound
    answer = jsonify(seq=changes.seq, events=changes.events, next_poll_ms=changes.next_poll_ms)
    answer.set_etag(changes.etag)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Next-Poll-Ms"] = str(changes.next_poll_ms)
    return answer.make_conditional(request)
