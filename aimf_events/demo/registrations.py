"""Registrations in every state, written as rows at the hours of their story, with decisions, badges and letters."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .. import journal
from ..clock import telling
from ..congress.models import Category
from ..database import db
from ..mail.models import MessageState
from ..people.models import Person
from ..registration import facts, letters
from ..registration.models import Capacity, Decision, Delegation, Mode, Registration, RegistrationState
from .dates import Dates

_R = RegistrationState
PATHS: dict[RegistrationState, tuple[RegistrationState, ...]] = {
    _R.DRAFT: (),
    _R.SUBMITTED: (_R.SUBMITTED,),
    _R.NOMINATED: (_R.SUBMITTED, _R.NOMINATED),
    _R.PRE_APPROVED: (_R.SUBMITTED, _R.NOMINATED, _R.PRE_APPROVED),
    _R.APPROVED: (_R.SUBMITTED, _R.APPROVED),
    _R.ON_HOLD: (_R.SUBMITTED, _R.ON_HOLD),
    _R.REFUSED: (_R.SUBMITTED, _R.REFUSED),
    _R.WITHDRAWN: (_R.SUBMITTED, _R.APPROVED, _R.WITHDRAWN),
}
"""The states that a registration went through to where it stands (registration.transitions)."""
VERBS = {
    _R.SUBMITTED: "registration_submitted",
    _R.NOMINATED: "registration_nominated",
    _R.PRE_APPROVED: "registration_pre_approved",
    _R.APPROVED: "registration_approved",
    _R.ON_HOLD: "registration_held",
    _R.REFUSED: "registration_refused",
    _R.WITHDRAWN: "registration_withdrawn",
}
LETTERS = {
    _R.APPROVED: "registration_confirmed",
    _R.REFUSED: "registration_refused",
    _R.WITHDRAWN: "registration_withdrawn",
}
FACTS = {
    _R.SUBMITTED: facts.registration_submitted,
    _R.APPROVED: facts.registration_approved,
    _R.REFUSED: facts.registration_refused,
    _R.WITHDRAWN: facts.registration_withdrawn,
}
REASONS = {
    _R.ON_HOLD: "La lettre de nomination n’est pas encore parvenue au secrétariat.",
    _R.REFUSED: "Les places de cette catégorie sont réservées aux élus du conseil.",
    _R.WITHDRAWN: "Empêchement : la session budgétaire du conseil a lieu le même jour.",
}


@dataclass
class Request:
    """What a registration of the demo is made of."""

    delegation: Delegation
    category: Category
    person: Person
    function: str
    state: RegistrationState
    began_at: datetime
    email: str = ""
    telephone: str = ""
    capacity: Capacity = Capacity.NONE
    order: int = 0
    row: Registration | None = None
    steps: list[tuple[datetime, RegistrationState]] = field(default_factory=list)


def write_requests(requests: list[Request], dates: Dates, chance: random.Random, *, desk: Person) -> None:
    """Write all of them; then tell each one's steps at their hours: decision, journal, badge, letter."""
    for request in requests:
        _draw_steps(request, dates, chance)
        request.row = _row(request, chance)
        db.session.add(request.row)
    db.session.flush()
    acts = [(moment, place, state) for place, each in enumerate(requests) for moment, state in each.steps]
    before = [_R.DRAFT] * len(requests)
    for moment, place, state in sorted(acts, key=lambda act: (act[0], act[1])):
        with telling(moment):
            _take(requests[place], before[place], state, desk=desk)
        before[place] = state


def _draw_steps(request: Request, dates: Dates, chance: random.Random) -> None:
    moment = request.began_at
    for state in PATHS[request.state]:
        moment = max(dates.after(moment, chance, hours=6 if state is _R.SUBMITTED else 90), moment)
        request.steps.append((moment, state))


def _row(request: Request, chance: random.Random) -> Registration:
    """Return the row as a draft: `_take` moves it from state to state."""
    draft = request.state is _R.DRAFT
    return Registration(
        congress_id=request.delegation.congress_id,
        congress=request.delegation.congress,
        delegation=request.delegation,
        person=request.person,
        category=request.category,
        state=_R.DRAFT,
        revision=0,
        function=request.function,
        capacity=request.capacity,
        mode=_mode(request, chance),
        email=request.email,
        telephone=request.telephone,
        protocol_order=request.order,
        consents_to_list=None if draft else chance.random() < 0.9,
        consents_to_image=None if draft else chance.random() < 0.8,
        consented_at=None if draft else request.steps[0][0],
        created_at=request.began_at,
        changed_at=request.began_at,
    )


def _mode(request: Request, chance: random.Random) -> Mode | None:
    if request.state is _R.DRAFT and chance.random() < 0.4:
        return None
    undecided = 4 if request.state is _R.APPROVED else 12
    return chance.choices((Mode.IN_PERSON, Mode.ONLINE, Mode.BOTH, Mode.UNDECIDED), (64, 22, 8, undecided))[0]


def _take(request: Request, before: RegistrationState, state: RegistrationState, *, desk: Person) -> None:
    """Move a row one step: what `registration.decisions.take_step` writes, without asking the database again."""
    row = request.row
    assert row is not None
    moment = request.steps[PATHS[request.state].index(state)][0]
    by = None if state in (_R.SUBMITTED, _R.WITHDRAWN) else desk
    reason = REASONS.get(state, "")
    row.state, row.changed_at = state, moment
    if state is _R.SUBMITTED:
        row.submitted_at = moment
    decision: dict[str, Any] = {"from_state": before, "to_state": state, "reason": reason, "decided_at": moment}
    db.session.add(Decision(registration_id=row.id, decided_by_id=by.id if by else None, **decision))
    journal.record(VERBS[state], row, by=by, came_from=before.value, to=state.value, reason=reason)
    if state in LETTERS:
        row.revision += 1
    if state in FACTS:  # the packages above react as to any registration: badge, calendar, links
        FACTS[state].send(row)
    if state in LETTERS:
        letter = letters.post_about(LETTERS[state], row, reason=reason)
        if letter is not None:
            letter.state = MessageState.ACCEPTED
