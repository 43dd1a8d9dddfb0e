"""A stream that one watches (HLS, RFC 8216): its languages are its audio tracks, its captions its subtitle tracks."""

import re
from datetime import datetime

from ..room_models import RoomHealth
from .asking import ask
from .contract import Capabilities, Participant, Place, ProviderUnavailable, Silent, Way

_FIRST_LINE = "#EXTM3U"
_PLAYLIST = re.compile(r"^(?!#)\S+", re.MULTILINE)


class Stream(Silent):
    """A stream of any origin that serves HLS. Settings: `address` of its playlist. Who watches, only our own page can say."""

    def capabilities(self) -> Capabilities:
        """It is watched; the browser finds its languages."""
        return Capabilities(has_languages=True, tells_health=True)

    def join(self, place: Place, participant: Participant, *, until: datetime) -> Way:
        """Give the address of the playlist; « {participant} » in it becomes the opaque id, for origins that sign."""
        return Way(until, address=place.settings.get("address", "").replace("{participant}", participant.opaque))

    def health(self, place: Place) -> RoomHealth:
        """Read the playlist, and the first that it names: a stream that stopped leaves a playlist without a playlist behind it."""
        try:
            address = place.settings.get("address", "").replace("{participant}", "health")
            told, address = ask(address)
            inner = _PLAYLIST.search(told) if "#EXT-X-STREAM-INF" in told else None
            if told.startswith(_FIRST_LINE) and inner is not None:
                told, _address = ask(inner.group(), beside=address)
        except ProviderUnavailable:
            return RoomHealth.DOWN
        return RoomHealth.UP if told.startswith(_FIRST_LINE) and "#EXTINF" in told else RoomHealth.DOWN
