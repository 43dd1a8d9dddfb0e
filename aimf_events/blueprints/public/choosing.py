"""What a reader chose, read from the address."""

from datetime import date

from werkzeug.datastructures import MultiDict

from ...i18n import clean_text
from ...programme.models import SessionKind, SessionMode
from ...programme.public import Choice

ASKED = ("zone", "day", "track", "room", "kind", "spoken", "mode", "person", "q")
"""What a reader may choose, as the address says it."""
MOST = 200  # sessions in one agenda


def asked_choice(args: MultiDict[str, str]) -> Choice:
    """Return the choice of an address; a word that is none counts as not asked."""
    kinds = {kind.value: kind for kind in SessionKind}
    modes = {mode.value: mode for mode in SessionMode}
    try:
        day = date.fromisoformat(args.get("day", ""))
    except ValueError:
        day = None
    return Choice(
        day=day,
        room=args.get("room") or None,
        kind=kinds.get(args.get("kind", "")),
        spoken=args.get("spoken") or None,
        track=args.get("track") or None,
        mode=modes.get(args.get("mode", "")),
        person=args.get("person") or None,
        words=clean_text(args.get("q"))[:100],
    )


def asked_numbers(args: MultiDict[str, str]) -> list[int]:
    """Return the numbers of the sessions in an agenda that its address carries: `?s=3.7`, or `?s=3&s=7` from a form."""
    words = ".".join(args.getlist("s"))[:2000].split(".")
    found = {int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 6}
    return sorted(found)[:MOST]
