"""The congress platform of the association of francophone mayors. `create_app` assembles the parts; the rules are in the packages."""

import os

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from . import jobs
from .config import Config
from .database import POOL_EVENTS, db
from .i18n import DEFAULT_LANGUAGE, babel, choose_language


def create_app(config: Config | None = None) -> Flask:
    """Return the application for `config` (read from the environment by default)."""
    config = config or Config.from_env(os.environ)
    app = Flask(__name__)
    app.config.update(
        AIMF=config,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_events": POOL_EVENTS,
            "pool_size": 5,
            "max_overflow": 10,
            "connect_args": {"options": "-c timezone=UTC"},
        },
        SESSION_COOKIE_NAME="__Host-aimf" if config.is_secure else "aimf",
        SESSION_COOKIE_SECURE=config.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=11 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        BABEL_DEFAULT_LOCALE=DEFAULT_LANGUAGE,
        WTF_CSRF_TIME_LIMIT=None,
    )
    if config.proxies:  # else all readers share the proxy's address, and the limits of one place
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    db.init_app(app)
    babel.init_app(app, locale_selector=choose_language)
    from . import models, reactions  # noqa: F401 -- every table and every listener, for web, worker, commands and tests alike

    jobs.init_app(app)
    from . import api, cli, web
    from .blueprints import register_all

    web.init_app(app)
    register_all(app)
    api.register(app)
    cli.init_app(app)
    return app
