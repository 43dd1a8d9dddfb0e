"""The programme in a spreadsheet: dropped, shown cell by cell, confirmed, written into the draft."""

from datetime import date
from typing import Any

from flask import g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import StringField
from wtforms.validators import Optional

from ...congress.venues import rooms_of
from ...i18n import format_day, languages_spoken, list_words, pick
from ...programme.conflict_models import Severity
from ...programme.conflict_text import SEVERITIES
from ...programme.import_columns import HEADINGS, CellSaid
from ...programme.imports import PROGRAMME, blocked_of, confirm_programme, left_of, preview_programme, programme_model
from ...programme.models import SessionKind, SessionMode
from ...programme.tracks import tracks_of
from ...registration.imports import ACTIONS, counts_of, import_of, latest_imports, said_of
from ...registration.models import SpreadsheetImport
from ...web.asking import asked, asked_page
from ...web.files import saved_file
from ...web.forms import BaseForm, at_most, refused_on
from ...web.identity import current_person
from ...web.spreadsheets import XLSX, SpreadsheetForm, action_words
from ...web.wording import words_for
from . import blueprint
from .wording import field_words

ROWS_SHOWN, PROBLEMS_SHOWN = 50, 100
IN_CONFLICT = "conflict"
_TAGS = {Severity.DROP: "no", Severity.RELEASE: "no", Severity.WARN: "warn"}


class ConfirmForm(BaseForm):
    """Why the conflicts that forbid to place a session are accepted, where there are any."""

    reason = StringField(_l("Pourquoi passer outre"), [Optional(), at_most(300)])


@blueprint.get("/imports")
def new_import() -> Any:
    """The page where the file is dropped."""
    return _drop_page(SpreadsheetForm())


@blueprint.post("/imports")
def upload() -> Any:
    """Read the file and show what it would do; nothing is written."""
    form = SpreadsheetForm()
    if not form.validate_on_submit():
        return _drop_page(form), 422
    data, name = form.file.data.read(), form.file.data.filename or ""
    started = refused_on(form.file, lambda: preview_programme(g.congress, data, name, by=current_person()))
    if started is None:
        return _drop_page(form), 422
    return redirect(url_for("programme.show_import", public_id=started.public_id))


@blueprint.get("/imports/model.xlsx")
def download_model() -> Any:
    """An empty workbook with the headings that the import knows."""
    return saved_file(programme_model(g.congress), XLSX, "programme.xlsx")


@blueprint.get("/imports/<public_id>")
def show_import(public_id: str) -> Any:
    """The preview before the confirmation; the report after it."""
    started = import_of(g.congress, public_id, subject=PROGRAMME)
    return _preview_page(started) if started.confirmed_at is None else _report_page(started)


@blueprint.post("/imports/<public_id>/confirmation")
def confirm_import(public_id: str) -> Any:
    """Write what the preview showed, once."""
    started = import_of(g.congress, public_id, subject=PROGRAMME)
    form = ConfirmForm()
    if started.confirmed_at is None and not form.validate_on_submit():
        return _preview_page(started, form), 422
    if started.confirmed_at is None:
        confirm_programme(started, by=current_person(), reason=form.reason.data or "")
    return redirect(url_for("programme.show_import", public_id=public_id))


def _drop_page(form: SpreadsheetForm) -> str:
    return render_template(
        "programme/new_import.html",
        title=_("Importer le programme"),
        form=form,
        latest=latest_imports(g.congress, subject=PROGRAMME),
    )


def _preview_page(started: SpreadsheetImport, form: ConfirmForm | None = None) -> str:
    said, action, page = said_of(started, CellSaid), asked("action"), asked_page()
    rows = [row for row in started.rows["rows"] if not action or row["action"] == action or _is_asked(row, action)]
    blocked = len(blocked_of(started))
    headings = started.rows["headings"]
    return render_template(
        "programme/import_preview.html",
        title=_("Relire avant d’enregistrer"),
        started=started,
        counts=counts_of(started),
        sentence=_sentence(started),
        said=said[:PROBLEMS_SHOWN],
        said_more=max(0, len(said) - PROBLEMS_SHOWN),
        called=lambda column: headings.get(column) or HEADINGS.get(column, (column,))[0],
        rows=rows[(page - 1) * ROWS_SHOWN : page * ROWS_SHOWN],
        has_rows=bool(started.rows["rows"]),
        page=page,
        pages=-(-len(rows) // ROWS_SHOWN),
        page_url=lambda number: url_for(
            "programme.show_import", public_id=started.public_id, action=action or None, page=number
        ),
        action=action,
        actions=ACTIONS,
        action_words=action_words(),
        day_of=lambda plan: format_day(date.fromisoformat(plan["day"])) if plan.get("day") else None,
        changes_of=_changes_in_words,
        blocked=blocked,
        severity_of=lambda conflict: Severity(conflict["severity"]),
        severities=SEVERITIES,
        tags=_TAGS,
        form=form or ConfirmForm(formdata=None),
    )


def _is_asked(row: dict[str, Any], action: str) -> bool:
    return action == IN_CONFLICT and bool(row.get("conflicts"))


def _report_page(started: SpreadsheetImport) -> str:
    return render_template(
        "programme/import_report.html",
        title=_("Import terminé"),
        started=started,
        counts=counts_of(started),
        left=left_of(started),
    )


def _changes_in_words(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what changes in a session: the field, what it was, what it becomes."""
    names = {room.public_id: room.name for room in rooms_of(g.congress)}
    names |= {track.public_id: pick(track.name) for track in tracks_of(g.congress)}
    called = {"room": "room_id", "track": "track_id"}
    told = [
        (str(field_words(called.get(name, name))), _value_words(name, old, names), _value_words(name, new, names))
        for name, (old, new) in row["changes"].items()
    ]
    if row["people"]:
        told.append((_("les intervenants"), "", ngettext("%(num)d de plus", "%(num)d de plus", len(row["people"]))))
    return told


def _value_words(name: str, value: Any, names: dict[str, str]) -> str:
    if value is None or value in ("", {}):
        return "—"
    if name in ("title", "text"):
        return _short(" / ".join(value.values()))
    if name == "day":
        return format_day(date.fromisoformat(value))
    if name in ("room", "track"):
        return names.get(value, "—")
    if name in ("kind", "mode"):
        return str(words_for((SessionKind if name == "kind" else SessionMode)(value)))
    if name == "languages":
        return languages_spoken(value)
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    return str(value)


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79].rstrip()}…"


def _sentence(started: SpreadsheetImport) -> str:
    counts = counts_of(started)
    said = [
        (counts["new"], ngettext("%(num)d séance nouvelle", "%(num)d séances nouvelles", counts["new"])),
        (counts["updated"], ngettext("%(num)d séance modifiée", "%(num)d séances modifiées", counts["updated"])),
        (
            counts["unchanged"],
            ngettext("%(num)d séance inchangée", "%(num)d séances inchangées", counts["unchanged"]),
        ),
        (counts["refused"], ngettext("%(num)d ligne refusée", "%(num)d lignes refusées", counts["refused"])),
    ]
    clauses = [clause for count, clause in said if count] or [_("aucune ligne")]
    conflicts = sum(bool(row.get("conflicts")) for row in started.rows["rows"])
    nothing_yet = _("%(clauses)s. Rien n’est encore enregistré.", clauses=list_words(clauses))
    if not conflicts:
        return nothing_yet
    met = ngettext(
        "%(num)d ligne créerait un conflit avec le programme.",
        "%(num)d lignes créeraient un conflit avec le programme.",
        conflicts,
    )
    return f"{nothing_yet} {met}"
