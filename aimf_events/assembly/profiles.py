"""What the statutes in force say, read by name and type. A sitting keeps the version under which it was convened."""

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ..clock import now
from ..database import db
from ..errors import Refusal
from .models import Body, ProfileState, StatutoryProfile
from .parameters import Parameter, is_valid, majority, share
from .rules.majority import Majority
from .rules.notice import civil_day
from .rules.quorum import Counted
from .rules.standing import DuesRule
from .rules.threshold import Threshold

Word = TypeVar("Word")


class StatutesSilent(Refusal):
    """The version in force does not answer what a rule asks of it."""

    code = "statutes_silent"

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(
            _l("Les statuts en vigueur ne disent pas ce que cette règle leur demande."),
            advice=_l("Complétez-les dans une nouvelle version."),
        )
        self.parameter = parameter


@dataclass(frozen=True)
class Profile:
    """A version as its rules read it: each parameter's value and article.

    Each reader raises:
        StatutesSilent: the version says nothing of it, or nothing that means anything.
    """

    body: Body
    values: dict[str, Any]
    articles: dict[str, str]

    def value(self, parameter: Parameter) -> Any:
        """Return a value as it is stored."""
        if not self.says(parameter):
            raise StatutesSilent(parameter)
        return self.values[parameter]

    def says(self, parameter: Parameter) -> bool:
        """Return whether it has a value that means something."""
        return parameter in self.values and is_valid(parameter, self.values[parameter])

    def article(self, parameter: Parameter) -> str:
        """Return the article where a parameter stands; nothing while a draft does not name it."""
        return self.articles.get(parameter, "")

    def number(self, parameter: Parameter) -> int:
        """Return a whole number."""
        return int(self.value(parameter))

    def flag(self, parameter: Parameter) -> bool:
        """Return a yes or a no."""
        return bool(self.value(parameter))

    def zone(self) -> str:
        """Return the time zone of the seat (IANA name)."""
        return str(self.value(Parameter.SEAT_ZONE))

    def choice(self, parameter: Parameter, words: type[Word]) -> Word:
        """Return a word of a list."""
        return words(self.value(parameter))  # type: ignore[call-arg]

    def share(self, parameter: Parameter) -> Threshold:
        """Return a share."""
        return share(self.value(parameter))

    def majority(self, parameter: Parameter) -> Majority:
        """Return a majority."""
        return majority(self.value(parameter))

    def counted(self) -> frozenset[Counted]:
        """Return which voices the quorum counts."""
        return frozenset(Counted(word) for word in self.value(Parameter.QUORUM_COUNTS))

    def dues_rule(self) -> DuesRule:
        """Return what is asked of a member's dues."""
        return DuesRule(self.number(Parameter.DUES_YEARS_BACK), self.flag(Parameter.EXEMPTION_COUNTS))


def read_profile(version: StatutoryProfile) -> Profile:
    """Return a version as its rules read it."""
    said = {one.name: one for one in version.parameters}
    return Profile(
        version.body,
        {name: one.value for name, one in said.items()},
        {name: one.article for name, one in said.items()},
    )


def version_in_force(body: Body, on: date) -> StatutoryProfile | None:
    """Return the version of a body that is in force on a day (at the seat), or None before the first."""
    adopted = select(StatutoryProfile).filter_by(body=body, state=ProfileState.ADOPTED)
    latest = adopted.where(StatutoryProfile.in_force_on <= on).order_by(StatutoryProfile.in_force_on.desc()).limit(1)
    return db.session.scalars(latest.options(selectinload(StatutoryProfile.parameters))).first()


def profile_today(body: Body) -> Profile | None:
    """Return what is in force for a body today, at the seat that it names; None before the first version."""
    version = version_in_force(body, now().date())
    if version is None:
        return None
    seat = civil_day(now(), read_profile(version).zone())
    return read_profile(version_in_force(body, seat) or version)
