"""Deadlines, and two people who asked too late: the deadline was put off since, their requests still wait for an answer."""

from datetime import datetime, timedelta

from ..clock import telling
from ..congress.congresses import change_congress
from ..congress.deadlines import set_deadlines
from ..congress.models import Category, Congress, DeadlineKind
from ..i18n import local_to_utc
from ..people.models import Person
from ..registration.models import Mode
from ..registration.quotas import places_left, set_places
from ..registration.registrations import send_registration, start_registration
from .dates import Dates
from .delegations import Told
from .names import NameBook

LATE = 2
"""How many asked too late."""
_WHERE = ("LB-BEYROUTH", "VN-HUE")


def set_usual_deadlines(congress: Congress, dates: Dates, *, by: Person) -> None:
    """Set the deadlines of visas, papers, substitutions and travel, in the days before the congress."""
    eve, earlier = dates.starts_on - timedelta(days=1), dates.starts_on - timedelta(days=3)
    zone = congress.time_zone
    wanted: dict[DeadlineKind, datetime | None] = {
        DeadlineKind.VISA: local_to_utc(earlier, "18:00", zone),
        DeadlineKind.DOCUMENTS: local_to_utc(earlier, "20:00", zone),
        DeadlineKind.SUBSTITUTION: local_to_utc(eve, "12:00", zone),
        DeadlineKind.TRAVEL: local_to_utc(eve, "20:00", zone),
    }
    set_deadlines(congress, wanted, by=by)


def ask_too_late(
    congress: Congress, told: list[Told], category: Category, names: NameBook, dates: Dates, *, by: Person
) -> None:
    """Let two people ask after a first deadline, which the secretariat then puts off for everybody."""
    with telling(dates.before(4)):
        _close_at(congress, dates.before(2), by=by)
    with telling(dates.before(1.5)):
        for code in _WHERE:
            _ask(next(one for one in told if one.code == code), category, names, by=by)
    with telling(dates.before(1)):
        _close_at(congress, dates.deadline, by=by)


def _ask(one: Told, category: Category, names: NameBook, *, by: Person) -> None:
    quota = next(quota for quota in one.delegation.quotas if quota.category_id == category.id)
    if places_left(one.delegation)[category.id] < 1:
        set_places(one.delegation, category, quota.places + 1, by=by)
    invented = names.draw(one.member.country)
    made = start_registration(
        one.delegation,
        category=category,
        civility=invented.civility,
        given_name=invented.given_name,
        family_name=invented.family_name,
        badge_name=invented.badge_name,
        original_name=invented.original_name,
        function="Directeur de cabinet",
        email=f"{invented.mailbox}@{one.domain}",
    )
    send_registration(made, mode=Mode.IN_PERSON, to_list=True, to_image=False)


def _close_at(congress: Congress, closes_at: datetime, *, by: Person) -> None:
    kept = ("title", "theme", "city", "country", "time_zone", "starts_on", "ends_on", "languages")
    same = {name: getattr(congress, name) for name in kept}
    change_congress(congress, **same, registration_closes_at=closes_at, by=by)
