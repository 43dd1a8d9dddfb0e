"""What is still missing for each person of a delegation: read with a constant number of queries, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ..database import db
from .asking import Asked, comes, missing_answers
from .models import Delegation, Direction, Mode, Passenger, Registration, RegistrationState


@dataclass(frozen=True)
class Missing:
    """What a person still has to give.

    Attributes:
        sending: the registration is a draft.
        photo: no portrait, of somebody who comes or may.
        answers: the questions that must be answered.
        arrival: nobody said how they come.
    """

    sending: bool
    photo: bool
    answers: tuple[Asked, ...]
    arrival: bool

    def __bool__(self) -> bool:
        """Whether anything is missing."""
        return self.sending or self.photo or bool(self.answers) or self.arrival


def missing_for(delegation: Delegation, people: Sequence[Registration]) -> dict[int, Missing]:
    """Return what is missing for the active persons of a delegation, by the key of the registration, where anything is.

    Args:
        people: registrations of the delegation, loaded with their photo.
    """
    active = [person for person in people if person.is_active]
    if not active:
        return {}
    answers = missing_answers(delegation, active)
    ids = [person.id for person in active]
    aboard = select(Passenger.registration_id).where(
        Passenger.registration_id.in_(ids), Passenger.direction == Direction.ARRIVAL
    )
    arriving = set(db.session.scalars(aboard))
    found = {person.id: _missing(person, answers.get(person.id, []), person.id in arriving) for person in active}
    return {key: missing for key, missing in found.items() if missing}


def _missing(person: Registration, answers: Sequence[Asked], arrives: bool) -> Missing:
    sending = person.state is RegistrationState.DRAFT
    sent = not sending
    return Missing(
        sending=sending,
        photo=sent and person.photo is None and person.mode is not Mode.ONLINE,
        answers=tuple(answers) if sent else (),
        arrival=sent and comes(person) and not arrives,
    )
