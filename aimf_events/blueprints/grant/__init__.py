"""The member's page of one grant, by the link of its letter: what was decided and paid, and the report that it deposits."""

from ...web.guards import PUBLIC, desk

blueprint = desk("grant", __name__, allows=PUBLIC, url_prefix="/grant")

from . import views  # noqa: E402, F401
