"""Colleagues: who works for the association on the platform, and with which role."""

from ...accounts.models import Role
from ...web.guards import desk

blueprint = desk("people", __name__, allows={Role.ADMINISTRATOR}, url_prefix="/people")

from . import exports, views  # noqa: E402, F401
