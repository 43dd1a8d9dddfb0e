"""The candidate city's own pages: it asks for a dossier, deposits its papers by the link of a letter, and follows what becomes of it."""

from ...web.guards import PUBLIC, desk

blueprint = desk("admission", __name__, allows=PUBLIC, url_prefix="/admission")

from . import views  # noqa: E402, F401
