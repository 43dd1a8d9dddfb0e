"""The desk of the statutory sittings: the statutes of the two bodies, the simulator. For the secretariat and the secretary of the sitting."""

from ...web.guards import SITTING_DESK, desk

blueprint = desk("assembly", __name__, allows=SITTING_DESK, url_prefix="/<congress>/assembly")

from . import simulator, statutes  # noqa: E402, F401
