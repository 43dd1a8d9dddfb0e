"""The file of a person: found, shown, handed over, erased; and two files that are one human being."""

from ...web.guards import SECRETARIAT, desk

blueprint = desk("dossier", __name__, allows=SECRETARIAT, url_prefix="/persons")

from . import merges, own, reviews, views  # noqa: E402, F401
