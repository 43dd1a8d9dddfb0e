"""The voter's own page: a sheet of paper opens it, a code binds the device that will vote. No mailbox, no account."""

from ...web.guards import PUBLIC, desk

blueprint = desk("voting", __name__, allows=PUBLIC, url_prefix="/voting")

from . import sealed, views, voices  # noqa: E402, F401
