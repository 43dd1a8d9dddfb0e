"""Who holds an office in a member: the mayor, the bourgmestre, a councillor. One executive is recognised at a time."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import Translated, db, lock, transaction
from ..errors import NotFound
from ..i18n import search_key
from ..people.models import Civility, Person
from ..people.people import add_person
from .facts import office_ended
from .models import LocalOffice, Member


def set_office(
    member: Member, person: Person, *, title: Translated, is_executive: bool, by: Person | None
) -> LocalOffice:
    """Record that a person holds an office. A new executive ends the former one's office today; twice is one office."""
    with transaction():
        lock(member)
        current = offices_of(member)
        office = next((each for each in current if each.person_id == person.id), None)
        if is_executive:
            for former in current:
                if former is not office and former.is_executive and former.is_recognised:
                    former.ends_on = now().date()
                    journal.record("office_ended", former, by=by, member=member.id, person=former.person_id)
                    db.session.flush()
                    office_ended.send(former)
        if office is None:
            office = LocalOffice(member_id=member.id, person_id=person.id, starts_on=now().date(), is_recognised=True)
            db.session.add(office)
        elif (office.title, office.is_executive) == (title, is_executive):
            return office
        office.title, office.is_executive = title, is_executive
        journal.record("office_recorded", office, by=by, member=member.id, person=person.id, is_executive=is_executive)
        return office


def appoint(
    member: Member,
    *,
    civility: Civility | None,
    given_name: str,
    family_name: str,
    email: str | None,
    title: Translated,
    is_executive: bool,
    by: Person | None,
) -> LocalOffice:
    """Record the office of someone given by name: a person who holds one here under that name, or a new one."""
    with transaction():
        wanted = search_key(f"{given_name} {family_name}")
        known = [office.person for office in offices_of(member)]
        person = next((each for each in known if search_key(each.full_name) == wanted), None)
        if person is None:
            person = add_person(
                given_name=given_name, family_name=family_name, civility=civility, language=member.language, email=email
            )
        return set_office(member, person, title=title, is_executive=is_executive, by=by)


def end_office(office: LocalOffice, *, by: Person | None) -> None:
    """Record that an office has ended, today. Twice is harmless."""
    with transaction():
        lock(office)
        if office.ends_on is None:
            office.ends_on = now().date()
            journal.record("office_ended", office, by=by, member=office.member_id, person=office.person_id)
            db.session.flush()
            office_ended.send(office)


def offices_of(member: Member) -> list[LocalOffice]:
    """Return the offices held now in a member, the executive first."""
    held = select(LocalOffice).where(LocalOffice.member_id == member.id, LocalOffice.ends_on.is_(None))
    ordered = held.order_by(LocalOffice.is_executive.desc(), LocalOffice.id)
    return list(db.session.scalars(ordered.options(joinedload(LocalOffice.person))))


def office_of(member: Member, office_id: int) -> LocalOffice:
    """Return one office of a member.

    Raises:
        NotFound: it is another member's, or does not exist.
    """
    office = db.session.scalars(select(LocalOffice).filter_by(id=office_id, member_id=member.id)).first()
    if office is None:
        raise NotFound
    return office
