"""One page: a field for the code, and the answer."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...papers.codes import shown_code, typed_code
from ...papers.verification import check_paper
from . import blueprint


@blueprint.get("")
def ask() -> Any:
    """Ask for the code; a typed one goes to its own address."""
    typed = typed_code(request.args.get("code", ""))[:40]
    if typed:
        return redirect(url_for("verification.check", code=shown_code(typed)))
    return render_template("verification/check.html", title=_("Vérifier un document"), checked=None, code="")


@blueprint.get("/<code>")
def check(code: str) -> Any:
    """Say whether a document is genuine and still holds: its number and initials, nothing else."""
    checked = check_paper(code, place=request.remote_addr or "")
    page = {"title": _("Vérifier un document"), "checked": checked, "code": code[:40]}
    return render_template("verification/check.html", **page), 200 if checked else 404
