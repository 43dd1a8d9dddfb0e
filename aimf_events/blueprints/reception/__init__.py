"""The welcome desk: whoever stands there is found by one field, and what they need is done in one key."""

from ...web.guards import RECEPTION, desk

blueprint = desk("reception", __name__, allows=RECEPTION, url_prefix="/<congress>/reception")

from . import badges, corrections, delegations, packs, readiness, views  # noqa: E402, F401
