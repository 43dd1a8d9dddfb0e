"""The questions of the « Voyage » pages."""

from datetime import time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectMultipleField, StringField, TimeField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ...registration.journeys import JourneyPlan
from ...registration.models import Direction, Journey, Means, Registration, Stay
from ...registration.stays import StayPlan
from ...web.forms import BaseForm, at_most, required
from ...web.wording import addressed

MEANS = {
    Means.FLIGHT: _l("en avion"),
    Means.TRAIN: _l("en train"),
    Means.ROAD: _l("par la route"),
    Means.SEA: _l("en bateau"),
}


class PeopleForm(BaseForm):
    """Who is concerned."""

    people = SelectMultipleField(_l("Qui ?"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())

    def offer(self, people: list[Registration]) -> None:
        """Offer the travellers of the delegation."""
        self.people.choices = [(person.public_id, addressed(person.person)) for person in people]


class JourneyForm(PeopleForm):
    """One journey of the group."""

    means = RadioField(
        _l("Comment ?"),
        [required(_l("Choisissez un moyen de transport."))],
        choices=[(means.value, words) for means, words in MEANS.items()],
    )
    number = StringField(_l("Numéro du vol ou du train"), [Optional(), at_most(20)])
    place = StringField(_l("Aéroport, gare ou lieu"), [required(_l("Écrivez le lieu.")), at_most(120)])
    other_place = StringField(_l("L’autre bout du voyage"), [Optional(), at_most(120)])
    day = DateField(_l("Jour"), [InputRequired(_l("Écrivez le jour."))])
    hour = TimeField(_l("Heure"), [InputRequired(_l("Écrivez l’heure."))])
    wants_transfer = BooleanField(_l("Une navette est souhaitée"))
    note = StringField(_l("Remarque"), [Optional(), at_most(300)])

    def plan(self, direction: Direction) -> JourneyPlan:
        """What the verbs take."""
        return JourneyPlan(
            direction=direction,
            means=Means(self.means.data),
            day=self.day.data,
            hour=f"{self.hour.data:%H:%M}",
            place=self.place.data,
            number=self.number.data or "",
            other_place=self.other_place.data or "",
            wants_transfer=self.wants_transfer.data,
            note=self.note.data or "",
        )


class StayForm(PeopleForm):
    """One room."""

    hotel = StringField(_l("Hôtel"), [required(_l("Écrivez le nom de l’hôtel.")), at_most(160)])
    arrives_on = DateField(_l("Première nuit"), [InputRequired(_l("Écrivez le jour d’arrivée."))])
    leaves_on = DateField(_l("Jour de départ"), [InputRequired(_l("Écrivez le jour de départ."))])
    note = StringField(_l("Remarque"), [Optional(), at_most(300)])

    def plan(self) -> StayPlan:
        """What the verbs take."""
        return StayPlan(self.hotel.data, self.arrives_on.data, self.leaves_on.data, self.note.data or "")


def journey_data(
    journey: Journey | None, direction: Direction, people: list[Registration], congress: Any
) -> dict[str, Any]:
    """Return what the form of a journey begins with."""
    ticked = [person.public_id for person in people]
    if journey is None:
        day = congress.starts_on - timedelta(days=1) if direction is Direction.ARRIVAL else congress.ends_on
        return {"people": ticked, "means": Means.FLIGHT.value, "day": day, "wants_transfer": True}
    names = ("number", "place", "other_place", "day", "wants_transfer", "note")
    given = {name: getattr(journey, name) for name in names}
    hour = time.fromisoformat(journey.hour)
    return {**given, "people": ticked, "means": journey.means.value, "hour": hour}


def stay_data(stay: Stay | None, people: list[Registration], congress: Any) -> dict[str, Any]:
    """Return what the form of a room begins with."""
    ticked = [person.public_id for person in people]
    if stay is None:
        days = {"arrives_on": congress.starts_on - timedelta(days=1), "leaves_on": congress.ends_on + timedelta(days=1)}
        return {**days, "people": ticked}
    return {**{n: getattr(stay, n) for n in ("hotel", "arrives_on", "leaves_on", "note")}, "people": ticked}
