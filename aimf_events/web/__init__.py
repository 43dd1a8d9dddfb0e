"""What all desks share: guards, identity, forms, error pages, filters, headers. No rule of the field, no query of its own."""

from flask import Flask
from jinja2 import StrictUndefined

from . import assets, errors, filters, guards, headers, identity, navigation, places
from .cookies import KeptCookies, Protection

csrf = Protection()


def init_app(app: Flask) -> None:
    """Put the shared parts on the application, in the order in which a request meets them."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.session_interface = KeptCookies()
    csrf.init_app(app)
    headers.init_app(app)
    places.init_app(app)
    identity.init_app(app)
    guards.init_app(app)
    filters.init_app(app)
    navigation.init_app(app)
    assets.init_app(app)
    errors.init_app(app)
