"""Addresses of the built bundles: the manifest gives the name with the hash of its content, so a browser keeps it for ever."""

import json
from pathlib import Path

from flask import Flask, Response, request, url_for


def init_app(app: Flask) -> None:
    """Give templates `asset('page.css')`, and let browsers keep what bears a hash."""
    folder = Path(app.static_folder or "static")
    manifest = folder / "dist" / "manifest.json"
    names: dict[str, str] = json.loads(manifest.read_text()) if manifest.exists() else {}

    def asset(name: str) -> str:
        return (
            url_for("static", filename=f"dist/{names[name]}")
            if name in names
            else url_for("static", filename=_source(name))
        )

    def keep(response: Response) -> Response:
        if request.endpoint == "static" and "/dist/" in request.path:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    app.jinja_env.globals["asset"] = asset
    app.after_request(keep)


def _source(name: str) -> str:
    """Where a bundle's entry point lies when nothing has been built (the editor's own machine)."""
    return f"css/{name}" if name.endswith(".css") else f"js/entries/{name}"
