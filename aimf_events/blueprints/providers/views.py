"""One address for all rooms of all providers: the message names its room, and that room's settings say whether to believe it."""

from typing import Any

from flask import request

from ...hybrid.provider_events import take_message
from ...web.guards import proves_itself
from . import blueprint

MOST = 1 << 20  # bytes


@blueprint.post("/events")
@proves_itself("the name and password of the event handler, in the settings of the room", scheme="Basic")
def take_events() -> Any:
    """Keep what the message tells. The answer says nothing of what was believed: a stranger would learn which rooms there are."""
    if (request.content_length or 0) > MOST:
        return "", 413
    take_message(request.get_data(), dict(request.headers))
    return "", 204
