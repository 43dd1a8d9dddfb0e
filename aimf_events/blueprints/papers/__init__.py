"""The desk's papers: the register of those issued, and those of one person: issue, correct, take."""

from ...web.guards import ACCREDITATION_DESK, desk

blueprint = desk("papers", __name__, allows=ACCREDITATION_DESK, url_prefix="/<congress>/papers")

from . import views  # noqa: E402, F401
