"""The tellers' offline page as set-up built it: its bytes, and the hash that is shown before it is used."""

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import current_app

NAME = "tally.html"


def tally_page() -> bytes:
    """Return the page: one file, in both languages, with all its scripts inside."""
    return _built(current_app.static_folder or "static")


def tally_hash() -> str:
    """Return its SHA-256, in hexadecimal: what `sha256sum` says of the file that was saved."""
    return hashlib.sha256(tally_page()).hexdigest()


@cache
def _built(folder: str) -> bytes:
    dist = Path(folder) / "dist"
    return (dist / json.loads((dist / "manifest.json").read_text())[NAME]).read_bytes()
