"""The secretariat's morning: what waits, who has answered, the delegations, their list and their invitations."""

from ...web.guards import SECRETARIAT, desk

blueprint = desk("secretariat", __name__, allows=SECRETARIAT, url_prefix="/<congress>/secretariat")

from . import delegations, exports, imports, mailings, views  # noqa: E402, F401
