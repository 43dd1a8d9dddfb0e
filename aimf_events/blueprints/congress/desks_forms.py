"""Forms of a request's path: its desks, its deadlines."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import lazy_gettext as _l
from wtforms import DateField, TimeField, ValidationError
from wtforms.validators import Optional

from ...congress.models import Congress, DeadlineKind, Desk
from ...i18n import local_to_utc
from ...web.forms import BaseForm, BoxesField
from ...web.wording import words_for

_EVENING = time(23, 59)


class DesksForm(BaseForm):
    """The desks to switch on."""

    desks = BoxesField(_l("Bureaux ouverts"), choices=[(desk.value, words_for(desk)) for desk in Desk])


class DeadlinesForm(BaseForm):
    """A day and an hour for each thing; without a day, none is set. Without an hour, the end of the day."""

    substitution_on = DateField(_l("Remplacements : dernier jour"), [Optional()])
    substitution_at = TimeField(_l("Remplacements : heure limite"), [Optional()])
    documents_on = DateField(_l("Documents : dernier jour"), [Optional()])
    documents_at = TimeField(_l("Documents : heure limite"), [Optional()])
    travel_on = DateField(_l("Voyage et chambres : dernier jour"), [Optional()])
    travel_at = TimeField(_l("Voyage et chambres : heure limite"), [Optional()])
    visa_on = DateField(_l("Lettre pour le visa : dernier jour"), [Optional()])
    visa_at = TimeField(_l("Lettre pour le visa : heure limite"), [Optional()])

    @classmethod
    def filled(cls, congress: Congress) -> "DeadlinesForm":
        """Return the form with what is set, on the clock of the congress's city."""
        given: dict[str, Any] = {}
        for deadline in congress.deadlines:
            at = deadline.at.astimezone(ZoneInfo(congress.time_zone))
            given |= {f"{deadline.kind.value}_on": at.date(), f"{deadline.kind.value}_at": at.time()}
        return cls(**given)

    def wanted(self, congress: Congress) -> dict[DeadlineKind, datetime | None]:
        """What the verb takes."""
        return {kind: self._moment(kind, congress.time_zone) for kind in DeadlineKind}

    def validate_substitution_on(self, field: DateField) -> None:
        """Nothing is awaited of delegations once the congress is over."""
        _before_the_end(field)

    validate_documents_on = validate_travel_on = validate_visa_on = validate_substitution_on

    def _moment(self, kind: DeadlineKind, zone: str) -> datetime | None:
        day, hour = self[f"{kind.value}_on"].data, self[f"{kind.value}_at"].data or _EVENING
        return local_to_utc(day, f"{hour:%H:%M}", zone) if day else None


def _before_the_end(field: DateField) -> None:
    if field.data and field.data > g.congress.ends_on:
        raise ValidationError(_l("Choisissez un jour avant la fin du congrès."))
