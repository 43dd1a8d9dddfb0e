"""The congress itself asks somebody it knows: whoever says yes is registered as that person, within the places of a delegation."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from .. import journal
from ..congress.models import Category, Congress
from ..database import db, transaction
from ..errors import Refusal
from ..people.models import Person
from .beginnings import write_draft
from .decisions import take_step
from .identity import AlreadyRegistered, refuse_double
from .models import ACTIVE, OPEN, Delegation, DelegationKind, Mode, Quota, Registration
from .names import Identity
from .people_match import hold, match, name_lock
from .quotas import claim_place
from .transitions import Side


class NoDelegationFor(Refusal):
    """None of the secretariat's own delegations has a place in this category."""

    code = "no_delegation_for"

    def __init__(self) -> None:
        super().__init__(
            _l("Aucune délégation du Secrétariat n’a de place dans cette catégorie."),
            advice=_l("Donnez-lui une place dans la page de la délégation, puis recommencez."),
        )


def registration_of(congress: Congress, person: Person) -> Registration | None:
    """Return the open registration of a person at a congress, if there is one."""
    wanted = select(Registration).filter_by(congress_id=congress.id, person_id=person.id)
    return db.session.scalars(wanted.where(Registration.state.in_(OPEN))).first()


def register_known(
    congress: Congress, person: Person, *, category_code: str, function: str, email: str, mode: Mode
) -> Registration:
    """Return the registration of a person whom the congress has asked, sent to the desk; the one they have, if they have one.

    Nothing is agreed in their name, and the mailbox opens nothing before the desk accredits (`mailboxes`).

    Raises:
        NoDelegationFor: no delegation of the secretariat's own has places in the category.
        QuotaFull: the last place is taken.
        AlreadyRegistered: somebody of that name and mailbox is.
    """
    with transaction():
        hold(name_lock(congress.id, person.given_name, person.family_name))
        held = registration_of(congress, person)
        if held is not None:
            return held
        delegation, category = _place_for(congress, category_code)
        found = match(delegation, given_name=person.given_name, family_name=person.family_name, email=email)
        refuse_double(found.double)
        claim_place(delegation, category)
        identity: Identity = {
            "given_name": person.given_name,
            "family_name": person.family_name,
            "function": function,
            "email": email,
        }
        made = write_draft(delegation, person, category, identity, form_key=None)
        made.mode = mode
        db.session.flush()
        journal.record("registration_started", made, by=person, delegation=delegation.id, category=category.code)
        take_step(made, "submit", side=Side.DESK, by=None)
        return made


def _place_for(congress: Congress, category_code: str) -> tuple[Delegation, Category]:
    """The service delegation with the most free places in a category: `claim_place` says whether one is left."""
    taken = (
        select(func.count(Registration.id))
        .where(
            Registration.delegation_id == Quota.delegation_id,
            Registration.category_id == Quota.category_id,
            Registration.state.in_(ACTIVE),
        )
        .scalar_subquery()
    )
    rows = (
        select(Delegation, Category)
        .join(Quota, Quota.delegation_id == Delegation.id)
        .join(Category, Category.id == Quota.category_id)
        .where(Delegation.congress_id == congress.id, Delegation.kind == DelegationKind.SERVICE)
        .where(Category.code == category_code, Quota.places > 0)
        .order_by((Quota.places - taken).desc(), Delegation.id)
    )
    found = db.session.execute(rows.limit(1)).first()
    if found is None:
        raise NoDelegationFor
    return found[0], found[1]


__all__ = ["AlreadyRegistered", "NoDelegationFor", "register_known", "registration_of"]
