"""Sentences of papers that have effect in French alone: they are written in French for every reader, and stand in no catalogue."""


def fr(words: str, **values: object) -> str:
    """Return a sentence of an official paper with its values, placed as `gettext` places them."""
    return words % values if values else words
