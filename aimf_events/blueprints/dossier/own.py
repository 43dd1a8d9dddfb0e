"""« Mes données »: what a person may ask for themselves, once a code sent to a mailbox of their own has just proved who they are."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import logout_user

from ...clock import now
from ...dossier.erasure import erase_person
from ...dossier.export import export_person
from ...dossier.reach import has_own_mailbox
from ...web.guards import SIGNED_IN, allows
from ...web.identity import current_session, signed_in_person
from . import blueprint
from .forms import OwnErasureForm
from .views import packed

FRESH = timedelta(minutes=30)


@blueprint.get("/me/data")
@allows(SIGNED_IN)
def my_data() -> Any:
    """Say what may be asked, and from where."""
    person = signed_in_person()
    page = {"title": _("Mes données"), "proved": has_own_mailbox(person), "fresh": _is_fresh()}
    return render_template("dossier/mine.html", form=OwnErasureForm(), **page)


@blueprint.post("/me/data/export")
@allows(SIGNED_IN)
def export_mine() -> Any:
    """Give the person all that is held of them."""
    if not _may():
        return redirect(url_for("dossier.my_data"))
    person = signed_in_person()
    return packed(export_person(person, by=person, reason="own"))


@blueprint.post("/me/data/erasure")
@allows(SIGNED_IN)
def erase_mine() -> Any:
    """Erase the person's data, and end their session."""
    if not _may():
        return redirect(url_for("dossier.my_data"))
    person, form = signed_in_person(), OwnErasureForm()
    if not form.validate_on_submit():
        page = {"title": _("Mes données"), "proved": True, "fresh": True}
        return render_template("dossier/mine.html", form=form, **page), 422
    erase_person(person, by=person, reason="own")
    logout_user()
    flash(_("Vos données sont effacées. Nous ne pourrons plus vous écrire."), "ok")
    return redirect(url_for("account.home"))


def _is_fresh() -> bool:
    opened = current_session()
    return opened is not None and opened.opened_at > now() - FRESH


def _may() -> bool:
    return _is_fresh() and has_own_mailbox(signed_in_person())
