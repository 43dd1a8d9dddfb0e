"""Papers read back by readers that are not ours: poppler's text, zxing's QR."""

import io
import subprocess

import zxingcpp
from PIL import Image


def text_of(pdf: bytes) -> str:
    """The words of a PDF, as poppler reads them, spaces made one."""
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(found.stdout.decode().split())


def picture_of(pdf: bytes, *, page: int = 1) -> Image.Image:
    """One page as a picture."""
    command = ["pdftoppm", "-png", "-r", "110", "-f", str(page), "-l", str(page), "-"]
    return Image.open(io.BytesIO(subprocess.run(command, input=pdf, capture_output=True, check=True).stdout))


def qr_of(pdf: bytes, *, page: int = 1) -> list[str]:
    """What the QR symbols of a page say."""
    return [found.text for found in zxingcpp.read_barcodes(picture_of(pdf, page=page))]
