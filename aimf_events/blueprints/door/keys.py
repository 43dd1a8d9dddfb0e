"""The keys that sign badges: turned, withdrawn, and the badges issued again afterwards."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...checkin import keys
from ...checkin.badges import reissue_under_withdrawn_key
from ...web.guards import DOOR_SUPERVISORS, allows
from ...web.identity import current_person
from . import blueprint
from .forms import EmptyForm, ReasonForm


@blueprint.get("/keys")
@allows(DOOR_SUPERVISORS)
def list_keys() -> Any:
    """Show the keys of the congress, and how many badges each has signed."""
    return _page(EmptyForm())


@blueprint.post("/keys/rotation")
@allows(DOOR_SUPERVISORS)
def rotate_key() -> Any:
    """Sign new badges with the next key."""
    if not EmptyForm().validate_on_submit():
        return _page(EmptyForm()), 422
    key = keys.rotate_key(g.congress, by=current_person())
    flash(_("Les nouveaux badges sont signés par la clé %(kid)s ; ceux déjà remis restent bons.", kid=key.kid), "ok")
    return redirect(url_for("door.list_keys"))


@blueprint.get("/keys/<int:kid>/withdrawal")
@allows(DOOR_SUPERVISORS)
def confirm_withdrawal(kid: int) -> Any:
    """Say what a withdrawal costs."""
    return _withdrawal_page(kid, ReasonForm())


@blueprint.post("/keys/<int:kid>/withdrawal")
@allows(DOOR_SUPERVISORS)
def withdraw_key(kid: int) -> Any:
    """Withdraw a key: its badges are dead until they are issued again."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _withdrawal_page(kid, form), 422
    keys.withdraw_key(keys.key_of(g.congress, kid), by=current_person(), reason=form.reason.data)
    flash(_("La clé %(kid)s est retirée. Émettez de nouveau les badges qu’elle avait signés.", kid=kid), "ok")
    return redirect(url_for("door.list_keys"))


@blueprint.post("/keys/reissue")
@allows(DOOR_SUPERVISORS)
def reissue_badges() -> Any:
    """Issue again every badge under a withdrawn key."""
    if not EmptyForm().validate_on_submit():
        return _page(EmptyForm()), 422
    count = reissue_under_withdrawn_key(g.congress, by=current_person())
    flash(
        ngettext(
            "Un badge est émis de nouveau : imprimez-le.", "%(num)d badges sont émis de nouveau : imprimez-les.", count
        ),
        "ok",
    )
    return redirect(url_for("door.list_keys"))


def _page(form: EmptyForm) -> str:
    counts, found = keys.badges_per_key(g.congress), keys.keys_of(g.congress)
    dead = sum(counts.get(key.kid, 0) for key in found if key.withdrawn_at)
    return render_template(
        "door/keys.html", title=_("Les clés des badges"), keys=found, counts=counts, dead=dead, form=form
    )


def _withdrawal_page(kid: int, form: ReasonForm) -> str:
    key = keys.key_of(g.congress, kid)
    title = _("Retirer la clé %(kid)s", kid=kid)
    return render_template(
        "door/withdrawal.html", title=title, key=key, count=keys.badges_per_key(g.congress).get(kid, 0), form=form
    )
