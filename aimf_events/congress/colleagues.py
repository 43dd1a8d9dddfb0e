"""Colleagues of one congress: given a role by name and mailbox, and told how to sign in."""

from sqlalchemy import select

from .. import journal
from ..accounts.colleagues import find_or_add
from ..database import db, transaction
from ..errors import NotFound
from ..i18n import pick
from ..mail import outbox
from ..people.models import Person
from .models import Congress, CongressGrant, CongressRole
from .roles import grant_congress_role


def invite_to_congress(
    congress: Congress,
    *,
    given_name: str,
    family_name: str,
    email: str,
    role: CongressRole,
    by: Person | None,
    sign_in_url: str,
) -> CongressGrant:
    """Give a role in a congress to a person of that name and mailbox (added if unknown), and write to them. Twice is one letter."""
    with transaction():
        person = find_or_add(given_name=given_name, family_name=family_name, email=email)
        grant = grant_congress_role(person, role, congress, by=by)
        journal.record("congress_colleague_invited", grant, by=by, person=person.id, role=role.value)
        outbox.post(
            "colleague_invited",
            to=email,
            language=person.language,
            dedupe_key=f"congress_colleague_invited:{grant.id}",
            data={
                "name": person.badge_name,
                "by": by.badge_name if by else "",
                "sign_in_url": sign_in_url,
                "congress": pick(congress.title, person.language),
            },
            recipient_name=person.badge_name,
            person_id=person.id,
            congress_id=congress.id,
        )
        return grant


def grant_of(congress: Congress, public_id: str) -> CongressGrant:
    """Return one role given in a congress.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    found = db.session.scalars(select(CongressGrant).filter_by(congress_id=congress.id, public_id=public_id)).first()
    if found is None:
        raise NotFound
    return found
