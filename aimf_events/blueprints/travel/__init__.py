"""The host team's lists: arrivals, departures, transfers, rooms, meals, interpretation; and the list for the host's security."""

from ...accounts.models import Role
from ...congress.models import CongressRole
from ...web.guards import desk

blueprint = desk("travel", __name__, allows={Role.SECRETARIAT, CongressRole.HOST_TEAM}, url_prefix="/<congress>/travel")

from . import lists, movements, security  # noqa: E402, F401
