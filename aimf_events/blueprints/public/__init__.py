"""What anyone reads: the page of a congress and its programme. No account, no cookie."""

from typing import cast

from flask import Flask

from ...web.guards import PUBLIC, desk
from .kept import KeptPages

blueprint = desk("public", __name__, allows=PUBLIC, url_prefix="/<congress>")
blueprint.record_once(lambda state: setattr(state.app, "wsgi_app", KeptPages(cast(Flask, state.app))))

from . import agenda, changes, documents, formats, hall, session_documents, views  # noqa: E402, F401
