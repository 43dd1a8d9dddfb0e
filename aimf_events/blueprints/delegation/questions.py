"""« Compléments »: what the congress needs to know of each person, phase by phase; each form is saved as it stands."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ...errors import NotFound
from ...i18n import language, list_words, pick
from ...members.countries import country_choices
from ...registration.answer_checks import InvalidAnswer, check_answer
from ...registration.asking import (
    Asked,
    Questions,
    answering_side,
    closes_at,
    closes_for,
    is_open,
    missing_answers,
    plain_answers,
)
from ...registration.field_answers import save_answers, shown_answers
from ...registration.fields import choices_of
from ...registration.models import FieldKind, FieldPhase, Registration
from ...registration.registrations import delegation_registrations
from ...web.forms import BaseForm
from ...web.wording import addressed
from . import blueprint
from .access import actor, is_open_to_me, person_page

PHASES = {
    FieldPhase.REGISTRATION: _l("Séjour et séances"),
    FieldPhase.TRAVEL: _l("Hébergement"),
    FieldPhase.VISA: _l("Visa"),
}


@blueprint.get("/supplements")
def list_supplements() -> Any:
    """Each person with the forms that concern them, and what is missing in each."""
    people = [r for r in delegation_registrations(g.delegation) if r.is_active and is_open_to_me(r)]
    questions, answers, missing = Questions(g.congress), plain_answers(people), missing_answers(g.delegation, people)
    rows = [(person, _tasks(person, questions, answers, missing.get(person.id, []))) for person in people]
    return render_template(
        "delegation/supplements.html",
        title=_("Compléments"),
        rows=[(person, tasks, _own_time(person)) for person, tasks in rows if tasks],
        deadlines=[(words, closes_at(g.congress, phase), _open(phase)) for phase, words in PHASES.items()],
    )


@blueprint.route("/person/<public_id>/supplements/<phase>", methods=["GET", "POST"])
def answer(public_id: str, phase: str) -> Any:
    """The questions of a phase for one person."""
    registration, wanted = person_page(public_id), _phase(phase)
    asked, shown = _asked(registration, wanted), shown_answers(registration)
    if not asked:
        raise NotFound
    form = answers_form(asked, shown)
    if form.is_submitted() and form.validate():
        given = {each.field.code: form[each.field.code].data for each in asked}
        save_answers(registration, wanted, given, by=actor())
        missing = missing_answers(g.delegation, [registration]).get(registration.id, [])
        here = [pick(each.field.label) for each in missing if each.field.phase is wanted]
        flash(
            _("C’est enregistré. Il manque encore : %(what)s.", what=list_words(here))
            if here
            else _("C’est enregistré."),
            "ok",
        )
        more = len(_asked(registration, wanted)) > len(asked)
        return redirect(
            url_for("delegation.answer", public_id=public_id, phase=phase)
            if more
            else url_for("delegation.list_supplements")
        )
    title = _("%(phase)s : %(person)s", phase=PHASES[wanted], person=addressed(registration.person))
    page = {"form": form, "asked": asked, "closed": not _open(wanted, registration), "masks": _masks(asked, shown)}
    return render_template("delegation/answer.html", title=title, **page), 422 if form.errors else 200


def answers_form(asked: list[Asked], shown: dict[int, Any]) -> BaseForm:
    """Return the form of some questions, filled with what was answered; a secret is never put back into its field."""

    class AnswersForm(BaseForm):
        """Made for these questions."""

    data = {}
    for each in asked:
        setattr(AnswersForm, each.field.code, _control(each))
        value = shown.get(each.field.id)
        if not each.field.is_secret and value is not None:
            data[each.field.code] = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
    return AnswersForm(data=data) if request.method == "GET" else AnswersForm()


def _control(asked: Asked) -> Any:
    field = asked.field
    label = pick(field.label)
    checks = [Optional(), _checked(asked)]
    if field.kind is FieldKind.YES_NO:
        return RadioField(label, checks, choices=[("yes", _("oui")), ("no", _("non"))])
    if field.kind in (FieldKind.CHOICE, FieldKind.SEVERAL):
        choices = [(code, pick(words)) for code, words in choices_of(field)]
        if field.kind is FieldKind.CHOICE:
            return RadioField(label, checks, choices=choices)
        boxes = {"widget": ListWidget(prefix_label=False), "option_widget": CheckboxInput()}
        return SelectMultipleField(label, checks, choices=choices, **boxes)
    if field.kind is FieldKind.COUNTRY:
        return SelectField(label, checks, choices=[("", _("Choisir un pays")), *country_choices(language())])
    kinds: dict[FieldKind, Any] = {FieldKind.DATE: DateField, FieldKind.LONG_TEXT: TextAreaField}
    return kinds.get(field.kind, StringField)(label, checks)


def _checked(asked: Asked) -> Callable[[Any, Any], None]:
    """The rule of the field, beside its control."""

    def check(form: Any, control: Any) -> None:
        try:
            check_answer(asked.field, control.data, g.congress)
        except InvalidAnswer as refused:
            raise ValidationError(refused.reason) from None

    return check


def _tasks(person: Registration, questions: Questions, answers: dict[int, Any], missing: list[Asked]) -> list[Any]:
    tasks = []
    for phase, words in PHASES.items():
        given = answers.get(person.id, {})
        asked = questions.asked(person, phase, given)
        if not asked:
            continue
        wanting = sum(each.field.phase is phase for each in missing)
        done = any(each.field.id in given for each in asked)
        kind = "warn" if wanting else "ok" if done else "wait"
        state = _("à compléter") if wanting else _("complet") if done else _("facultatif")
        address = url_for("delegation.answer", public_id=person.public_id, phase=phase.value)
        tasks.append({"label": words, "state": state, "kind": kind, "url": address})
    return tasks


def _asked(registration: Registration, phase: FieldPhase) -> list[Asked]:
    given = plain_answers([registration]).get(registration.id)
    return Questions(g.congress).asked(registration, phase, given)


def _masks(asked: list[Asked], shown: dict[int, Any]) -> dict[str, str]:
    return {each.field.code: shown[each.field.id] for each in asked if each.field.is_secret and each.field.id in shown}


def _open(phase: FieldPhase, registration: Registration | None = None) -> bool:
    return is_open(g.congress, phase, side=answering_side(actor(), g.congress), registration=registration)


def _own_time(person: Registration) -> datetime | None:
    """Until when somebody who joined late answers what is closed for the others."""
    late = closes_for(person, FieldPhase.REGISTRATION)
    own = late != closes_at(g.congress, FieldPhase.REGISTRATION) and _open(FieldPhase.REGISTRATION, person)
    return late if own else None


def _phase(text: str) -> FieldPhase:
    if text not in set(FieldPhase):
        raise NotFound
    return FieldPhase(text)
