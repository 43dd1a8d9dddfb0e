"""The code printed on a letter, typed by whoever has no link to press."""

from ...web.guards import PUBLIC, desk

blueprint = desk("entering", __name__, allows=PUBLIC, url_prefix="/<congress>/code")

from . import views  # noqa: E402, F401
