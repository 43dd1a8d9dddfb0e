"""The list of speakers as the chair sees it: who has the floor, who comes next, who spoke how long, and the balance, which is shown alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ..database import db
from ..members.regions import Region, region_of
from ..people.models import Person
from .floor import floor_of
from .floor_models import Floor, Speech, SpeechState
from .mandates import Seat
from .rules.floor import Asked, in_order, shares
from .rules.roll import Carrier
from .sitting_models import AgendaItem, Sitting


@dataclass(frozen=True, slots=True)
class Spoken:
    """A speech with the people: whose voice, and who speaks for it (None where nobody is known any more)."""

    speech: Speech
    seat: Seat
    person: Person | None
    has_spoken: bool = False

    @property
    def region(self) -> Region:
        """The region of the member, as the Bureau is balanced."""
        return region_of(self.seat.member.country)


@dataclass(frozen=True, slots=True)
class Speakers:
    """The list of an item: `speaking`, those who `wait` in the order in which they are called, those who are `done`."""

    floor: Floor
    speaking: Spoken | None
    waiting: Sequence[Spoken]
    done: Sequence[Spoken]

    @property
    def heard(self) -> Sequence[Spoken]:
        """Those who had the floor, or have it."""
        return [*self.done, *([self.speaking] if self.speaking else [])]

    def balance(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return how many of those heard and waiting are women and men, and of which region; unknown ones are in neither."""
        said = [*self.heard, *self.waiting]
        people = [each.person for each in said if each.person is not None]
        return (
            shares([person.civility.value if person.civility else None for person in people]),
            shares([each.region for each in said]),
        )


def heard_in(sitting: Sitting, seats: Sequence[Seat]) -> dict[int, list[Spoken]]:
    """Return who was heard on each item of a sitting, by its id, in the order of the floor. One query."""
    rows = select(Speech).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id, Speech.state == SpeechState.DONE)
    by_mandate = {seat.mandate.id: seat for seat in seats}
    found: dict[int, list[Spoken]] = {}
    for each in db.session.scalars(rows.order_by(Speech.begun_at, Speech.id)):
        found.setdefault(each.item_id, []).append(_told(each, by_mandate))
    return found


def speakers_of(item: AgendaItem, seats: Sequence[Seat]) -> Speakers:
    """Return the list of an item. Two queries."""
    rows = select(Speech).where(Speech.item_id == item.id).order_by(Speech.id)
    speeches = list(db.session.scalars(rows.execution_options(populate_existing=True)))
    by_mandate = {seat.mandate.id: seat for seat in seats}
    floor = floor_of(item)
    had = {
        each.mandate_id
        for each in speeches
        if each.state in (SpeechState.DONE, SpeechState.SPEAKING) and not each.is_order
    }

    def told(each: Speech) -> Spoken:
        return _told(each, by_mandate, has_spoken=each.mandate_id in had)

    by_id = {each.id: each for each in speeches}
    waiting = [
        Asked(each.mandate_id, each.is_order, each.asked_at, each.id)
        for each in speeches
        if each.state is SpeechState.WAITING
    ]
    order = in_order(waiting, spoke=had, first_timers_first=floor.first_timers_first)
    speaking = next((each for each in speeches if each.state is SpeechState.SPEAKING), None)
    return Speakers(
        floor,
        told(speaking) if speaking else None,
        [told(by_id[each.place]) for each in order],
        [told(each) for each in speeches if each.state is SpeechState.DONE],
    )


def _told(each: Speech, by_mandate: Mapping[int, Seat], *, has_spoken: bool = False) -> Spoken:
    seat = by_mandate[each.mandate_id]
    person = seat.holder.substitute if each.carrier is Carrier.SUBSTITUTE else seat.holder.titular
    return Spoken(each, seat, person, has_spoken)
