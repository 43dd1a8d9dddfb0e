"""Says which texts lack a translation, or have one that cannot be right; exits with 1 where there are any."""

import re
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message
from catalogues import LANGUAGES, extract, forms, label, placeholders, po_path, read

# A line broken before « : ; ! ? » or inside « » is a fault of French printing: those spaces don't break.
WRONG_SPACE = re.compile(r"« | »| [:;!?](?=\s|$)|\u202f:|\u00a0[;!?]")


def problems(language: str, template: Catalog) -> Iterator[str]:
    """Sentences about the catalogue of one language; none when it is complete."""
    catalog = read(language)
    if catalog is None:
        yield f"{po_path(language)} does not exist; run make translations."
        return
    for message in template:
        if message.id:
            translated = catalog.get(message.id, message.context)
            problem = "is not in the catalogue" if translated is None else fault(translated, catalog)
            if problem:
                yield f"{language}: {label(message)} {problem}."
            if language == "fr" and any(WRONG_SPACE.search(text) for text in forms(message.id)):
                yield f"{label(message)} has the wrong space inside « » or before : (U+00A0), or before ; ! ? (U+202F)."
    for message in [*catalog, *catalog.obsolete.values()]:
        if message.id and template.get(message.id, message.context) is None:
            yield f"{language}: {label(message)} is used nowhere any more."


def fault(message: Message, catalog: Catalog) -> str | None:
    """What is wrong with one translation, as the end of a sentence."""
    texts = forms(message.string)
    ids = forms(message.id)
    if not all(texts) or (len(ids) > 1 and len(texts) != catalog.num_plurals):
        return "is not translated in all its forms"
    if message.fuzzy:
        return "is marked fuzzy"
    if catalog.locale_identifier == "fr" and texts != ids:
        return "differs from its French source"
    # A singular may say "one" instead of the number; every other form names all that the source names.
    wanted = placeholders(ids[-1])
    if placeholders(texts[-1]) != wanted or any(placeholders(text) - wanted - placeholders(ids[0]) for text in texts):
        return "has other placeholders in its translation"
    errors = message.check(catalog)
    return f"is malformed: {errors[0]}" if errors else None


def main() -> int:
    template = extract()
    found = [sentence for language in LANGUAGES for sentence in problems(language, template)]
    for sentence in found:
        print(sentence, file=sys.stderr)
    print(f"Translations: {len(template)} texts, {len(found)} problems.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
