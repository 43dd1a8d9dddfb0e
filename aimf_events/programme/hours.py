"""Hours of the wall clock as people write them."""

import re

HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def read_hour(text: str) -> str:
    """Return an hour as "HH:MM": « 9:30 », « 9h30 », « 9 h » and « 09:30:00 » are read too; what is none stays as it is."""
    written = re.sub(r"\s*[hH:]\s*", ":", text.strip()).rstrip(":")
    hour, _colon, minute = written.partition(":")
    minute = re.sub(r":0?0$", "", minute)
    return f"{hour.zfill(2)}:{(minute or '00').zfill(2)}" if hour.isdecimal() and hour.isascii() else written
