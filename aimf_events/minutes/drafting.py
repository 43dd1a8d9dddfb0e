"""The text of the minutes: the facts, and over them what people wrote, block by block; where both have moved, the difference.

A draft is told anew each time it is read. What a person wrote stays until a person changes it; when the facts beneath it have changed
since, the block says so (`Block.differs`), and the text cannot be settled before somebody has looked.
"""

import difflib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from ..assembly.attendance_sheet import attendance_page, moment_of
from ..assembly.rolls import roll_of
from ..assembly.sitting_models import Sitting
from ..database import db
from ..i18n import DEFAULT_LANGUAGE, format_day, use_language
from .extracts import ASSOCIATION
from .french import fr
from .minutes_models import Minutes, MinutesText
from .told import Fact, facts_of, sitting_title

CORRECTIONS = "corrections"


@dataclass(frozen=True, slots=True)
class Block:
    """A block as it stands: the facts, and the last thing that a person wrote over them (None: nothing)."""

    fact: Fact
    written: MinutesText | None

    @property
    def is_written(self) -> bool:
        """Whether a person's words stand in place of the facts."""
        return self.written is not None and self.written.text is not None

    @property
    def text(self) -> str:
        """What the paper says."""
        if self.written is not None and self.written.text is not None:
            return self.written.text
        return self.fact.text

    @property
    def differs(self) -> bool:
        """Whether the facts have changed since the person wrote."""
        return self.is_written and self.written is not None and self.written.based_on != self.fact.text

    @property
    def seen(self) -> int:
        """What a form sends back, so that a colleague's words are never covered unread."""
        return self.written.id if self.written else 0

    @property
    def difference(self) -> list[tuple[str, str]]:
        """What changed in the facts, line by line: ("gone" | "new" | "same", line)."""
        before = self.written.based_on.splitlines() if self.written else []
        words = {"- ": "gone", "+ ": "new", "  ": "same"}
        lines = difflib.ndiff(before, self.fact.text.splitlines())
        return [(words[line[:2]], line[2:]) for line in lines if line[:2] in words]


def blocks_of(minutes: Minutes) -> list[Block]:
    """Return the blocks of a draft, facts read anew. A constant number of queries."""
    last = _last_texts(minutes)
    return [Block(fact, last.get(fact.key)) for fact in facts_of(minutes.sitting)]


def corrections_of(minutes: Minutes) -> MinutesText | None:
    """Return what was corrected after the signature; None for nothing."""
    return _last_texts(minutes).get(CORRECTIONS)


def texts_of(minutes: Minutes) -> list[MinutesText]:
    """Return all that people ever wrote, in its order: nothing of it is lost."""
    return list(db.session.scalars(select(MinutesText).filter_by(minutes_id=minutes.id).order_by(MinutesText.id)))


def frozen_content(minutes: Minutes, blocks: Sequence[Block]) -> dict[str, Any]:
    """Return the text to settle: what each block says and who wrote it, with the attendance sheet of the closing."""
    with use_language(DEFAULT_LANGUAGE):
        sitting = minutes.sitting
        sheet = attendance_page(sitting, roll_of(sitting, at=moment_of(sitting)), {})
        return {
            "title": fr("Procès-verbal"),
            "association": ASSOCIATION,
            "subtitle": f"{sitting_title(sitting)}, {format_day(sitting.day)}",
            "blocks": [
                {
                    "key": block.fact.key,
                    "heading": block.fact.heading,
                    "level": block.fact.level,
                    "text": block.text,
                    "written": block.is_written,
                }
                for block in blocks
                if block.text or block.fact.level == 2
            ],
            "attendance": {
                "title": fr("Annexe : feuille de présence"),
                "heads": sheet["heads"][:-1],
                "rows": [
                    [row["number"], row["member"], row["person"], row["presence"], row["arrived"], row["left"]]
                    for row in sheet["rows"]
                ],
                "totals": sheet["totals"],
                "quorum": sheet["quorum"],
            },
        }


def content_hash(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON of a text, in hexadecimal."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def title_of(sitting: Sitting) -> str:
    """Return « Procès-verbal de la séance du 9 décembre 2026 », in the language being written."""
    return _("Procès-verbal de la séance du %(day)s", day=format_day(sitting.day, weekday=False))


def _last_texts(minutes: Minutes) -> dict[str, MinutesText]:
    return {text.key: text for text in texts_of(minutes)}
