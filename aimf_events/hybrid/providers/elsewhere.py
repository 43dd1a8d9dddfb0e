"""Rooms that are another's: the address of a site (Zoom, Teams, ...), and a telephone conference."""

from datetime import datetime

from ..room_models import RoomHealth
from .contract import Participant, Place, Silent, Way


class ExternalLink(Silent):
    """The room of another site. Settings: `address`; « {participant} » in it becomes the opaque id, for sites that take one."""

    def join(self, place: Place, participant: Participant, *, until: datetime) -> Way:
        """Give the address."""
        return Way(until, address=place.settings.get("address", "").replace("{participant}", participant.opaque))

    def health(self, place: Place) -> RoomHealth:
        """Without an address there is no room; with one, only that site knows."""
        return RoomHealth.UNKNOWN if place.settings.get("address") else RoomHealth.DOWN


class Telephone(Silent):
    """A conference that one calls. Settings: `number` (E.164) and `code`, which may be empty."""

    def join(self, place: Place, participant: Participant, *, until: datetime) -> Way:
        """Give the number and the code."""
        return Way(until, number=place.settings.get("number", ""), code=place.settings.get("code", ""))
