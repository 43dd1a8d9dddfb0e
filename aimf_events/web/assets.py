"""Static files: built bundles bear the hash of their content and are kept for ever; all leave compressed where that helps.

WhiteNoise serves them before Flask is asked, with the .gz written at set-up; pages are compressed as they leave.
"""

import json
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, url_for
from flask_compress import Compress
from whitenoise import WhiteNoise


def init_app(app: Flask) -> None:
    """Give templates `asset('page.css')`, and serve what lies in static/."""
    folder = Path(app.static_folder or "static")
    manifest = folder / "dist" / "manifest.json"
    names: dict[str, str] = json.loads(manifest.read_text()) if manifest.exists() else {}

    def asset(name: str) -> str:
        return url_for("static", filename=f"dist/{names[name]}" if name in names else _source(name))

    app.jinja_env.globals["asset"] = asset
    app.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_MIMETYPES=["text/html", "text/calendar", "application/json", "image/svg+xml"],
    )
    Compress(app)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        max_age=300,
        immutable_file_test=lambda path, url: "/dist/" in url,
        add_headers_function=_harden,
    )


def _harden(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def _source(name: str) -> str:
    """Where a bundle's entry point lies when nothing has been built (the editor's own machine)."""
    return f"css/{name}" if name.endswith(".css") else f"js/entries/{name}"
