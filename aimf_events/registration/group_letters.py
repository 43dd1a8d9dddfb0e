"""A letter to many: begun once, written in the background a few at a time, stopped and resumed without writing twice."""

from typing import Any

from flask import current_app
from sqlalchemy import func, select

from .. import crypto, journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, lock_name, transaction
from ..errors import NotFound
from ..jobs import job
from ..mail import mailboxes, outbox
from ..mail.models import OutgoingMessage, Priority
from ..people.models import Person
from .group_choice import (
    REMINDED,
    TO_DELEGATIONS,
    TO_PEOPLE,
    Choice,
    Known,
    address_of,
    choose_delegations,
    choose_people,
    people_to_write_to,
    readers,
    why_not,
)
from .invitation_letter import delegations_to_invite, letter_words
from .invitations import BATCH, InvitationsClosed, is_mailing_key
from .letters import post_about
from .models import Delegation, DelegationContact, Mailing, Registration


def choose(congress: Congress, fact: str, ids: list[int]) -> Choice:
    """Sort a selection into those who get a letter of `fact` and the others.

    Raises:
        NotFound: it is not a letter to a selection.
    """
    if fact in TO_DELEGATIONS:
        return choose_delegations(congress, fact, ids)
    if fact in TO_PEOPLE:
        return choose_people(congress, ids)
    raise NotFound


def start_group(
    congress: Congress, fact: str, *, ids: list[int], selection: dict[str, Any], key: str, by: Person | None
) -> Mailing:
    """Begin to write to those of a selection who are ready. The same key twice is one mailing; reminders count their rounds.

    Raises:
        InvitationsClosed: a reminder would lead to a closed form.
        NotFound: the key is not one that a page gave, or it is not a letter to a selection.
    """
    if not is_mailing_key(key):
        raise NotFound
    with transaction():
        lock_name(f"mailing:{key}")
        known = db.session.scalars(select(Mailing).filter_by(public_id=key)).first()
        if known is not None:
            return _of_congress(known, congress)
        lock_name(f"group letters:{congress.id}")
        if fact == REMINDED and not congress.registration_is_open:
            raise InvitationsClosed
        chosen = choose(congress, fact, ids)
        ready = [each.id for each in chosen.ready]
        to_delegations = fact in TO_DELEGATIONS
        mailing = Mailing(
            public_id=key,
            congress_id=congress.id,
            fact=fact,
            delegation_ids=ready if to_delegations else [],
            registration_ids=[] if to_delegations else ready,
            selection=selection,
            round=next_round(congress) if fact == REMINDED else 0,
            started_at=now(),
            started_by_id=by.id if by else None,
            finished_at=None if ready else now(),
        )
        db.session.add(mailing)
        journal.record("mailing_started", mailing, by=by, fact=fact, chosen=len(ids), ready=len(ready))
        if ready:
            run_group.later(mailing.id)
        return mailing


def _of_congress(mailing: Mailing, congress: Congress) -> Mailing:
    if mailing.congress_id != congress.id:
        raise NotFound
    return mailing


def is_begun(congress: Congress, key: str) -> bool:
    """Return whether a mailing of this key exists already: the button was pressed twice."""
    return db.session.scalar(select(Mailing.id).filter_by(congress_id=congress.id, public_id=key)) is not None


def group_mailings(congress: Congress, *, most: int = 20) -> list[Mailing]:
    """Return the last letters to a selection, the latest first."""
    wanted = select(Mailing).where(Mailing.congress_id == congress.id, Mailing.fact.in_((*TO_DELEGATIONS, *TO_PEOPLE)))
    return list(db.session.scalars(wanted.order_by(Mailing.started_at.desc()).limit(most)))


def next_round(congress: Congress) -> int:
    """Return the number of the next round of reminders."""
    last = select(func.max(Mailing.round)).filter_by(congress_id=congress.id, fact=REMINDED)
    return (db.session.scalar(last) or 0) + 1


@job
def run_group(mailing_id: int) -> None:
    """Write the letters of a mailing, a few per transaction; `done` says where to go on, whoever goes on."""
    while write_next(mailing_id):
        db.session.expunge_all()


def write_next(mailing_id: int) -> bool:
    """Write the next few letters of a mailing, in one transaction; return whether there are more."""
    with transaction():
        mailing = db.session.get(Mailing, mailing_id, with_for_update=True, populate_existing=True)
        if mailing is None or mailing.finished_at is not None:
            return False
        congress = db.session.get_one(Congress, mailing.congress_id)
        everyone = mailing.delegation_ids or mailing.registration_ids
        batch = everyone[mailing.done : mailing.done + BATCH]
        if mailing.fact in TO_DELEGATIONS:
            for delegation in delegations_to_invite(congress, ids=batch):
                write_to_delegation(delegation, mailing)
        else:
            for registration in people_to_write_to(congress, batch):
                write_to_person(registration, mailing)
        mailing.done += len(batch)
        if mailing.done >= len(everyone):
            mailing.finished_at = now()
            journal.record("mailing_finished", mailing, by=None, done=mailing.done)
        return mailing.finished_at is None


def write_to_delegation(delegation: Delegation, mailing: Mailing) -> list[OutgoingMessage]:
    """Write to the correspondents of a delegation, unless a reason not to has come up since it was chosen."""
    with transaction():
        lock(delegation)
        addresses = [contact.email for contact in delegation.contacts]
        known = Known.of(delegation.congress, mailing.fact, addresses, [delegation.id])
        if why_not(delegation, mailing.fact, known) is not None:
            return []
        return [_post(contact, mailing) for contact in readers(delegation, known)]


def _post(contact: DelegationContact, mailing: Mailing) -> OutgoingMessage:
    delegation, data = contact.delegation, letter_words(contact)
    if mailing.fact == REMINDED:
        data |= {"round": mailing.round, "unsubscribe_url": unsubscribe_url(contact)}
    return outbox.post(
        mailing.fact,
        to=contact.email,
        recipient_name=contact.person.full_name,
        language=delegation.language,
        dedupe_key=f"{mailing.fact}:{mailing.id}:{delegation.id}:{contact.id}",
        data=data,
        priority=Priority.BULK,
        useless_after=delegation.congress.registration_closes_at if mailing.fact == REMINDED else None,
        person_id=contact.person_id,
        congress_id=delegation.congress_id,
        about=delegation,
    )


def write_to_person(registration: Registration, mailing: Mailing) -> OutgoingMessage | None:
    """Write to somebody registered, or to who stands in for them."""
    if not address_of(registration):
        return None
    with transaction():
        return post_about(mailing.fact, registration, occasion=str(mailing.id), priority=Priority.BULK)


def unsubscribe_url(contact: DelegationContact) -> str:
    """Return the address where a correspondent ends the reminders of a congress by one click."""
    token = crypto.link_token("reminders", contact.id, 1)
    return f"{current_app.config['AIMF'].public_url}/{contact.delegation.congress.name}/reminders/{token}"


def contact_of_reminders(congress: Congress, token: str) -> DelegationContact:
    """Return the correspondent whom such an address names.

    Raises:
        NotFound: forged, another congress's, or no longer a correspondent.
    """
    read = crypto.read_link("reminders", token)
    contact = db.session.get(DelegationContact, read[0]) if read else None
    if contact is None or contact.delegation.congress_id != congress.id:
        raise NotFound
    return contact


def end_reminders(contact: DelegationContact) -> None:
    """Remind this mailbox no more. Twice is harmless."""
    with transaction():
        mailboxes.refuse_reminders(contact.delegation.congress_id, contact.email)
        journal.record("reminders_ended", contact.delegation, by=None, contact=contact.id)
