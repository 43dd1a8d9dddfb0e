"""Documents and videos of a congress, prepared by the programme desk; the public reads them among the public pages."""

from ...web.guards import PROGRAMME_DESK, desk

blueprint = desk("publications", __name__, allows=PROGRAMME_DESK, url_prefix="/<congress>/publications")

from . import views  # noqa: E402, F401
