"""The page of whoever speaks at a congress, opened by the link of their letter: their answer, what is expected of them, what they give."""

from ...web.guards import PUBLIC, desk

blueprint = desk("speaking", __name__, allows=PUBLIC, url_prefix="/<congress>/speaking/<token>")

from . import views  # noqa: E402, F401
