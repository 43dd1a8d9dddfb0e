"""The newsletter asked for, confirmed and ended; reminders ended. Anyone, without an account."""

from ...web.guards import PUBLIC, desk

blueprint = desk("newsletter", __name__, allows=PUBLIC)

from . import views  # noqa: E402, F401
