"""The page of a member's convocation, reached by the link of its letter: the agenda, and the papers to read."""

from ...web.guards import PUBLIC, desk

blueprint = desk("convocation", __name__, allows=PUBLIC, url_prefix="/convocation")

from . import views  # noqa: E402, F401
