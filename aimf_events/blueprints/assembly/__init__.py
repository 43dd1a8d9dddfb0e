"""The desk of the statutory sittings: the statutes, the simulator, the sittings themselves. For the secretariat and the secretary of the sitting."""

from ...web.guards import SITTING_DESK, desk

blueprint = desk("assembly", __name__, allows=SITTING_DESK, url_prefix="/<congress>/assembly")

from . import agenda, convocations, emargement, presence, proxies, simulator, sittings, statutes, weather  # noqa: E402, F401
