"""The desk of the grants: what members ask, what the Bureau decides, what is paid, the reports."""

from ...web.guards import DUES_DESK, desk

blueprint = desk("grants", __name__, allows=DUES_DESK, url_prefix="/<congress>/grants")

from . import decisions, exports, views  # noqa: E402, F401
