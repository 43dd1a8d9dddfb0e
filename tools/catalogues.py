"""The texts of the application and their catalogues: what tools/check_ and tools/update_translations.py share.

The source language is French: a message's id is the French sentence. The English catalogue is written by people, the
French one repeats the ids, so that plurals follow the French rule (0 and 1 are singular).
"""

import re
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fr", "en")
KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "lazy_npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")


def po_path(language: str) -> Path:
    return ROOT / "aimf_events" / "translations" / language / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """All messages of the code and the templates, with the files they stand in."""
    with open(ROOT / "babel.cfg") as file:
        methods, options = parse_mapping_cfg(file)
    template = Catalog(project="AIMF", charset="utf-8")
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, strip_comment_tags=True)
    for path, _line, message, comments, context in sorted(found, key=lambda item: item[:2]):
        template.add(message, "", [(path, None)], auto_comments=comments, context=context)
    return template


def read(language: str) -> Catalog | None:
    """The catalogue of a language as it is in the tree, None where there is none yet."""
    path = po_path(language)
    if not path.exists():
        return None
    with open(path, "rb") as file:
        return read_po(file, locale=language)


def forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The forms of an id or of a translation: one, or several for a plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> set[str]:
    """The names in a text's %(name)s."""
    return set(PLACEHOLDER.findall(text))


def label(message: Message) -> str:
    """A message as the tools name it: its French text and the files it stands in."""
    files = ", ".join(sorted({path for path, _line in message.locations}))
    return f"« {forms(message.id)[0]} »" + (f" ({files})" if files else "")
