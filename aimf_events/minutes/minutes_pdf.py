"""Minutes as papers: a PDF that is read aloud in its order, to print and sign; a DOCX to work on elsewhere. Both in French."""

import io
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ..assembly.printing import set_pdf
from ..i18n import DEFAULT_LANGUAGE, format_day, use_language
from .drafting import blocks_of, corrections_of, frozen_content
from .extracts import PACKAGE
from .french import fr
from .minutes_models import Minutes, MinutesState

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SOFT = RGBColor(0x4A, 0x54, 0x68)


def minutes_sheet(minutes: Minutes) -> dict[str, Any]:
    """Return what the paper says: the settled text, or the draft as the facts tell it now, marked as one."""
    content = minutes.content or frozen_content(minutes, blocks_of(minutes))
    with use_language(DEFAULT_LANGUAGE):
        corrected = corrections_of(minutes)
        chair, secretary = fr("La présidence de séance"), fr("Le secrétariat de séance")
        return {
            **content,
            "language": DEFAULT_LANGUAGE,
            "status": _status(minutes),
            "is_draft": minutes.is_draft,
            "corrections_title": fr("Rectifications apportées après la signature"),
            "corrections": corrected.text if corrected and corrected.text else "",
            "signatures": [
                {"role": chair, "name": content.get("chair", "")},
                {"role": secretary, "name": content.get("secretary", "")},
            ],
            "fingerprint": fr("Empreinte du texte (SHA-256) : %(hash)s", hash=minutes.sha256) if minutes.sha256 else "",
            "totals_title": fr("Totaux"),
            "page_of": fr("page"),
        }


def minutes_pdf(minutes: Minutes) -> bytes:
    """Return the PDF."""
    return set_pdf("minutes.typ", minutes_sheet(minutes), package=PACKAGE)


def minutes_docx(minutes: Minutes) -> bytes:
    """Return the same text as a DOCX: headings are headings, the annex is a table whose head repeats, pages are numbered."""
    sheet = minutes_sheet(minutes)
    document = Document()
    _set_up(document, sheet)
    document.add_paragraph(sheet["association"])
    document.add_heading(sheet["title"], 0)
    document.add_paragraph(sheet["subtitle"])
    document.add_paragraph(sheet["status"]).runs[0].italic = True
    if sheet["corrections"]:
        document.add_heading(sheet["corrections_title"], 1)
        _paragraphs(document, sheet["corrections"])
    for block in sheet["blocks"]:
        document.add_heading(block["heading"], block["level"] - 1)
        _paragraphs(document, block["text"])
    _signatures(document, sheet)
    _annex(document, sheet)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _status(minutes: Minutes) -> str:
    state, sitting = minutes.state, minutes.sitting
    if state is MinutesState.DRAFT:
        return fr("Projet, sans valeur avant d’être arrêté et signé.")
    if state is MinutesState.SETTLED:
        return fr("Texte arrêté pour signature.")
    if state is MinutesState.APPROVED and minutes.approved_at is not None:
        return fr("Signé, puis approuvé le %(day)s.", day=format_day(_local(minutes.approved_at, sitting.time_zone)))
    return fr("Signé ; à approuver par une séance suivante.")


def _local(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _set_up(document: DocumentType, sheet: dict[str, Any]) -> None:
    """A4, French, a plain face, the title in the properties, page numbers and the hash at the foot."""
    document.core_properties.title = f"{sheet['title']}, {sheet['subtitle']}"
    document.core_properties.author = sheet["association"]
    document.core_properties.language = "fr-FR"
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Noto Sans", Pt(10.5)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    normal.element.get_or_add_rPr().append(language)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(f"{sheet['page_of']} ")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")
    if sheet["fingerprint"]:
        run = section.footer.add_paragraph().add_run(sheet["fingerprint"])
        run.font.size, run.font.color.rgb = Pt(7), _SOFT


def _field(paragraph: Any, instruction: str) -> None:
    """A field that the reader's programme works out: the number of the page, of pages."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph._p.append(field)


def _paragraphs(document: DocumentType, text: str) -> None:
    for line in text.split("\n"):
        if line:
            document.add_paragraph(line)


def _signatures(document: DocumentType, sheet: dict[str, Any]) -> None:
    table = document.add_table(rows=1, cols=2)
    for cell, each in zip(table.rows[0].cells, sheet["signatures"], strict=True):
        cell.text = each["role"]
        cell.add_paragraph(each["name"])
        cell.add_paragraph("\n\n")


def _annex(document: DocumentType, sheet: dict[str, Any]) -> None:
    annex = sheet["attendance"]
    document.add_page_break()  # type: ignore[no-untyped-call]
    document.add_heading(annex["title"], 1)
    document.add_paragraph(annex["quorum"])
    for label, figure in annex["totals"]:
        document.add_paragraph(f"{label} : {figure}")
    rows = [annex["heads"], *annex["rows"]]
    table = document.add_table(rows=len(rows), cols=len(annex["heads"]), style="Table Grid")
    cells = table._cells  # python-docx works the cells out anew at each `table.cell`: 325 rows would take half a minute
    for place, words in enumerate(word for row in rows for word in row):
        cells[place].text = words
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
