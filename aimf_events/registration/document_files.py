"""Papers that delegations send: whatever arrives is a PDF without anything that runs, or a picture written anew.

The type is what the content says, never the name. docs/decisions/0009-documents.md says why a PDF is kept as it came.
"""

import hashlib
import io
import re
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from ..errors import Refusal
from ..i18n import clean_text

BYTES_LIMIT = 10 * 1024 * 1024
PIXELS_LIMIT = 40_000_000
PAGES_LIMIT = 100
PARTS_LIMIT = 20_000
NAME_LIMIT = 160
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_QUALITY = 88
_ACTS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/RichMediaExecute", "/GoToE", "/Rendition", "/Movie"}
_ACTIVE_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
_MARKUP = re.compile(rb"<\s*(script|html|!doctype|svg|iframe|body)", re.I)

_PRINT_AGAIN = _l("Imprimez le document en PDF, ou photographiez-le, puis envoyez ce nouveau fichier.")
REASONS = {
    "document_empty": _l("Ce fichier est vide."),
    "document_too_big": _l("Ce fichier est trop lourd : 10 Mo au plus."),
    "document_unknown": _l("Ce fichier n’est ni un PDF, ni une photo JPEG ou PNG."),
    "document_damaged": _l("Ce fichier est abîmé ou incomplet."),
    "document_locked": _l("Ce PDF est protégé par un mot de passe."),
    "document_active": _l("Ce PDF contient un programme ou des fichiers joints, qui ne sont pas acceptés."),
    "document_mixed": _l("Ce fichier contient autre chose qu’un document PDF."),
    "document_too_long": _l("Ce PDF est trop long ou trop complexe : 100 pages au plus."),
    "document_too_many_pixels": _l("Cette image est trop grande : 40 millions de pixels au plus."),
}
ADVICE = dict.fromkeys(REASONS, _PRINT_AGAIN) | {
    "document_empty": _l("Choisissez le fichier de nouveau."),
    "document_too_big": _l("Photographiez la lettre, ou enregistrez-la dans une qualité plus basse."),
    "document_locked": _l("Enregistrez-le sans mot de passe, puis envoyez-le de nouveau."),
    "document_too_long": _l("Envoyez seulement les pages de la lettre."),
}


class DocumentRefused(Refusal):
    """This file is not taken. `code` is a key of REASONS; reason and advice in the reader's language."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(LazyString(lambda: str(REASONS[code])), advice=ADVICE[code])


@dataclass(frozen=True)
class PreparedDocument:
    """A paper ready to be stored.

    Attributes:
        content: the PDF as it came, or the picture written anew, without place, device or comments.
        media_type: one of ENDINGS.
        file_name: what its owner called it, with the ending of what it is.
        sha256: of what was sent, in hexadecimal: the same upload is known again.
    """

    content: bytes
    media_type: str
    file_name: str
    sha256: str


def prepare_document(data: bytes, file_name: str = "") -> PreparedDocument:
    """Read what a file really is, and return it ready to be kept.

    Raises:
        DocumentRefused: codes in REASONS.
    """
    if not data:
        raise DocumentRefused("document_empty")
    if len(data) > BYTES_LIMIT:
        raise DocumentRefused("document_too_big")
    if data.startswith(b"%PDF-"):
        content, media_type = _checked_pdf(data), "application/pdf"
    elif data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        content, media_type = _rewritten_picture(data)
    else:
        raise DocumentRefused("document_unknown")
    name = _plain_name(file_name) + ENDINGS[media_type]
    return PreparedDocument(content, media_type, name, hashlib.sha256(data).hexdigest())


def _plain_name(file_name: str) -> str:
    """The name without folders and ending, in characters that a header and a page can carry."""
    last = re.split(r"[/\\]", clean_text(file_name) or "")[-1]
    stem = re.sub(r'[\x00-\x1f"<>|:*?;%]', "", last.rpartition(".")[0] or last).strip(". ")
    return stem[: NAME_LIMIT - 5] or "document"


def _rewritten_picture(data: bytes) -> tuple[bytes, str]:
    """Only the pixels are kept: what was hidden beside them, before them or after them is not."""
    try:
        with Image.open(io.BytesIO(data), formats=tuple(_PICTURES)) as image:
            kind = str(image.format)
            if image.width * image.height > PIXELS_LIMIT:
                raise DocumentRefused("document_too_many_pixels")
            image.load()
            upright = ImageOps.exif_transpose(image)
            flat = Image.new("RGB", upright.size, "white")
            if upright.has_transparency_data:
                upright = upright.convert("RGBA")
                flat.paste(upright, mask=upright.getchannel("A"))
            else:
                flat.paste(upright.convert("RGB"))
    except DocumentRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DocumentRefused("document_too_many_pixels") from None
    except Exception as error:  # Pillow's decoders raise a dozen kinds for damaged files
        raise DocumentRefused("document_damaged") from error
    written = io.BytesIO()
    flat.save(written, kind, **({"quality": _QUALITY, "optimize": True} if kind == "JPEG" else {}))
    return written.getvalue(), _PICTURES[kind]


def _checked_pdf(data: bytes) -> bytes:
    """Refuse what hides something else, is locked, or holds anything that runs or is attached."""
    ending = data.rfind(b"%%EOF")
    if ending < 0:
        raise DocumentRefused("document_damaged")
    if data[ending + 5 :].strip(b"\r\n\t \0") or _MARKUP.search(data[:1024]):
        raise DocumentRefused("document_mixed")
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise DocumentRefused("document_locked")
        _refuse_active(reader.trailer)
        pages = len(reader.pages)
    except DocumentRefused:
        raise
    except Exception as error:  # pypdf raises its own kinds and Python's for damaged files
        raise DocumentRefused("document_damaged") from error
    if pages > PAGES_LIMIT:
        raise DocumentRefused("document_too_long")
    if not pages:
        raise DocumentRefused("document_damaged")
    return data


def _refuse_active(trailer: Any) -> None:
    """Walk everything that a reader of the PDF can reach; nothing of it is run or drawn."""
    waiting: list[Any] = [trailer]
    met: set[tuple[int, int]] = set()
    parts = 0
    while waiting:
        part = waiting.pop()
        parts += 1
        if parts > PARTS_LIMIT:
            raise DocumentRefused("document_too_long")
        if isinstance(part, IndirectObject):
            key = (part.idnum, part.generation)
            if key not in met:
                met.add(key)
                waiting.append(part.get_object())
        elif isinstance(part, ArrayObject):
            waiting.extend(each for each in part if isinstance(each, (ArrayObject, DictionaryObject, IndirectObject)))
        elif isinstance(part, DictionaryObject):
            if _ACTIVE_KEYS & part.keys() or part.get("/S") in _ACTS or part.get("/Subtype") == "/RichMedia":
                raise DocumentRefused("document_active")
            held = (part.raw_get(key) for key in part)
            waiting.extend(each for each in held if isinstance(each, (ArrayObject, DictionaryObject, IndirectObject)))
