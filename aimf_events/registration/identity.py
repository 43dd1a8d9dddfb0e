"""Who comes: the fields that a badge and a decision rest on, and how a change of them goes back to review."""

from dataclasses import dataclass, fields
from typing import Any

from flask_babel import lazy_gettext as _l

from .. import journal
from ..clock import now
from ..congress.models import Category
from ..database import lock, transaction
from ..errors import Refusal
from ..people.models import Civility, Person
from ..people.people import add_person, name_person
from . import facts
from .decisions import take_step
from .mailboxes import write_addresses
from .models import ACTIVE, Capacity, Delegation, Registration, RegistrationState
from .people_match import hold_name, is_known_elsewhere, known_person, registration_of_same_person
from .quotas import claim_place
from .transitions import Side, StepRefused, check_open, side_of


@dataclass(frozen=True)
class Names:
    """A person's civility and names, as on the passport and as on the badge."""

    given_name: str
    family_name: str
    civility: Civility | None = None
    honorific: str = ""
    badge_name: str = ""
    original_name: str = ""

    @property
    def on_badge(self) -> str:
        """The name on the badge: given and family name where nothing else was asked for."""
        return self.badge_name or f"{self.given_name} {self.family_name}".strip()


class AlreadyRegistered(Refusal):
    """One active registration per person and congress. `registration` is the existing one; a view gives the link."""

    code = "already_registered"

    def __init__(self, registration: Registration) -> None:
        super().__init__(
            _l(
                "%(person)s a déjà une inscription à ce congrès, dans la délégation « %(delegation)s ».",
                person=registration.person.badge_name,
                delegation=registration.delegation.name,
            ),
            advice=_l(
                "Modifiez l’inscription qui existe. S’il s’agit d’un homonyme, écrivez au Secrétariat permanent."
            ),
        )
        self.registration = registration


def refuse_double(delegation: Delegation, names: Names, email: str, *, besides: Registration | None = None) -> None:
    """Hold the name, then refuse a second active registration of the same person. The caller holds the transaction.

    Raises:
        AlreadyRegistered: same names in the delegation, or same names and mailbox in the congress.
    """
    found = registration_of_same_person(
        delegation, given_name=names.given_name, family_name=names.family_name, email=email, besides=besides
    )
    if found is not None:
        raise AlreadyRegistered(found)


def person_for(delegation: Delegation, names: Names, *, email: str, side: Side) -> Person:
    """Return the person known under that name to the delegation or the mailbox, else a new one.

    A person on whom others rely is taken as they stand, or not at all, when the delegation's link writes. No mailbox
    is written here: whoever reads one could sign in as that person (`mailboxes` says when it becomes theirs).
    """
    known = known_person(delegation, given_name=names.given_name, family_name=names.family_name, email=email)
    if known is not None and (side is Side.DESK or not is_known_elsewhere(known, delegation)):
        write_names(known, names)
        return known
    if known is not None and not changed_names(known, names):
        return known
    return add_person(
        given_name=names.given_name,
        family_name=names.family_name,
        civility=names.civility,
        honorific=names.honorific,
        badge_name=names.badge_name,
        original_name=names.original_name,
        language=delegation.language,
    )


def changed_names(person: Person, names: Names) -> list[str]:
    """Return the names of the fields in which a person differs."""
    wanted = {f.name: getattr(names, f.name) for f in fields(Names)} | {"badge_name": names.on_badge}
    return [field for field, value in wanted.items() if getattr(person, field) != value]


def write_names(person: Person, names: Names) -> None:
    """Write civility and names on a person, with the keys by which they are found."""
    person.civility, person.honorific = names.civility, names.honorific
    name_person(
        person,
        given_name=names.given_name,
        family_name=names.family_name,
        badge_name=names.badge_name,
        original_name=names.original_name,
    )


def save_identity(
    registration: Registration,
    *,
    given_name: str,
    family_name: str,
    civility: Civility | None = None,
    honorific: str = "",
    badge_name: str = "",
    original_name: str = "",
    function: str = "",
    email: str = "",
    telephone: str = "",
    category: Category | None = None,
    capacity: Capacity | None = None,
    by: Person | None = None,
) -> Registration:
    """Correct who comes. After approval, a change by the delegation goes back to review, one by the desk is confirmed anew.

    Raises:
        RegistrationClosed, StepRefused, AlreadyRegistered, QuotaFull.
    """
    names = Names(given_name, family_name, civility, honorific, badge_name, original_name)
    with transaction():
        side = side_of(by, registration.congress)
        check_open(registration.congress, side=side)
        hold_name(registration.congress_id, given_name, family_name)
        lock(registration)
        refuse_inactive(registration)
        refuse_double(registration.delegation, names, email, besides=registration)
        changed = _write(registration, names, function=function, category=category, capacity=capacity, side=side, by=by)
        write_addresses(registration, email=email, telephone=telephone, side=side, by=by)
        registration.changed_at = now()
        if changed:
            journal.record("identity_saved", registration, by=by, fields=changed)
            facts.identity_changed.send(registration)
            review_again(registration, side=side, by=by)
        return registration


def review_again(registration: Registration, *, side: Side, by: Person | None) -> None:
    """Send an approved registration back to the desk; what the desk itself corrected is confirmed with a new badge."""
    if registration.state is RegistrationState.APPROVED:
        take_step(registration, "reconfirm" if side is Side.DESK else "reopen", side=side, by=by)


def refuse_inactive(registration: Registration) -> None:
    """Refuse to change what was withdrawn or refused.

    Raises:
        StepRefused: the registration takes no place any more.
    """
    if registration.state not in ACTIVE:
        raise StepRefused(
            _l("Cette inscription est retirée ou refusée : elle ne se modifie plus."),
            advice=_l("Inscrivez la personne de nouveau, ou écrivez au Secrétariat permanent."),
        )


def _write(
    registration: Registration,
    names: Names,
    *,
    function: str,
    category: Category | None,
    capacity: Capacity | None,
    side: Side,
    by: Person | None,
) -> list[str]:
    changed = changed_names(registration.person, names)
    if changed:
        _rename(registration, names, side=side, by=by)
    wanted: dict[str, Any] = {"function": function, "capacity": capacity or registration.capacity}
    for field, value in wanted.items():
        if getattr(registration, field) != value:
            setattr(registration, field, value)
            changed.append(field)
    if category is not None and category.id != registration.category_id:
        claim_place(registration.delegation, category)
        registration.category = category
        changed.append("category")
    return changed


def _rename(registration: Registration, names: Names, *, side: Side, by: Person | None) -> None:
    """Rename the person; from a delegation's link, one on whom others rely is left as it is and replaced here.

    So is a correspondent, who signs in as that person, unless a correspondent is at the screen.
    """
    person, delegation = registration.person, registration.delegation
    corresponds = by is None and any(contact.person_id == person.id for contact in delegation.contacts)
    if side is Side.DELEGATION and (corresponds or is_known_elsewhere(person, delegation)):
        registration.person = person_for(delegation, names, email=registration.email, side=side)
    else:
        write_names(person, names)
