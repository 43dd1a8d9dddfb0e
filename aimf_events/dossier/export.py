"""What is held of a person, as a file for them: a page to read, the same as JSON, and each picture and document beside."""

import base64
import io
import json
import zipfile
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import Table, select
from sqlalchemy.orm import undefer

from .. import journal
from ..clock import now
from ..database import db, transaction
from ..i18n import language, pick
from ..papers.codes import paper_number
from ..papers.papers import paper_pdf
from ..people.models import Person
from ..programme.session_files import slides_content
from ..programme.speaking_models import SessionFile, SpeakerProfile
from ..registration.documents import content_of
from ..registration.field_answers import answer_text
from ..registration.field_secrets import unseal
from ..registration.models import Document, FieldAnswer, IssuedPaper, Photo
from .reach import Reach, reach_of
from .tables import HELD, held_tables
from .words import column_words


def export_person(person: Person, *, by: Person | None, reason: str) -> bytes:
    """Return a ZIP of all that is held of a person; the journal says who took it and why."""
    with transaction():
        reach = reach_of(person)
        tables = {name: rows_of(name, reach) for name in held_tables()}
        answers, files = _answers(reach), _files(reach)
        journal.record("person_exported", person, by=by, reason=reason, rows=sum(map(len, tables.values())))
    shown = [
        (HELD[name].title, [[(column_words(column), _text(value)) for column, value in row.items()] for row in rows])
        for name, rows in tables.items()
        if rows
    ]
    template = current_app.jinja_env.get_template("dossier/export.html")
    page = template.render(
        person=person, sections=shown, answers=answers, files=sorted(files), at=now(), lang=language()
    )
    raw = {"made_at": now().isoformat(), "tables": tables, "answers": answers, "files": sorted(files)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("donnees.html", page)
        folder.writestr("donnees.json", json.dumps(raw, ensure_ascii=False, indent=1, default=_json))
        for name, content in files.items():
            folder.writestr(name, content)
    return packed.getvalue()


def rows_of(name: str, reach: Reach) -> list[dict[str, Any]]:
    """Return the rows of one table that are about the person, without the columns that are withheld."""
    table: Table = db.metadata.tables[name]
    held = HELD[name]
    columns = [column for column in table.columns if column.name not in held.withheld]
    rows = select(*columns).where(held.where(table, reach)).order_by(*table.primary_key.columns)
    return [dict(row) for row in db.session.execute(rows).mappings()]


def _answers(reach: Reach) -> list[tuple[str, str]]:
    """Each question answered, the secret ones opened: they are the person's own."""
    rows = select(FieldAnswer).where(FieldAnswer.registration_id.in_(reach.registrations))
    found = db.session.scalars(rows.options(undefer(FieldAnswer.sealed)).order_by(FieldAnswer.id))
    return [(pick(row.field.label), answer_text(row.field, unseal(row))) for row in found]


def _files(reach: Reach) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    photos = select(Photo).where(Photo.registration_id.in_(reach.registrations)).options(undefer(Photo.jpeg))
    for photo in db.session.scalars(photos):
        files[f"portrait-{photo.registration_id}.jpg"] = photo.jpeg
    papers = select(IssuedPaper).where(IssuedPaper.registration_id.in_(reach.registrations))
    kept = papers.options(undefer(IssuedPaper.facts), undefer(IssuedPaper.pdf)).where(IssuedPaper.facts.is_not(None))
    for paper in db.session.scalars(kept):
        files[f"{paper_number(paper, paper.registration.congress.number)}.pdf"] = paper_pdf(paper)
    profiles = select(SpeakerProfile).filter_by(person_id=reach.person).where(SpeakerProfile.jpeg.is_not(None))
    for profile in db.session.scalars(profiles.options(undefer(SpeakerProfile.jpeg))):
        files[f"portrait-programme-{profile.id}.jpg"] = profile.jpeg or b""
    slides = select(SessionFile).filter_by(person_id=reach.person).where(SessionFile.sealed.is_not(None))
    for slide in db.session.scalars(slides):
        files[f"diapositives-{slide.id}-{slide.file_name}"] = slides_content(slide)
    given = select(Document).where(HELD["document"].where(db.metadata.tables["document"], reach))
    for document in db.session.scalars(given.where(Document.sealed.is_not(None))):
        files[f"document-{document.id}-{document.file_name}"] = content_of(document)
    return files


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=_json)
    return "" if value is None else str(value)


def _json(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
