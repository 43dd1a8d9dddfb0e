"""Files as delegations send them, and as attackers do."""

import io
import zipfile

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject


def pdf(pages: int = 1, *, password: str = "", javascript: str = "", attachment: bytes = b"") -> bytes:
    """A PDF of blank pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if javascript:
        action = _action("/JavaScript")
        action[NameObject("/JS")] = TextStringObject(javascript)
        scripts = ArrayObject([TextStringObject("go"), writer._add_object(action)])
        names = DictionaryObject({NameObject("/JavaScript"): DictionaryObject({NameObject("/Names"): scripts})})
        writer.root_object[NameObject("/Names")] = names
    if attachment:
        writer.add_attachment("programme.exe", attachment)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    return _written(writer)


def pdf_with_action(kind: str, *, on: str = "/OpenAction") -> bytes:
    """A PDF that does something by itself: when it opens, or on its first page."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    action = _action(kind)
    if on == "/OpenAction":
        writer.root_object[NameObject(on)] = action
    else:
        page[NameObject("/AA")] = DictionaryObject({NameObject(on): writer._add_object(action)})
    return _written(writer)


def pdf_with_form() -> bytes:
    """A PDF whose form is XFA."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    stream = DecodedStreamObject()
    stream.set_data(b"<xdp/>")
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): writer._add_object(stream)})
    return _written(writer)


def picture(kind: str = "JPEG", size: tuple[int, int] = (600, 800), **options) -> bytes:
    """A photograph of a letter."""
    written = io.BytesIO()
    Image.new("RGB", size, "#eeeeee").save(written, kind, **options)
    return written.getvalue()


def photograph_with_place() -> bytes:
    """A JPEG that says on which telephone and where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Telephone of the mayor", 6
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif, size=(800, 600))


def archive() -> bytes:
    """A ZIP archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("index.html", "<script>alert(1)</script>")
    return written.getvalue()


def _action(kind: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("a.exe")})


def _written(writer: PdfWriter) -> bytes:
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
