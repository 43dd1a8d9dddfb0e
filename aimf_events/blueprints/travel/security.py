"""The list for the host's security, and what a person answered: secrets are read one by one, on demand, and journalled."""

from typing import Any

from flask import Response, g, make_response, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from ...i18n import pick
from ...registration.field_answers import answer_text, disclose, shown_answers
from ...registration.field_secrets import may_read
from ...registration.fields import field_of, fields_of
from ...registration.models import Registration
from ...registration.registrations import registration_by_public_id
from ...registration.security_lists import (
    KEPT_DAYS,
    make_security_list,
    offered_fields,
    security_list_of,
    security_lists_of,
    take_security_list,
)
from ...web.files import saved_file
from ...web.forms import BaseForm, at_most, required
from ...web.guards import ACCREDITATION_DESK, allows
from ...web.identity import current_roles, signed_in_person
from ...web.wording import addressed
from . import blueprint
from .words import tabs


class SecurityListForm(BaseForm):
    """To whom a list is handed, why, and with which answers."""

    recipient = StringField(
        _l("Destinataire"), [required(_l("Écrivez le nom de la personne qui reçoit la liste.")), at_most(160)]
    )
    organisation = StringField(
        _l("Son service"), [required(_l("Écrivez le service pour lequel elle travaille.")), at_most(160)]
    )
    purpose = StringField(_l("Raison"), [required(_l("Écrivez à quoi la liste servira.")), at_most(300)])
    fields = SelectMultipleField(
        _l("Réponses à joindre aux noms"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


@blueprint.get("/security-lists")
@allows(ACCREDITATION_DESK)
def list_security_lists() -> Any:
    """The lists handed over, and the form of one more."""
    return _page(_form())


@blueprint.post("/security-lists")
@allows(ACCREDITATION_DESK)
def make_list() -> Any:
    """Make a list; its passphrase is on this page and nowhere else."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    chosen = [f for f in offered_fields(g.congress, by=signed_in_person()) if f.code in (form.fields.data or [])]
    given = {name: getattr(form, name).data for name in ("purpose", "recipient", "organisation")}
    made, passphrase = make_security_list(g.congress, **given, fields=chosen, by=signed_in_person())
    page = {"made": made, "passphrase": passphrase, "tabs": tabs("travel.list_security_lists")}
    return _unkept(render_template("travel/passphrase.html", title=_("La liste est prête"), **page))


@blueprint.post("/security-lists/<public_id>/file")
@allows(ACCREDITATION_DESK)
def take_list(public_id: str) -> Response:
    """The encrypted file, once more; the journal says who took it."""
    made = security_list_of(g.congress, public_id)
    file = take_security_list(made, by=signed_in_person())
    return saved_file(file, "application/octet-stream", f"{g.congress.name}-{made.made_at:%Y-%m-%d}.xlsx")


@blueprint.get("/answers/<public_id>")
@allows(ACCREDITATION_DESK)
def show_answers(public_id: str) -> Any:
    """What a person answered to the questions that the reader may read; secrets are masked."""
    return _answers_page(registration_by_public_id(g.congress, public_id), {})


@blueprint.post("/answers/<public_id>/<field>/reading")
@allows(ACCREDITATION_DESK)
def read_secret(public_id: str, field: str) -> Any:
    """Show one secret, once; the journal says who read what of whom."""
    registration, question = registration_by_public_id(g.congress, public_id), field_of(g.congress, field)
    text = disclose(registration, question, by=signed_in_person())
    return _unkept(_answers_page(registration, {question.id: text}))


def _form() -> SecurityListForm:
    form = SecurityListForm()
    form.fields.choices = [(f.code, pick(f.label)) for f in offered_fields(g.congress, by=signed_in_person())]
    return form


def _page(form: SecurityListForm) -> str:
    return render_template(
        "travel/security_lists.html",
        title=_("Liste de sûreté"),
        tabs=tabs("travel.list_security_lists"),
        form=form,
        lists=security_lists_of(g.congress),
        labels={f.code: pick(f.label) for f in fields_of(g.congress, with_retired=True)},
        kept_days=KEPT_DAYS,
    )


def _answers_page(registration: Registration, read: dict[int, str]) -> str:
    shown, roles = shown_answers(registration), current_roles()
    rows = []
    for question in fields_of(g.congress, with_retired=True):
        if question.id in shown and may_read(question, roles):
            value = shown[question.id]
            text = read.get(question.id) or (value if question.is_secret else answer_text(question, value))
            rows.append((question, text, question.is_secret and question.id not in read))
    title = _("Réponses de %(person)s", person=addressed(registration.person))
    return render_template("travel/answers.html", title=title, registration=registration, rows=rows)


def _unkept(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer
