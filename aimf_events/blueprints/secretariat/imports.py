"""The spreadsheet of delegations: dropped, shown, confirmed, written in the background with its progress."""

from typing import Any

from flask import g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...congress.categories import categories_of
from ...i18n import language, list_words
from ...members.models import MemberCategory
from ...registration.import_columns import column_words
from ...registration.imports import (
    ACTIONS,
    confirm_import,
    counts_of,
    import_of,
    latest_imports,
    model_file,
    preview_import,
    said_of,
)
from ...registration.models import SpreadsheetImport
from ...web.asking import asked, asked_page
from ...web.files import saved_file
from ...web.forms import refused_on
from ...web.identity import current_person
from ...web.spreadsheets import XLSX, SpreadsheetForm, action_words
from ...web.wording import words_for
from . import blueprint
from .forms import ConfirmForm

ROWS_SHOWN = 50
PROBLEMS_SHOWN = 100


@blueprint.get("/delegations/imports")
def new_import() -> Any:
    """The page where the file is dropped."""
    return _drop_page(SpreadsheetForm())


@blueprint.post("/delegations/imports")
def upload() -> Any:
    """Read the file and show what it would do; nothing is written."""
    form = SpreadsheetForm()
    if not form.validate_on_submit():
        return _drop_page(form), 422
    data, name = form.file.data.read(), form.file.data.filename or ""
    started = refused_on(form.file, lambda: preview_import(g.congress, data, name, by=current_person()))
    if started is None:
        return _drop_page(form), 422
    return redirect(url_for("secretariat.show_import", public_id=started.public_id))


@blueprint.get("/delegations/imports/model.xlsx")
def download_model() -> Any:
    """An empty workbook with the headings that the import knows."""
    return saved_file(model_file(g.congress, language()), XLSX, "delegations.xlsx")


@blueprint.get("/delegations/imports/<public_id>")
def show_import(public_id: str) -> Any:
    """The preview before the confirmation; the progress and the report after it."""
    started = import_of(g.congress, public_id)
    return _preview_page(started) if started.confirmed_at is None else _progress_page(started)


@blueprint.post("/delegations/imports/<public_id>/confirmation")
def confirm(public_id: str) -> Any:
    """Write what the preview showed, once."""
    started = import_of(g.congress, public_id)
    if ConfirmForm().validate_on_submit():
        confirm_import(started, by=current_person())
    return redirect(url_for("secretariat.show_import", public_id=public_id))


def _drop_page(form: SpreadsheetForm) -> str:
    return render_template(
        "secretariat/new_import.html",
        title=_("Importer la liste des délégations"),
        form=form,
        latest=latest_imports(g.congress),
    )


def _preview_page(started: SpreadsheetImport) -> str:
    categories = categories_of(g.congress)
    said = said_of(started)
    action = asked("action")
    rows = [row for row in started.rows["rows"] if not action or row["action"] == action]
    page = asked_page()
    headings = started.rows["headings"]
    return render_template(
        "secretariat/import_preview.html",
        title=_("Relire avant d’enregistrer"),
        started=started,
        counts=counts_of(started),
        sentence=_sentence(started),
        said=said[:PROBLEMS_SHOWN],
        said_more=max(0, len(said) - PROBLEMS_SHOWN),
        has_rows=bool(started.rows["rows"]),
        called=lambda column: headings.get(column) or column_words(column, categories),
        rows=rows[(page - 1) * ROWS_SHOWN : page * ROWS_SHOWN],
        page=page,
        pages=-(-len(rows) // ROWS_SHOWN),
        page_url=lambda number: url_for(
            ".show_import", public_id=started.public_id, action=action or None, page=number
        ),
        action=action,
        actions=ACTIONS,
        action_words=action_words(),
        called_category=lambda value: words_for(MemberCategory(value)),
        changed_column=lambda column: _changed_words(column, categories),
        form=ConfirmForm(),
    )


def _progress_page(started: SpreadsheetImport) -> str:
    return render_template(
        "secretariat/import_progress.html",
        title=_("Import terminé") if started.finished_at else _("Import en cours"),
        started=started,
        counts=counts_of(started),
    )


def _changed_words(column: str, categories: list[Any]) -> str:
    words = {"name": _("nom"), "head": _("chef de délégation"), "focal": _("correspondant")}
    return words.get(column) or column_words(column, categories).lower()


def _sentence(started: SpreadsheetImport) -> str:
    counts = counts_of(started)
    said = [
        (counts["new"], ngettext("%(num)d délégation nouvelle", "%(num)d délégations nouvelles", counts["new"])),
        (
            counts["updated"],
            ngettext("%(num)d délégation modifiée", "%(num)d délégations modifiées", counts["updated"]),
        ),
        (
            counts["unchanged"],
            ngettext("%(num)d délégation inchangée", "%(num)d délégations inchangées", counts["unchanged"]),
        ),
        (counts["refused"], ngettext("%(num)d ligne refusée", "%(num)d lignes refusées", counts["refused"])),
    ]
    clauses = [clause for count, clause in said if count] or [_("aucune ligne")]
    return _("%(clauses)s. Rien n’est encore enregistré.", clauses=list_words(clauses))
