"""Where providers of rooms online say who came and left: no page, no reader."""

from ...web.guards import PUBLIC, desk

blueprint = desk("providers", __name__, allows=PUBLIC, url_prefix="/providers")

from . import views  # noqa: E402, F401
