"""What the association shows to everyone beside its congresses: who sits in its Bureau, its five-year programme."""

from ...web.guards import PUBLIC, desk

blueprint = desk("association", __name__, allows=PUBLIC)

from . import bureau, strategy  # noqa: E402, F401
