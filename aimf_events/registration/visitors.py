"""Those who hold a delegation's link and ask to see what others entered: a code proves their mailbox, and the head is told who came."""

from datetime import timedelta

from flask import current_app

from .. import journal
from ..accounts import codes
from ..accounts.limits import spend
from ..accounts.models import Account
from ..database import db, lock, transaction
from ..errors import NotAllowed
from ..i18n import use_language
from ..mail import outbox
from ..people.contacts import mailbox_key, persons_at
from ..people.models import Person
from ..people.people import add_person
from . import letters
from .delegations import add_correspondent, mark_opened
from .models import ContactRole, Delegation, DelegationContact, HeadClaim
from .people_match import name_keys

VISITORS_A_DAY = 10


def ask_to_visit(
    delegation: Delegation,
    *,
    email: str,
    browser: str,
    place: str,
    language: str,
    claim: HeadClaim | None = None,
) -> None:
    """Send a code to the mailbox of someone who holds the link and wants to see the whole delegation.

    Nothing else happens: who was named becomes somebody here only once that code comes back (`admit_visitor`).

    Raises:
        TooOften: more than ten mailboxes that the delegation does not know in a day, or the limits of `ask_code`.
    """
    if not _known_at(delegation, email, claim):
        spend("delegation_visitor", str(delegation.id), at_most=VISITORS_A_DAY, within=timedelta(days=1))
    codes.ask_code(email, browser=browser, place=place, language=language, of_stranger=True)


def admit_visitor(
    delegation: Delegation, *, account: Account, given_name: str, family_name: str, claim: HeadClaim | None = None
) -> Person | None:
    """Let someone see the whole delegation who has used the code of their mailbox; tell the head and the secretariat.

    Whoever is known at that mailbox stays who they are; a new name becomes a focal point. Twice is harmless.

    Args:
        account: what `use_code` returned for the mailbox.
        claim: the claimant whose file the link opens; nothing of another file is seen, nobody of it is told.

    Returns:
        The person at the screen; None where several correspondents share the mailbox and none has that name.

    Raises:
        NotAllowed: the account is blocked.
    """
    if account.blocked_at is not None:
        raise NotAllowed
    keys = name_keys(given_name, family_name)
    with transaction():
        lock(delegation)  # the same code page sent twice admits one person
        mark_opened(delegation)
        known = _known_at(delegation, account.address, claim)
        if known:
            named = (person for person in known if person.sort_key in keys)
            return next(named, known[0] if len(known) == 1 else None)
        person = next((p for p in persons_at(account.address) if p.sort_key in keys), None) or add_person(
            given_name=given_name, family_name=family_name, language=delegation.language, email=account.address
        )
        contact = add_correspondent(delegation, person, ContactRole.FOCAL_POINT, account.address, by=None)
        contact.claim_id = claim.id if claim else None
        journal.record("visitor_admitted", delegation, by=person)
        db.session.flush()
        _tell_who_came(delegation, contact)
        return person


def _known_at(delegation: Delegation, mailbox: str, claim: HeadClaim | None) -> list[Person]:
    """Return the correspondents of a delegation who are written to at a mailbox, each once."""
    key = mailbox_key(mailbox)
    file = claim.id if claim else None
    found = {c.person_id: c.person for c in delegation.contacts if mailbox_key(c.email) == key and c.claim_id == file}
    return list(found.values())


def _tell_who_came(delegation: Delegation, visitor: DelegationContact) -> None:
    """Write to the head (and the other correspondents) and to the secretariat's mailbox, unless it is the visitor's."""
    words = {"visitor_name": visitor.person.full_name, "visitor_email": visitor.email}
    in_file = [c for c in letters.correspondents(delegation) if c.claim_id == visitor.claim_id]
    others = [c for c in in_file if mailbox_key(c.email) != mailbox_key(visitor.email)]
    for contact in others:
        letters.post_to_contact("delegation_visited", contact, occasion=f"{visitor.person_id}:{contact.id}", **words)
    with use_language("fr"):
        outbox.post(
            "delegation_visited",
            to=current_app.config["AIMF"].mail_from,
            language="fr",
            dedupe_key=f"delegation_visited:{delegation.id}:{visitor.person_id}:secretariat",
            data={
                "salutation": None,
                "delegation_url": letters.delegation_url(delegation),
                **letters.frozen_words(delegation),
                **words,
            },
            congress_id=delegation.congress_id,
            about=delegation,
        )
