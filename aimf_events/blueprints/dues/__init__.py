"""The dues desk: what each member owes, what was paid or waived, the calls of the year. For the treasury, and for who keeps a sitting."""

from ...web.guards import DUES_DESK, desk

blueprint = desk("dues", __name__, allows=DUES_DESK, url_prefix="/<congress>/dues")

from . import calls, exports, views  # noqa: E402, F401
