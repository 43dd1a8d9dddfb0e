"""Who counts from afar: whoever is heard and has answered the roll call since the last suspension. No database, no clock.

Source: specs/hybrid-live.md, "Presence, honestly": heartbeat and roll call answered; a suspension of the sitting closes all presence.
"""

from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta

from .presence import Said
from .roll import How


def said_from_afar(
    who: Hashable, heard: Iterable[tuple[datetime, datetime]], answered: Iterable[datetime], ended: Iterable[datetime]
) -> list[Said]:
    """Return when somebody came in and went out, by what their page and the roll calls say.

    `heard`: (from, until) of each time without a gap, until included. `ended`: the suspensions, and the exits that somebody noted:
    after one of these an answer is needed again. After a line that was lost and came back, none is.
    """
    answers, ends = sorted(answered), sorted(ended)
    said: list[Said] = []
    for begun, until in heard:
        for answer in answers:
            enters = max(begun, answer)
            if enters <= until and not any(answer <= moment <= enters for moment in ends):
                said.append(Said(who, How.REMOTE, enters))
        said.append(Said(who, None, until + timedelta(microseconds=1)))
    return said
