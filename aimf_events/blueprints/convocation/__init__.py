"""The page of a member's convocation, reached by the link of its letter: the agenda, the papers to read, the voice that it
may give to another, the elections, and what the association has decided."""

from ...web.guards import PUBLIC, desk

blueprint = desk("convocation", __name__, allows=PUBLIC, url_prefix="/convocation")

from . import candidacies, decisions, proxies, views  # noqa: E402, F401
