"""The protocol desk: precedence across all guests, seating plans, name plates, arrivals of personalities. For that desk alone."""

from ...web.guards import PROTOCOL_DESK, desk

blueprint = desk("protocol", __name__, allows=PROTOCOL_DESK, url_prefix="/<congress>/protocol")

from . import arrivals, precedence, seating  # noqa: E402, F401
