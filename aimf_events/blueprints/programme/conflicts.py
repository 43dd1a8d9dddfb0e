"""Conflicts of the draft: the list, the act of taking one on oneself, and how grave each rule is."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...programme import conflict_rules, conflict_text, judgement, overrides
from ...programme.conflict_models import Severity
from ...programme.judgement import Judged
from ...web.forms import BaseForm
from ...web.identity import current_person
from . import blueprint
from .forms import OverrideForm, rules_form


@blueprint.get("/conflicts")
def list_conflicts() -> Any:
    """What conflicts in the draft, what blocks first; what was taken on, with its reason."""
    found = judgement.conflicts_of(g.congress)
    return render_template(
        "programme/conflicts.html",
        title=_("Conflits du programme"),
        open=[each for each in found if each.override is None],
        taken_on=[each for each in found if each.override is not None],
        blocking=sum(each.blocks_release for each in found),
        said=conflict_text,
        token=BaseForm(formdata=None),
    )


@blueprint.get("/conflicts/<key>")
def ask_override(key: str) -> Any:
    """Say what would be accepted, and ask why."""
    return _ask(OverrideForm(), _conflict(key))


@blueprint.post("/conflicts/<key>")
def override_conflict(key: str) -> Any:
    """Take the conflict on oneself."""
    judged, form = _conflict(key), OverrideForm()
    if not form.validate_on_submit():
        return _ask(form, judged), 422
    overrides.override_conflict(g.congress, judged.conflict, reason=form.reason.data, by=current_person())
    flash(_("Vous passez outre ce conflit : votre raison est gardée."), "ok")
    return redirect(url_for("programme.list_conflicts"))


@blueprint.post("/conflicts/overrides/<public_id>/withdrawal")
def withdraw_override(public_id: str) -> Any:
    """Let the conflict count again."""
    overrides.withdraw_override(overrides.override_of(g.congress, public_id), by=current_person())
    flash(_("Ce conflit compte de nouveau."), "ok")
    return redirect(url_for("programme.list_conflicts"))


@blueprint.get("/conflicts/rules")
def edit_conflict_rules() -> Any:
    """How grave each rule is, and how long it takes to walk."""
    return _rules(rules_form(conflict_rules.rules_of(g.congress)))


@blueprint.post("/conflicts/rules")
def set_conflict_rules() -> Any:
    """Choose them."""
    form = rules_form(conflict_rules.rules_of(g.congress))
    if not form.validate_on_submit():
        return _rules(form), 422
    conflict_rules.set_rules(
        g.congress,
        {rule: Severity(form[rule.value].data) for rule in conflict_rules.CHOSEN},
        minutes_between_rooms=form["minutes_between_rooms"].data,
        minutes_between_venues=form["minutes_between_venues"].data,
        by=current_person(),
    )
    flash(_("Les règles sont enregistrées."), "ok")
    return redirect(url_for("programme.list_conflicts"))


def _conflict(key: str) -> Judged:
    """The conflict of this key, as the draft stands: once a session has moved, it is no longer there."""
    found = next((each for each in judgement.conflicts_of(g.congress) if each.conflict.key == key), None)
    if found is None:
        raise NotFound
    return found


def _ask(form: OverrideForm, judged: Judged) -> str:
    return render_template(
        "programme/override.html", title=_("Passer outre ce conflit ?"), form=form, judged=judged, said=conflict_text
    )


def _rules(form: Any) -> str:
    return render_template(
        "programme/conflict_rules.html",
        title=_("Règles de conflit"),
        form=form,
        rules=conflict_rules.CHOSEN,
    )
