"""The questions of a congress: listed by phase with whom they are asked, added, changed, ordered, retired."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...congress.categories import categories_of
from ...errors import Refusal
from ...i18n import pick
from ...registration.fields import (
    add_field,
    answered_counts,
    change_field,
    field_of,
    fields_of,
    move_field,
    restore_field,
    retire_field,
)
from ...registration.models import Field, FieldPhase
from ...web.identity import current_person
from . import blueprint
from .fields_forms import OUTPUTS, PHASES, FieldForm, filled, reader_words


@blueprint.get("/<congress>/settings/fields")
def list_fields() -> Any:
    """The questions by phase: who answers which, who reads it, where it comes out, when it goes."""
    questions = fields_of(g.congress, with_retired=True)
    asked = [question for question in questions if question.retired_at is None]
    return render_template(
        "congress/fields.html",
        title=_("Questions posées"),
        phases=[(words, [f for f in asked if f.phase is phase], phase.value) for phase, words in PHASES.items()],
        retired=[question for question in questions if question.retired_at is not None],
        categories=categories_of(g.congress),
        required={(use.field_id, use.category_id): use.is_required for f in asked for use in f.uses},
        answered=answered_counts(g.congress),
        outputs=OUTPUTS,
        reader_words=reader_words,
    )


@blueprint.route("/<congress>/settings/fields/new", methods=["GET", "POST"])
def new_field() -> Any:
    """Ask one more question."""
    form = FieldForm(phase=request.args.get("phase") or FieldPhase.REGISTRATION.value, kept_days=30)
    form.offer(categories_of(g.congress))
    if form.validate_on_submit() and _saved(form, None):
        flash(_("La question est ajoutée."), "ok")
        return redirect(url_for("congress.list_fields"))
    return _page(form, _("Ajouter une question"))


@blueprint.route("/<congress>/settings/fields/<public_id>", methods=["GET", "POST"])
def edit_field(public_id: str) -> Any:
    """Change a question."""
    question = field_of(g.congress, public_id)
    form = FieldForm() if request.method == "POST" else FieldForm(**filled(question))
    form.offer(categories_of(g.congress), question)
    if form.validate_on_submit() and _saved(form, question):
        flash(_("La question est changée."), "ok")
        return redirect(url_for("congress.list_fields"))
    return _page(form, _("Changer la question"), question)


@blueprint.post("/<congress>/settings/fields/<public_id>/order")
def order_field(public_id: str) -> Any:
    """Move a question one place up or down in its phase."""
    move_field(field_of(g.congress, public_id), up=request.form.get("way") == "up", by=current_person())
    return redirect(url_for("congress.list_fields"))


@blueprint.post("/<congress>/settings/fields/<public_id>/retirement")
def retire(public_id: str) -> Any:
    """Ask a question no more; its answers stay until their day."""
    question = retire_field(field_of(g.congress, public_id), by=current_person())
    flash(
        _(
            "« %(question)s » n’est plus posée ; ses réponses restent jusqu’à leur effacement.",
            question=pick(question.label),
        ),
        "ok",
    )
    return redirect(url_for("congress.list_fields"))


@blueprint.post("/<congress>/settings/fields/<public_id>/restoration")
def restore(public_id: str) -> Any:
    """Ask a retired question again."""
    question = restore_field(field_of(g.congress, public_id), by=current_person())
    flash(_("« %(question)s » est posée de nouveau.", question=pick(question.label)), "ok")
    return redirect(url_for("congress.list_fields"))


def _saved(form: FieldForm, question: Field | None) -> bool:
    """Run the verb; what it refuses is said on the same page, and nothing typed is lost."""
    try:
        if question is None:
            add_field(g.congress, form.settings(), by=current_person())
        else:
            change_field(question, form.settings(), by=current_person())
    except Refusal as refused:
        form.form_errors.append(f"{refused.reason} {refused.advice or ''}".strip())
        return False
    return True


def _page(form: FieldForm, title: str, question: Field | None = None) -> Any:
    parents = [(_("Réglages"), url_for("congress.show_settings")), (_("Questions"), url_for("congress.list_fields"))]
    page = {"form": form, "parents": parents, "question": question}
    return render_template("congress/field.html", title=title, **page), 422 if form.errors else 200
