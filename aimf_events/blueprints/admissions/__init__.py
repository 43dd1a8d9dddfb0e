"""The desk of the membership applications: read, examined, put on an agenda, admitted, refused, postponed."""

from ...web.guards import SITTING_DESK, desk

blueprint = desk("admissions", __name__, allows=SITTING_DESK, url_prefix="/<congress>/admissions")

from . import agenda, views  # noqa: E402, F401
