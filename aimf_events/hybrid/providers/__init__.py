"""The kinds of rooms online, each behind the same interface (`contract.py`)."""

from ..room_models import RoomKind
from .contract import Provider
from .elsewhere import ExternalLink, Telephone
from .hls import Stream
from .janus import Janus

PROVIDERS: dict[RoomKind, Provider] = {
    RoomKind.JANUS: Janus(),
    RoomKind.HLS: Stream(),
    RoomKind.AUDIO: Stream(),
    RoomKind.LINK: ExternalLink(),
    RoomKind.TELEPHONE: Telephone(),
}
"""Which provider serves a kind; a kind that is not here cannot be added to a session."""


def provider_of(kind: RoomKind) -> Provider:
    """Return the provider of a kind."""
    return PROVIDERS[kind]
