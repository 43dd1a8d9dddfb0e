"""Who is asked what, until when, and what is still missing. Read with a constant number of queries for a whole delegation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from ..clock import now
from ..congress.deadlines import closing_of, deadline_of
from ..congress.models import Congress, CongressRole, DeadlineKind, Phase
from ..congress.roles import congress_roles_of
from ..database import db
from ..errors import Refusal
from ..people.models import Person
from .default_fields import BIRTH_DATE, GUARDIAN, VISA_LETTER
from .fields import fields_of
from .models import ACTIVE, Delegation, Field, FieldAnswer, FieldPhase, Mode, Output, Registration
from .transitions import Side, side_of

ON_SITE = (Mode.IN_PERSON, Mode.BOTH, Mode.UNDECIDED)
ON_SITE_OUTPUTS = {
    Output.ARRIVALS,
    Output.ROOMING,
    Output.TRANSFERS,
    Output.DIETS,
    Output.VISA_LETTER,
    Output.HOST_SECURITY,
}
"""What concerns only those who come: it is not asked of who follows from afar."""

_DEADLINES = {FieldPhase.TRAVEL: DeadlineKind.TRAVEL, FieldPhase.VISA: DeadlineKind.VISA}


@dataclass(frozen=True)
class Asked:
    """A question asked of a person, and whether it must be answered."""

    field: Field
    is_required: bool


class AnswersClosed(Refusal):
    """The deadline of these answers has passed: the desks alone still change them."""

    code = "answers_closed"


def comes(registration: Registration) -> bool:
    """Whether a person is expected in the city, or may still be."""
    return registration.is_active and registration.mode in ON_SITE


def coming() -> ColumnElement[bool]:
    """The same, as a condition of a query: who is withdrawn, refused or online vanishes from every list."""
    return and_(Registration.state.in_(ACTIVE), Registration.mode.in_(ON_SITE))


def closes_at(congress: Congress, phase: FieldPhase) -> datetime:
    """Return when delegations stop answering a phase: its deadline; else registration's, and for travel the first day."""
    kind = _DEADLINES.get(phase)
    return closing_of(congress, kind) if kind else congress.registration_closes_at


def closes_for(registration: Registration, phase: FieldPhase) -> datetime:
    """Return when one person stops answering a phase: who joined after registration had closed has until travel's deadline.

    A moment set for the letter for the visa holds for everybody: consulates need their days.
    """
    congress = registration.congress
    moment = closes_at(congress, phase)
    return max(moment, closes_at(congress, FieldPhase.TRAVEL)) if _follows_late(registration, phase) else moment


def _follows_late(registration: Registration, phase: FieldPhase) -> bool:
    kind = _DEADLINES.get(phase)
    follows = kind is None or (phase is FieldPhase.VISA and deadline_of(registration.congress, kind) is None)
    return follows and (registration.is_late or registration.joined_late)


def answering_side(by: Person | None, congress: Congress) -> Side:
    """Return for whom `by` answers: the host team writes journeys and answers as a desk does."""
    if by is not None and CongressRole.HOST_TEAM in congress_roles_of(by, congress):
        return Side.DESK
    return side_of(by, congress)


def is_open(
    congress: Congress,
    phase: FieldPhase,
    *,
    side: Side = Side.DELEGATION,
    registration: Registration | None = None,
) -> bool:
    """Whether answers of a phase are still taken from this side: of everybody, or of one person."""
    if side is Side.DESK:
        return True
    if congress.phase in (Phase.PREPARATION, Phase.ARCHIVE):
        return False
    if registration is not None and _follows_late(registration, phase):
        return now() < closes_for(registration, phase)
    if phase is FieldPhase.REGISTRATION and congress.phase is not Phase.REGISTRATION:
        return False
    return now() < closes_at(congress, phase)


