"""The versions of the programme, the draft that is written, its adoption, and the years of its objectives."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...assembly.convocation_letter import name_of
from ...assembly.models import Body
from ...assembly.sitting_models import Sitting, SittingState
from ...assembly.sittings import sittings_of
from ...clock import now
from ...errors import NotFound
from ...i18n import format_day, pick
from ...membership.strategy import (
    adopt_programme,
    begin_programme,
    discard_programme,
    draft_programme,
    objective_by_public_id,
    programme_in_force,
    programmes,
    record_progress,
    write_programme,
)
from ...membership.strategy_models import StrategicProgramme
from ...membership.strategy_text import written
from ...web.identity import signed_in_person
from . import blueprint
from .forms import AdoptionForm, ProgrammeForm, ProgressForm

HELD = (SittingState.OPEN, SittingState.SUSPENDED, SittingState.CLOSED)


@blueprint.get("/")
def show_strategy() -> Any:
    """The programme in force with its objectives, the draft, the versions before."""
    known = programmes()
    current = next((each for each in known if not each.is_draft), None)
    draft = next((each for each in known if each.is_draft), None)
    return render_template(
        "strategy/home.html",
        title=_("Programme stratégique"),
        known=known,
        current=current,
        draft=draft,
        sentence=_sentence(current, draft),
    )


@blueprint.route("/draft", methods=["GET", "POST"])
def write() -> Any:
    """Write the draft; the first writing begins it, from the version in force."""
    draft = draft_programme()
    form = ProgrammeForm() if request.method == "POST" else ProgrammeForm(data=_typed(draft or programme_in_force()))
    if form.validate_on_submit():
        if draft is None:
            begin_programme(form.written(), by=signed_in_person())
        else:
            write_programme(draft, form.written(), revision=_number(form.revision.data), by=signed_in_person())
        flash(_("Le projet est enregistré. Personne d’autre ne le voit encore."), "ok")
        return redirect(url_for("strategy.show_strategy"))
    if request.method == "GET":
        form.revision.data = str(draft.revision) if draft else "0"
    return render_template(
        "strategy/form.html", title=_("Écrire le programme"), form=form, draft=draft
    ), 422 if form.errors else 200


@blueprint.route("/adoption", methods=["GET", "POST"])
def adopt() -> Any:
    """Record which Assembly adopted the draft."""
    draft, held = draft_programme(), _assemblies()
    if draft is None:
        raise NotFound
    form = AdoptionForm()
    form.sitting.choices = [
        *((each.public_id, f"{name_of(each)}, {format_day(each.day, weekday=False)}") for each in held),
        ("", _("Une Assemblée d’avant la plateforme")),
    ]
    if form.validate_on_submit():
        adopt_programme(
            draft,
            at=next((each for each in held if each.public_id == form.sitting.data), None),
            on=form.on.data,
            decision=form.decision.data,
            revision=_number(form.revision.data),
            by=signed_in_person(),
        )
        flash(_("Le programme est adopté : il paraît sur la page publique."), "ok")
        return redirect(url_for("strategy.show_strategy"))
    if request.method == "GET":
        form.revision.data = str(draft.revision)
    return render_template(
        "strategy/adoption.html", title=_("Le programme est adopté"), form=form, draft=draft
    ), 422 if form.errors else 200


@blueprint.post("/draft/removal")
def discard() -> Any:
    """Give the draft up."""
    draft = draft_programme()
    if draft is None:
        raise NotFound
    discard_programme(draft, by=signed_in_person())
    flash(_("Le projet est abandonné."), "ok")
    return redirect(url_for("strategy.show_strategy"))


@blueprint.route("/objectives/<public_id>", methods=["GET", "POST"])
def note_progress(public_id: str) -> Any:
    """Say how far an objective was in a year."""
    objective = objective_by_public_id(public_id)
    form = ProgressForm() if request.method == "POST" else ProgressForm(data={"year": now().year})
    if form.validate_on_submit():
        note = {"fr": form.note_fr.data, "en": form.note_en.data}
        record_progress(
            objective,
            year=form.year.data,
            percent=form.percent.data,
            note={code: words for code, words in note.items() if words},
            by=signed_in_person(),
        )
        flash(_("L’avancement est enregistré : il paraît sur la page publique."), "ok")
        return redirect(url_for("strategy.show_strategy"))
    return render_template(
        "strategy/progress.html", title=pick(objective.title), form=form, objective=objective
    ), 422 if form.errors else 200


def _typed(programme: StrategicProgramme | None) -> dict[str, Any]:
    """What the form begins with: the draft, or the version in force as the first draft of the next."""
    if programme is None:
        return {"first_year": now().year + 1, "last_year": now().year + 5}
    return {
        "title_fr": programme.title.get("fr", ""),
        "title_en": programme.title.get("en", ""),
        "first_year": programme.first_year,
        "last_year": programme.last_year,
        "text_fr": written(programme, "fr"),
        "text_en": written(programme, "en"),
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else -1


def _assemblies() -> list[Sitting]:
    return [
        each
        for each in sittings_of(g.congress)
        if each.body is Body.GENERAL_ASSEMBLY and each.state in HELD and not each.is_rehearsal
    ]


def _sentence(current: StrategicProgramme | None, draft: StrategicProgramme | None) -> str:
    said = []
    if current is not None:
        said.append(
            _(
                "Version %(number)d en vigueur, %(first)d à %(last)d.",
                number=current.number,
                first=current.first_year,
                last=current.last_year,
            )
        )
    if draft is not None:
        said.append(_("Un projet de version %(number)d s’écrit.", number=draft.number))
    return " ".join(said)
