"""Signing in and out, « qui êtes-vous ? », and the browsers that are signed in."""

from ...web.guards import PUBLIC, desk

blueprint = desk("account", __name__, allows=PUBLIC)

from . import views  # noqa: E402, F401