def check_phase_open(
    congress: Congress, phase: FieldPhase, *, side: Side, registration: Registration | None = None
) -> None:
    """Refuse an answer after the deadline of its phase, or of the person who answers, unless a desk gives it.

    Raises:
        AnswersClosed.
    """
    if not is_open(congress, phase, side=side, registration=registration):
        raise AnswersClosed(
            _l("La date limite pour ces réponses est passée."),
            advice=_l("Écrivez au Secrétariat permanent : il peut encore les ajouter ou les changer pour vous."),
        )


class Questions:
    """The questions of a congress, loaded once: who is asked which."""

    def __init__(self, congress: Congress) -> None:
        self.fields = fields_of(congress)
        self._gate = next((f for f in self.fields if f.phase is FieldPhase.VISA and f.code == VISA_LETTER), None)

    def asked(
        self, registration: Registration, phase: FieldPhase, answers: Mapping[int, Any] | None = None
    ) -> list[Asked]:
        """Return what a person is asked in a phase.

        Args:
            answers: by id of question, what they answered before; the passport is asked after « yes » to the letter only.
        """
        here = [field for field in self.fields if field.phase is phase and registration.is_active]
        found = []
        for field in here:
            use = next((use for use in field.uses if use.category_id == registration.category_id), None)
            if use is None or not self._concerns(registration, field):
                continue
            found.append(Asked(field, use.is_required))
        found = [each for each in found if each.field.code not in GUARDIAN or self._is_minor(answers)]
        if self._gate and any(each.field is self._gate for each in found) and not (answers or {}).get(self._gate.id):
            return [each for each in found if each.field is self._gate]
        return found

    def _is_minor(self, answers: Mapping[int, Any] | None) -> bool:
        """Whether the date of birth that was given says so."""
        born = next((field for field in self.fields if field.code == BIRTH_DATE), None)
        return born is not None and (answers or {}).get(born.id) is True

    def _concerns(self, registration: Registration, field: Field) -> bool:
        if registration.mode is not Mode.ONLINE:
            return True
        return not set(field.outputs) <= {output.value for output in ON_SITE_OUTPUTS}


def fields_for(registration: Registration, phase: FieldPhase) -> list[Asked]:
    """Return what a person is asked in a phase, in order: four queries."""
    questions = Questions(registration.congress)
    return questions.asked(registration, phase, plain_answers([registration]).get(registration.id))


def missing_answers(
    delegation: Delegation, registrations: Iterable[Registration] | None = None
) -> dict[int, list[Asked]]:
    """Return what active people of a delegation must still answer, by id of registration: four queries, however many there are.

    Args:
        registrations: those of the delegation, where they are loaded already.
    """
    people = list(registrations) if registrations is not None else _people(delegation)
    questions, answered = Questions(delegation.congress), plain_answers(people)
    missing = {}
    for person in people:
        given = answered.get(person.id, {})
        asked = [each for phase in FieldPhase for each in questions.asked(person, phase, given)]
        wanting = [each for each in asked if each.is_required and each.field.id not in given]
        if wanting:
            missing[person.id] = wanting
    return missing


def plain_answers(registrations: Iterable[Registration]) -> dict[int, dict[int, Any]]:
    """Return what people answered, by registration and question: one query. A secret is there, and says nothing (None).

    Of a date of birth it says whether it is a minor's, and nothing more.
    """
    ids = [registration.id for registration in registrations]
    rows = select(FieldAnswer.registration_id, FieldAnswer.field_id, FieldAnswer.value)
    found: dict[int, dict[int, Any]] = {}
    for registration_id, field_id, value in db.session.execute(rows.where(FieldAnswer.registration_id.in_(ids))):
        found.setdefault(registration_id, {})[field_id] = plain(value)
    return found


def plain(value: Mapping[str, Any] | None) -> Any:
    """Return what a row says in clear: the answer or, of a sealed date of birth, whether it is a minor's."""
    return (value or {}).get("is", (value or {}).get("minor"))


def _people(delegation: Delegation) -> list[Registration]:
    active = select(Registration).where(Registration.delegation_id == delegation.id, Registration.state.in_(ACTIVE))
    return list(db.session.scalars(active.options(joinedload(Registration.person)).order_by(Registration.id)))
