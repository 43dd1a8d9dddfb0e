"""Who is written to for a delegation, named on screen: the head, and the focal points who fill in on behalf of others."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import journal
from ..database import db, lock, transaction
from ..errors import NotFound
from ..i18n import search_key
from ..members.offices import set_office
from ..people.contacts import mailbox_key, persons_at
from ..people.models import Civility, Person
from ..people.people import add_person
from .delegations import add_correspondent
from .models import ContactRole, Delegation, DelegationContact

ROLE_WORDS = {ContactRole.HEAD: _l("Chef de délégation"), ContactRole.FOCAL_POINT: _l("Correspondant")}


def name_correspondent(
    delegation: Delegation,
    role: ContactRole,
    *,
    civility: Civility | None,
    given_name: str,
    family_name: str,
    function: str,
    email: str,
    by: Person | None,
) -> DelegationContact:
    """Name a head or a focal point by name and mailbox. A new head takes the former one's place; the same person is corrected."""
    with transaction():
        lock(delegation)
        person = _find_or_add(
            delegation, civility=civility, given_name=given_name, family_name=family_name, email=email
        )
        if role is ContactRole.HEAD:
            for former in [c for c in delegation.contacts if c.role is role and c.person_id != person.id]:
                remove_correspondent(former, by=by)
        contact = add_correspondent(delegation, person, role, email, by=by)
        if function and delegation.member is not None:
            title = {delegation.language: function}
            executive = any(
                o.person_id == person.id and o.is_executive and o.ends_on is None for o in delegation.member.offices
            )
            set_office(delegation.member, person, title=title, is_executive=executive, by=by)
        return contact


def remove_correspondent(contact: DelegationContact, *, by: Person | None) -> None:
    """Stop writing to someone for this delegation. The person, and the letters sent, stay."""
    with transaction():
        delegation = contact.delegation
        journal.record("correspondent_removed", delegation, by=by, person=contact.person_id, role=contact.role.value)
        delegation.contacts.remove(contact)
        db.session.delete(contact)
        db.session.flush()


def correspondent_of(delegation: Delegation, contact_id: int) -> DelegationContact:
    """Return one correspondent of a delegation.

    Raises:
        NotFound: it is another delegation's, or does not exist.
    """
    found = db.session.scalars(select(DelegationContact).filter_by(id=contact_id, delegation_id=delegation.id)).first()
    if found is None:
        raise NotFound
    return found


def _find_or_add(
    delegation: Delegation, *, civility: Civility | None, given_name: str, family_name: str, email: str
) -> Person:
    """Return the person of that name among the delegation's correspondents or behind the mailbox, or add one."""
    wanted = search_key(f"{given_name} {family_name}")
    known = [contact.person for contact in delegation.contacts] + persons_at(mailbox_key(email))
    person = next((each for each in known if search_key(each.full_name) == wanted), None)
    if person is None:
        return add_person(
            given_name=given_name, family_name=family_name, civility=civility, language=delegation.language, email=email
        )
    person.civility = civility or person.civility
    return person
