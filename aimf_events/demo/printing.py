"""Badges on paper: the press has cards, the print shop's run of last week, and what waits at the welcome desk this morning."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..checkin.badges import badges_to_print
from ..checkin.looks import Look, set_template
from ..checkin.models import Badge, BadgeState
from ..checkin.print_models import BadgeFormat, BadgePart, PrintReason, PrintRun, PrintState
from ..checkin.print_queue import enqueue_print
from ..checkin.prints import remember_prints
from ..clock import now, telling
from ..congress.categories import categories_of
from ..congress.models import Congress
from ..database import db, new_public_id
from ..people.models import Person
from .dates import Dates

WORDS = {
    "fr": "Portez ce badge de façon visible pendant tout le congrès.\nPerdu ? Le bureau d’accueil en imprime un autre.\nUrgences médicales à Tunis\u00a0: 190.",
    "en": "Wear this badge where it is seen during the whole congress.\nLost? The welcome desk prints another.\nMedical emergencies in Tunis: 190.",
}
ASKED = (PrintReason.DAMAGED, PrintReason.FORGOTTEN, PrintReason.DAMAGED)
"""Why badges that came out already are wanted once more; the last of them did not come out."""
NOT_PRINTED = 6
"""Badges accredited after the run."""


def choose_looks(congress: Congress, *, by: Person) -> None:
    """Say on the backs what to do at Tunis; the press wears cards with the portrait on the back."""
    set_template(congress, None, Look(words=WORDS), by=by)
    press = next(each for each in categories_of(congress) if each.code == "press")
    parts = frozenset(BadgePart) - {BadgePart.COUNTRY}
    set_template(congress, press, Look(format=BadgeFormat.CARD, parts=parts, words=WORDS), by=by)


def print_badges(congress: Congress, dates: Dates, *, by: Person) -> None:
    """Tell the run of last week, whose file is gone, and this morning's queue: three wait, one did not come out."""
    badges = badges_to_print(congress)
    printed = badges[:-NOT_PRINTED]
    with telling(dates.before(3)):
        run = PrintRun(
            congress_id=congress.id,
            key=new_public_id(),
            format="sheet4",
            selection={"printed": "never"},
            badge_ids=[badge.id for badge in printed],
            done=len(printed),
            started_at=now(),
            started_by_id=by.id,
            finished_at=now() + timedelta(seconds=4),
        )
        db.session.add(run)
        db.session.flush()
        remember_prints(printed, by=by, reason=PrintReason.FIRST, run=run)
    collected = select(Badge).filter_by(congress_id=congress.id, state=BadgeState.COLLECTED, pass_on=None)
    torn = db.session.scalars(collected.options(joinedload(Badge.registration)).order_by(Badge.id).limit(len(ASKED)))
    asked = [enqueue_print(badge, by=by, reason=reason) for badge, reason in zip(torn, ASKED, strict=False)]
    asked += [enqueue_print(badge, by=by, reason=PrintReason.FIRST) for badge in badges[-1:]]
    if len(asked) > 2:
        asked[2].state, asked[2].ended_at, asked[2].trouble = PrintState.FAILED, now(), "plus d’étiquettes"
