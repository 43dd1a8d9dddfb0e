"""/api/v1: the same verbs as JSON, described in /api/v1/openapi.json."""

from flask import Flask

from ..web.guards import PUBLIC, desk

# Each answer asks for its own proof (one query for the whole of it): a scan is asked for too often for the usual four.
blueprint = desk("api", __name__, allows=PUBLIC, url_prefix="/api/v1")

from . import badge_keys, bindings, description, desk_names, leftovers, occupancy, pairings, scans, snapshots  # noqa: E402, F401


def register(app: Flask) -> None:
    """Put the interface on the application; the programme's part joins its description when it is loaded."""
    from . import programme  # noqa: F401

    app.register_blueprint(blueprint)
