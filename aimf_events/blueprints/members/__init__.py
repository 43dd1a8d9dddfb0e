"""The members and partners of the association: their list, their page, their standing and offices."""

from ...web.guards import SECRETARIAT, desk

blueprint = desk("members", __name__, allows=SECRETARIAT, url_prefix="/<congress>/members")

from . import exports, mayor, views  # noqa: E402, F401
