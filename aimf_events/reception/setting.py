"""The desk's papers: set as those of a sitting are."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ..assembly import printing


def set_pdf(template: str, sheet: dict[str, Any], *, watermark: str = "") -> bytes:
    """Return the PDF of a sheet of this package."""
    return printing.set_pdf(template, sheet, watermark=watermark, package="aimf_events.reception")


def local(moment: datetime, zone: str) -> datetime:
    """Return a moment on the clock of a zone."""
    return moment.astimezone(ZoneInfo(zone))
