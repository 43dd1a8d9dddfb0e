"""The public check of a paper: a consulate types the code, or reads it with a telephone."""

from ...web.guards import PUBLIC, desk

blueprint = desk("verification", __name__, allows=PUBLIC, url_prefix="/verification")

from . import views  # noqa: E402, F401
