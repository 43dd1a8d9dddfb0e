"""Members of the association, and the people who hold roles: for the association, or for one congress."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from ...accounts.models import RoleGrant
from ...congress.models import Congress, CongressGrant
from ...members.members import MemberSearch, members_that_answer
from ...members.models import LocalOffice, Member
from ...people.models import ContactKind, ContactPoint, Person
from . import streamed


def member_rows(search: MemberSearch) -> Iterator[Any]:
    """Yield the members that a search keeps, in its order, with their recognised executive of today."""
    holds = (LocalOffice.member_id == Member.id) & LocalOffice.is_executive & LocalOffice.is_recognised
    statement = members_that_answer(search).outerjoin(LocalOffice, holds & LocalOffice.ends_on.is_(None))
    statement = statement.outerjoin(Person, LocalOffice.person_id == Person.id)
    names = ("code", "name", "country", "category", "standing", "language", "time_zone")
    columns = [*(getattr(Member, name) for name in names), Person.civility, Person.honorific, Person.badge_name]
    return streamed(statement.with_only_columns(*columns, LocalOffice.title, _email(), maintain_column_froms=True))


def role_rows(congress: Congress | None) -> Iterator[Any]:
    """Yield the people who hold a role today, in the order of names: of one congress, or of the whole association."""
    grant: Any = RoleGrant if congress is None else CongressGrant
    giver = aliased(Person)
    columns = [Person.civility, Person.honorific, Person.badge_name, grant.role, grant.granted_at, _email()]
    columns.append(giver.badge_name.label("granted_by"))
    if congress is None:
        columns.append(RoleGrant.until_on)
    statement = select(*columns).select_from(grant).join(Person, grant.person_id == Person.id)
    statement = statement.outerjoin(giver, grant.granted_by_id == giver.id).where(grant.withdrawn_at.is_(None))
    if congress is not None:
        statement = statement.where(CongressGrant.congress_id == congress.id)
    return streamed(statement.order_by(Person.sort_key, grant.role, grant.id))


def _email() -> Any:
    mailboxes = select(func.min(ContactPoint.address)).where(
        ContactPoint.person_id == Person.id, ContactPoint.kind == ContactKind.EMAIL
    )
    return mailboxes.correlate(Person).scalar_subquery().label("email")
