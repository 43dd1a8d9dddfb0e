"""Brings the catalogues in line with the code and the templates: new texts in, unused ones out.

`update_translations.py [FOLDER]`: the folder holds *.tsv files with English translations, a line each,
msgid TAB English, or msgid TAB msgid_plural TAB English singular TAB English plural.
"""

import re
import sys
from copy import deepcopy
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from catalogues import LANGUAGES, extract, forms, label, po_path, read

HEADERS = {
    "fr": "# The French texts: written by make translations from the code, where they are changed.",
    "en": "# The English texts: written by hand here, or merged by make translations PO_TSV=folder.",
}

Pairs = dict[str, tuple[str, ...]]


def same(text: str) -> str:
    """A text without the difference between kinds of spaces and of apostrophes, which hands often get wrong."""
    return re.sub(r"\s+", " ", text).strip().replace("’", "'")


def read_pairs(folder: Path) -> Pairs:
    """The English forms by the French text; SystemExit names a line that is no pair."""
    pairs: Pairs = {}
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            cells = [cell.replace("\\n", "\n") for cell in line.rstrip("\r").split("\t")]
            if cells == [""] or line.startswith("#"):
                continue
            if len(cells) not in (2, 4):
                sys.exit(f"{path}, line {number}: {len(cells)} columns; there must be 2, or 4 for a plural.")
            pairs[same(cells[0])] = tuple(cells[len(cells) // 2 :])
    return pairs


def updated(language: str, template: Catalog, pairs: Pairs) -> Catalog:
    """The catalogue with exactly the texts of the template; what was translated stays."""
    catalog = read(language) or Catalog(locale=language, charset="utf-8", project="AIMF", version="1", fuzzy=False)
    created = catalog.creation_date
    # A copy: what Babel takes over is the template's own messages, and each language fills its own.
    catalog.update(deepcopy(template), no_fuzzy_matching=True)
    catalog.header_comment = HEADERS[language]
    # The dates stay what they were, so that two people's updates differ in texts only.
    catalog.creation_date = catalog.revision_date = created
    catalog.msgid_bugs_address = ""
    catalog.last_translator = catalog.language_team = "AIMF"
    for message in catalog:
        ids = forms(message.id)
        texts = ids if language == "fr" else pairs.get(same(ids[0])) if message.id else None
        if message.id and texts and len(texts) == len(ids):
            message.string = texts[0] if len(texts) == 1 else texts
    return catalog


def main(folder: str | None = None) -> None:
    template = extract()
    pairs = read_pairs(Path(folder)) if folder else {}
    for language in LANGUAGES:
        catalog = updated(language, template, pairs)
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "wb") as file:
            write_po(file, catalog, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
        missing = [message for message in catalog if message.id and not all(forms(message.string))]
        for message in missing:
            print(f"{language}: {label(message)}", file=sys.stderr)
        print(f"{language}: {len(catalog)} texts, {len(missing)} without a translation.")
    known = {same(forms(message.id)[0]) for message in template if message.id}
    for unused in sorted(set(pairs) - known):
        print(f"Nothing in the application says « {unused} ».", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:2])
