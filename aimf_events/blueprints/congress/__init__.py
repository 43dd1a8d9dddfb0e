"""A congress and its settings: dates, phase, places, categories, roles; and the opening of a new edition."""

from ...web.guards import SECRETARIAT, desk

blueprint = desk("congress", __name__, allows=SECRETARIAT)

from . import categories, copying, desks, fields, roles, venues, views  # noqa: E402, F401
