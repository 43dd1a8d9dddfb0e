"""The operator's desk (« Régie en ligne »): the rooms online of each session, their health, the switch, what is said to all."""

from ...web.guards import ONLINE_DESK, desk

blueprint = desk("online", __name__, allows=ONLINE_DESK, url_prefix="/<congress>/online")

from . import rooms, views  # noqa: E402, F401
