"""The accreditation desk: who asked to come, what is decided on each, one or many."""

from ...web.guards import ACCREDITATION_DESK, desk

blueprint = desk("accreditation", __name__, allows=ACCREDITATION_DESK, url_prefix="/<congress>/accreditation")

from . import cards, claims, decisions, documents, exports, on_behalf, support, views, waiting, walk_ins  # noqa: E402, F401
