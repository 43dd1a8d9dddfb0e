"""The scanner of a paired telephone: one page that opens without the network, its worker, and what makes it installable.

The page holds nothing of anybody: what the telephone knows, it keeps itself, sealed.
"""

from pathlib import Path
from typing import Any

from flask import Response, current_app, g, jsonify, render_template, url_for
from flask_babel import gettext as _

from ...checkin.qr import qr_svg
from ...i18n import pick
from ...web.guards import PUBLIC, allows
from . import blueprint
from .forms import BlankForm, CodeForm, DeskForm
from .scanning import SAMPLE
from .words import scanner_words


@blueprint.get("/scanner/")
@allows(PUBLIC)
def scanner() -> Any:
    """The page: it asks to be paired, or scans."""
    return render_template(
        "door/scanner.html",
        title=_("Contrôle des accès"),
        form=CodeForm(formdata=None),
        desk_form=DeskForm(formdata=None),
        blank_form=BlankForm(formdata=None),
        words=scanner_words(),
        sample=SAMPLE,
        sample_svg=qr_svg(SAMPLE),
    )


@blueprint.get("/scanner/worker.js")
@allows(PUBLIC)
def scanner_worker() -> Any:
    """The worker that keeps the page; served from here, because here is what it may see."""
    path = Path(current_app.static_folder or "") / "js" / "scanner-worker.js"
    headers = {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"}
    return Response(path.read_bytes(), headers=headers)


@blueprint.get("/scanner/manifest.json")
@allows(PUBLIC)
def scanner_manifest() -> Any:
    """What makes the page installable."""
    name = _("Portes · %(city)s", city=pick(g.congress.city))
    icon = {"src": url_for("static", filename="img/favicon.svg"), "type": "image/svg+xml", "sizes": "any"}
    answer = jsonify(
        name=name,
        short_name=_("Portes"),
        start_url=url_for("door.scanner"),
        scope=url_for("door.scanner"),
        display="standalone",
        background_color="#0a0d15",
        theme_color="#0a0d15",
        icons=[icon],
    )
    answer.headers["Content-Type"] = "application/manifest+json"
    return answer
