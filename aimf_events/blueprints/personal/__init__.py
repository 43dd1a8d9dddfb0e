"""A participant's own page of a congress: the billet, what comes next, the way in."""

from ...web.guards import PUBLIC, desk

blueprint = desk("personal", __name__, allows=PUBLIC, url_prefix="/<congress>/billet")

from . import agenda, papers, places, views  # noqa: E402, F401
