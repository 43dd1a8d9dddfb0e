"""The demo's mailbox: every letter, open to whoever tries the demo on this machine. Elsewhere there is no such page."""

from ...web.guards import PUBLIC, desk

blueprint = desk("mailbox", __name__, allows=PUBLIC, url_prefix="/mailbox")

from . import views  # noqa: E402, F401
