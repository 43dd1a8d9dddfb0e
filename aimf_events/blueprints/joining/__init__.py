"""The way into a session from afar: `/r/<opaque>`."""

from ...web.guards import PUBLIC, desk

blueprint = desk("joining", __name__, allows=PUBLIC, url_prefix="/r")

from . import floor, presence, views  # noqa: E402, F401
