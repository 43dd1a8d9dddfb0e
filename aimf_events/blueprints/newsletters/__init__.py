"""The newsletter written and sent by the secretariat. It is the association's, of no congress."""

from ...web.guards import SECRETARIAT, desk

blueprint = desk("newsletters", __name__, allows=SECRETARIAT, url_prefix="/newsletter/issues")

from . import views  # noqa: E402, F401
