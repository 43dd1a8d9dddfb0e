"""The journal of a member, in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...congress.models import Congress
from ...i18n import format_moment
from ...journal import JournalEntry
from ...members.models import Standing
from ...people.models import Person
from ...web.wording import addressed, words_for

STANDING_KINDS = {Standing.GOOD: "ok", Standing.IN_ARREARS: "warn", Standing.SUSPENDED: "no"}
VERBS = {
    "member_added": _l("Ajouté à la liste"),
    "member_changed": _l("Fiche corrigée"),
    "member_suspended": _l("Suspension décidée"),
    "member_reinstated": _l("Suspension levée"),
}


def timeline_items(history: list[tuple[JournalEntry, Person | None]], congress: Congress) -> list[dict[str, Any]]:
    """Return what was done to a member, the latest first; a standing says from what to what, and why."""
    items = []
    for entry, person in history:
        kind, title = "wait", VERBS.get(entry.verb)
        if entry.verb == "standing_changed" and "after" in entry.details:
            before, after = Standing(entry.details["before"]), Standing(entry.details["after"])
            kind = STANDING_KINDS[after]
            title = _("%(before)s, puis %(after)s", before=words_for(before), after=words_for(after))
        if title is None:
            continue
        items.append(
            {
                "title": title,
                "kind": kind,
                "iso": entry.at.isoformat(),
                "when": format_moment(entry.at, congress.time_zone),
                "who": addressed(person) if person else None,
                "text": entry.details.get("reason") or None,
            }
        )
    return items
