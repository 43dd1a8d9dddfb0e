"""Delegations of which two persons claim to be the head: what was registered is in the files of one and of the other."""

from collections.abc import Sequence

from .. import journal
from ..clock import telling
from ..database import db
from ..people.models import Person
from ..registration.models import ContactRole, DelegationState, HeadClaim
from .delegations import Told
from .functions import executive_title
from .registrations import Request

_STATEMENTS = (
    "Élection par le conseil ; le mandat court jusqu’à la fin de l’année.",
    "Nomination à la tête de la délégation spéciale par décret, le conseil ayant été dissous.",
)


def write_claims(told: Sequence[Told], requests: Sequence[Request], *, by: Person) -> None:
    """Open a file for each of the two heads of a contested delegation, and share out who was registered."""
    for one in told:
        if one.state is not DelegationState.CONTESTED:
            continue
        assert one.delegation.answered_at is not None
        with telling(one.delegation.answered_at):
            claims = [_claim(one, head, place, by=by) for place, head in enumerate(_heads(one))]
        for request in requests:
            if request.delegation is one.delegation and request.row is not None:
                request.row.claim_id = claims[request.order % len(claims)].id
    db.session.flush()


def _heads(one: Told) -> list[Person]:
    return [contact.person for contact in one.delegation.contacts if contact.role is ContactRole.HEAD]


def _claim(one: Told, head: Person, place: int, *, by: Person) -> HeadClaim:
    assert head.civility is not None
    contacts = one.delegation.contacts
    mine = next(contact for contact in contacts if contact.person is head)
    made = HeadClaim(
        delegation_id=one.delegation.id,
        person=head,
        email=mine.email,
        title=executive_title(one.member, head.civility),
        statement=_STATEMENTS[place % 2],
        made_at=one.delegation.answered_at,
        recorded_by_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    mine.claim_id = made.id
    for contact in contacts if place == 0 else ():
        if contact.role is not ContactRole.HEAD:
            contact.claim_id = made.id
    journal.record("head_claimed", one.delegation, by=by, person=head.id, claim=made.id)
    return made
