"""A forgotten badge is not a lost one: a pass for today, that ends tonight, and the badge lives on.

Source of the rule: shared/specs/badges-checkin.md, "Scanning"; why it is built so: docs/decisions/0023. A pass is a second key
to the same presence: its scans are written under the badge for which it stands, so that both shown at one door are one person.
"""

from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, transaction
from ..errors import Refusal
from ..people.models import Person
from ..registration.models import Registration
from .issuing import claim_of_day, first_issue, sign_again
from .models import Badge, BadgeState

DAYS = 8
"""The token knows so many days."""


class NotToday(Refusal):
    """A day pass is for a day of the congress."""

    code = "not_a_day_of_the_congress"


class NothingForgotten(Refusal):
    """There is no badge for which a pass could stand."""

    code = "nothing_forgotten"


def give_day_pass(badge: Badge, *, by: Person | None) -> Badge:
    """Issue the pass of today for whoever forgot their badge. Asked twice on one day, it is the same pass.

    Raises:
        NothingForgotten: the badge was revoked, or is a card, or a pass itself.
        NotToday: the congress is not on, by the clock of its city.
    """
    with transaction():
        lock(badge)
        registration = badge.registration
        if registration is None or badge.pass_on is not None or badge.state is BadgeState.REVOKED:
            raise NothingForgotten(
                _l("Aucun badge ne vaut ici : il n’y a rien à remplacer pour la journée."),
                advice=_l("Voyez avec le bureau des accréditations où en est l’inscription."),
            )
        day = today_of(registration.congress)
        if day is None:
            raise NotToday(
                _l("Un laissez-passer du jour s’émet un jour de congrès."),
                advice=_l("Aujourd’hui, réimprimez le badge, ou émettez-en un nouveau s’il est perdu."),
            )
        held = day_pass_of(registration)
        if held is None:
            claim = claim_of_day(registration, day)
            held = first_issue(badge.congress_id, claim, registration=registration, pass_of_id=badge.id, pass_on=day)
            journal.record("day_pass_issued", held, by=by, badge=badge.id, day=day.isoformat())
        elif held.state is BadgeState.REVOKED:
            lock(held)
            sign_again(held, claim_of_day(registration, day))
            journal.record("day_pass_issued", held, by=by, badge=badge.id, day=day.isoformat(), issue=held.issue)
        return held


def day_pass_of(registration: Registration) -> Badge | None:
    """Return the pass of today, revoked or not; None if none was issued."""
    day = today_of(registration.congress)
    if day is None:
        return None
    return db.session.scalars(select(Badge).filter_by(registration_id=registration.id, pass_on=day)).first()


def today_of(congress: Congress) -> date | None:
    """Return today by the clock of the congress's city; None where it is no day of the congress that a token can name."""
    today = now().astimezone(ZoneInfo(congress.time_zone)).date()
    is_on = congress.starts_on <= today <= congress.ends_on and (today - congress.starts_on).days < DAYS
    return today if is_on else None
