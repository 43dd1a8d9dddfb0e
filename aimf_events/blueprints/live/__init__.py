"""Live pages ask here what is new: figures for everyone who has the topic's name, nothing about anyone."""

from ...web.guards import PUBLIC, desk

blueprint = desk("live", __name__, allows=PUBLIC, url_prefix="/live")

from . import views  # noqa: E402, F401
