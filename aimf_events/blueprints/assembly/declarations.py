"""What is to be declared to the prefecture: the list with its last days, one added by hand, one ended by its receipt."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, RadioField, StringField
from wtforms.validators import InputRequired, ValidationError

from ...errors import NotFound
from ...i18n import format_day
from ...minutes.declaration_models import Declaration, Declared
from ...minutes.declarations import (
    close_declaration,
    declaration_by_public_id,
    declarations,
    open_declaration,
    receipt_of,
)
from ...minutes.register import today
from ...registration.document_files import DocumentRefused, PreparedDocument, prepare_document
from ...web.files import shown_file
from ...web.forms import BaseForm, at_most, refused_on, required
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint


class ChangeForm(BaseForm):
    """What has changed, and when."""

    what = RadioField(
        _l("Ce qui a changé"),
        [required(_l("Dites ce qui a changé."))],
        choices=[(what.value, words_for(what)) for what in Declared],
    )
    text = StringField(_l("En une phrase"), [required(_l("Écrivez ce qui a changé.")), at_most(300)])
    happened_on = DateField(_l("Jour du changement"), [InputRequired(_l("Choisissez le jour du changement."))])

    def validate_happened_on(self, field: DateField) -> None:
        """It has happened."""
        if field.data > today():
            raise ValidationError(_l("Ce jour n’est pas encore venu."))


class ReceiptForm(BaseForm):
    """The prefecture's receipt."""

    declared_on = DateField(_l("Déclaré le"), [InputRequired(_l("Choisissez le jour de la déclaration."))])
    file = FileField(_l("Récépissé"), [FileRequired(_l("Choisissez un fichier PDF, JPEG ou PNG."))])
    prepared: PreparedDocument | None = None

    def validate_file(self, field: FileField) -> None:
        """Read what the file really is."""
        try:
            self.prepared = prepare_document(field.data.read(), field.data.filename or "")
        except DocumentRefused as refused:
            raise ValidationError(f"{refused.reason} {refused.advice}") from None


@blueprint.get("/declarations")
def list_declarations() -> Any:
    """What is to be declared, and what was."""
    found = declarations()
    return render_template(
        "assembly/declarations.html",
        title=_("Déclarations à la préfecture"),
        sentence=_sentence(found),
        lines=[(each, _tag(each)) for each in found],
    )


@blueprint.get("/declarations/new")
def new_declaration() -> Any:
    """The form of a change that no decision has brought here."""
    return _change_page(ChangeForm(formdata=None))


@blueprint.post("/declarations/new")
def add_declaration() -> Any:
    """Open a declaration by hand."""
    form = ChangeForm()
    if not form.validate_on_submit():
        return _change_page(form), 422
    declaration = open_declaration(
        Declared(form.what.data), text=form.text.data or "", happened_on=form.happened_on.data, by=current_person()
    )
    flash(_("À déclarer au plus tard le %(day)s.", day=format_day(declaration.due_on)), "ok")
    return redirect(url_for("assembly.show_declaration", public_id=declaration.public_id))


@blueprint.get("/declarations/<public_id>")
def show_declaration(public_id: str) -> Any:
    """One declaration, and the form of its receipt."""
    return _page(declaration_by_public_id(public_id), ReceiptForm(formdata=None))


@blueprint.post("/declarations/<public_id>")
def end_declaration(public_id: str) -> Any:
    """Note that it was declared."""
    declaration, form = declaration_by_public_id(public_id), ReceiptForm()
    if not form.validate_on_submit() or form.prepared is None:
        return _page(declaration, form), 422
    prepared, day = form.prepared, form.declared_on.data
    done = refused_on(
        form.declared_on, lambda: close_declaration(declaration, prepared, declared_on=day, by=current_person())
    )
    if done is None:
        return _page(declaration, form), 422
    flash(_("La déclaration est faite, son récépissé est gardé."), "ok")
    return redirect(url_for("assembly.list_declarations"))


@blueprint.get("/declarations/<public_id>/documents/receipt")
def read_receipt(public_id: str) -> Any:
    """The receipt."""
    declaration = declaration_by_public_id(public_id)
    if declaration.is_open:
        raise NotFound
    return shown_file(receipt_of(declaration), declaration.receipt_type, declaration.receipt_name)


def _tag(declaration: Declaration) -> tuple[str, str]:
    if not declaration.is_open:
        return "ok", _("déclarée")
    return ("no", _("en retard")) if declaration.is_late(today()) else ("warn", _("à déclarer"))


def _sentence(found: list[Declaration]) -> str:
    waiting = [each for each in found if each.is_open]
    if not waiting:
        return _("Rien n’attend d’être déclaré.")
    said = ngettext("%(num)d déclaration est à faire.", "%(num)d déclarations sont à faire.", len(waiting))
    return said + " " + _("La première, avant le %(day)s.", day=format_day(waiting[0].due_on))


def _change_page(form: ChangeForm) -> str:
    return render_template("assembly/declaration_new.html", title=_("Ajouter une déclaration"), form=form)


def _page(declaration: Declaration, form: ReceiptForm) -> str:
    return render_template(
        "assembly/declaration.html",
        title=_("Déclaration à la préfecture"),
        declaration=declaration,
        tag=_tag(declaration),
        form=form,
    )
