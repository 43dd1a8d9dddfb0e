"""Type the code of a letter, and be at the delegation's page."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from ...registration.delegations import invitation_token
from ...registration.typed_codes import delegation_by_code
from ...web.forms import BaseForm, at_most, required
from . import blueprint


class CodeForm(BaseForm):
    """The code as it was read on paper."""

    code = StringField(_l("Code de la lettre"), [required(_l("Écrivez le code imprimé sur la lettre.")), at_most(30)])


@blueprint.get("")
def type_code() -> Any:
    """The form."""
    return _page(CodeForm())


@blueprint.post("")
def open_delegation() -> Any:
    """Go to the page that the code opens."""
    form = CodeForm()
    if not form.validate_on_submit():
        return _page(form), 422
    found = delegation_by_code(g.congress, form.code.data or "", place=request.remote_addr or "")
    if found is None:
        wrong = _("Ce code n’ouvre aucune page. Relisez-le sur la lettre, ou appelez le Secrétariat permanent.")
        form.code.errors = [wrong]
        return _page(form), 422
    return redirect(url_for("delegation.welcome", token=invitation_token(found)), 303)


def _page(form: CodeForm) -> str:
    return render_template("entering/code.html", title=_("Ouvrir la page de votre délégation"), form=form)
