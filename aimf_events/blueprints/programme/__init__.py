"""The programme desk: sessions are planned, changed, cancelled; speakers are added."""

from ...web.guards import PROGRAMME_DESK, desk

blueprint = desk("programme", __name__, allows=PROGRAMME_DESK, url_prefix="/<congress>/programme-desk")

from . import views  # noqa: E402, F401
