"""The desk of the five-year programme: its draft, its adoption, what each objective reaches each year."""

from ...web.guards import SITTING_DESK, desk

blueprint = desk("strategy", __name__, allows=SITTING_DESK, url_prefix="/<congress>/strategy")

from . import views  # noqa: E402, F401
