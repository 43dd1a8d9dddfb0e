"""Inviting delegations: one letter per correspondent, once; a mailing writes them in the background and can be stopped and resumed."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, lock_name, new_public_id, transaction
from ..errors import NotFound, Refusal
from ..jobs import job
from ..mail import outbox
from ..mail.models import OutgoingMessage, Priority
from ..people.models import Person
from .invitation_letter import INVITED, delegations_to_invite, letter_words, test_words
from .letters import correspondents
from .models import Delegation, DelegationContact, DelegationState, Mailing

BATCH = 20
"""Delegations written to in one transaction."""

AT_ONCE = timedelta(minutes=1)
"""Two presses within this time are one: an impatient finger is not a second letter."""

_MAILING_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


class InvitationsClosed(Refusal):
    """The link of the letter would lead to a closed form."""

    code = "invitations_closed"

    def __init__(self) -> None:
        super().__init__(
            _l("Les inscriptions ne sont pas ouvertes : le lien de l’invitation mènerait à un formulaire fermé."),
            advice=_l(
                "Ouvrez les inscriptions dans les réglages du congrès, ou repoussez la date limite, puis recommencez."
            ),
        )


class NobodyToWriteTo(Refusal):
    """No correspondent of the delegation has an e-mail address."""

    code = "nobody_to_write_to"

    def __init__(self, delegation: Delegation) -> None:
        super().__init__(
            _l("Aucun correspondant n’a d’adresse électronique : %(name)s.", name=delegation.name),
            advice=_l("Ajoutez l’adresse du chef de délégation ou d’un correspondant, puis recommencez."),
        )


@dataclass(frozen=True)
class Selection:
    """The delegations chosen for a mailing, by what the mailing can do for each."""

    ready: list[Delegation]
    unreachable: list[Delegation]
    already: list[Delegation]

    @property
    def letters(self) -> int:
        """How many letters would leave."""
        return sum(len(correspondents(delegation)) for delegation in self.ready)


def invite_delegation(delegation: Delegation, *, by: Person | None) -> list[OutgoingMessage]:
    """Write to each correspondent of a delegation. A second call finds the letters of the first and writes none.

    Raises:
        InvitationsClosed: registration is not open.
        NobodyToWriteTo: no correspondent has an address.
    """
    with transaction():
        lock(delegation)
        if not delegation.congress.registration_is_open:
            raise InvitationsClosed
        contacts = correspondents(delegation)
        if not contacts:
            raise NobodyToWriteTo(delegation)
        letters = [
            _post(contact, f"invited:{delegation.id}:{delegation.link_generation}:{contact.id}") for contact in contacts
        ]
        if delegation.state is DelegationState.PREPARED:
            delegation.state = DelegationState.INVITED
        if delegation.invited_at is None:
            delegation.invited_at = now()
            journal.record("delegation_invited", delegation, by=by, letters=[letter.id for letter in letters])
        return letters


def invite_again(delegation: Delegation, *, by: Person | None) -> list[OutgoingMessage]:
    """Send the invitation once more to each correspondent, with the link as it is now; the first time, send it.

    Raises:
        InvitationsClosed, NobodyToWriteTo: as for the first letter.
    """
    with transaction():
        lock(delegation)
        earlier = _letters_written(delegation)
        letters = invite_delegation(delegation, by=by)
        if not earlier or earlier[0].written_at > now() - AT_ONCE:
            return letters
        journal.record("delegation_invited_again", delegation, by=by, letters=[letter.id for letter in letters])
        moment = int(now().timestamp())
        generation = delegation.link_generation
        return [_post(c, f"invited:{delegation.id}:{generation}:{c.id}:{moment}") for c in correspondents(delegation)]


def _letters_written(delegation: Delegation) -> list[OutgoingMessage]:
    """The letters of invitation to this delegation, the latest first; not the tests."""
    wanted = select(OutgoingMessage).filter_by(fact=INVITED, about_kind="Delegation", about_id=delegation.id)
    return list(db.session.scalars(wanted.order_by(OutgoingMessage.written_at.desc())))


def _post(contact: DelegationContact, dedupe_key: str) -> OutgoingMessage:
    delegation = contact.delegation
    return outbox.post(
        INVITED,
        to=contact.email,
        recipient_name=contact.person.full_name,
        language=delegation.language,
        dedupe_key=dedupe_key,
        data=letter_words(contact),
        priority=Priority.BULK,
        useless_after=delegation.congress.registration_closes_at,
        person_id=contact.person_id,
        congress_id=delegation.congress_id,
        about=delegation,
    )


def send_test(contact: DelegationContact, *, to: Person, key: str) -> OutgoingMessage:
    """Send the letter of a correspondent to a colleague, marked as a test. The same key twice is one letter.

    Raises:
        NobodyToWriteTo: the colleague has no address.
    """
    if not to.email:
        raise NobodyToWriteTo(contact.delegation)
    with transaction():
        return outbox.post(
            INVITED,
            to=to.email,
            recipient_name=to.full_name,
            language=contact.delegation.language,
            dedupe_key=f"invited-test:{key}:{contact.id}:{to.id}",
            data=test_words(contact),
            priority=Priority.CHANGE,
            person_id=to.id,
            congress_id=contact.delegation.congress_id,
        )


def select_delegations(congress: Congress, public_ids: list[str] | None) -> Selection:
    """Sort the delegations chosen (None: all) into those to be written to, those without an address, those invited already."""
    found = delegations_to_invite(congress, public_ids)
    waiting = [delegation for delegation in found if delegation.state is DelegationState.PREPARED]
    return Selection(
        ready=[delegation for delegation in waiting if correspondents(delegation)],
        unreachable=[delegation for delegation in waiting if not correspondents(delegation)],
        already=[delegation for delegation in found if delegation.state is not DelegationState.PREPARED],
    )


def new_mailing_key() -> str:
    """Return the name of a mailing to be: the page that asks for it bears it, so asking twice is one mailing."""
    return new_public_id()


def is_mailing_key(key: str) -> bool:
    """Return whether a key is one that a page gave."""
    return _MAILING_KEY.fullmatch(key) is not None


def start_mailing(congress: Congress, public_ids: list[str], *, key: str, by: Person | None) -> Mailing:
    """Begin to invite those of the delegations that are ready. The same key twice is one mailing.

    Raises:
        InvitationsClosed: registration is not open.
        NotFound: the key is not one that a page gave.
    """
    if not is_mailing_key(key):
        raise NotFound
    with transaction():
        lock_name(f"mailing:{key}")
        mailing = db.session.scalars(select(Mailing).filter_by(public_id=key)).first()
        if mailing is not None:
            return mailing if mailing.congress_id == congress.id else _not_here()
        if not congress.registration_is_open:
            raise InvitationsClosed
        ids = [delegation.id for delegation in select_delegations(congress, public_ids).ready]
        mailing = Mailing(
            public_id=key,
            congress_id=congress.id,
            fact=INVITED,
            delegation_ids=ids,
            started_at=now(),
            started_by_id=by.id if by else None,
            finished_at=None if ids else now(),
        )
        db.session.add(mailing)
        journal.record("mailing_started", mailing, by=by, fact=INVITED, delegations=len(ids))
        if ids:
            run_mailing.later(mailing.id)
        return mailing


def _not_here() -> Any:
    raise NotFound


@job
def run_mailing(mailing_id: int) -> None:
    """Invite the delegations of a mailing, a few per transaction; `done` says where to go on, whoever goes on."""
    while _invite_next(mailing_id):
        db.session.expunge_all()


def _invite_next(mailing_id: int) -> bool:
    with transaction():
        mailing = db.session.get(Mailing, mailing_id, with_for_update=True, populate_existing=True)
        if mailing is None or mailing.finished_at is not None:
            return False
        by = db.session.get(Person, mailing.started_by_id) if mailing.started_by_id else None
        batch = mailing.delegation_ids[mailing.done : mailing.done + BATCH]
        congress = db.session.get_one(Congress, mailing.congress_id)
        for delegation in delegations_to_invite(congress, ids=batch):
            try:
                invite_delegation(delegation, by=by)
            except (
                Refusal
            ):  # its last address was taken away, or registration has closed: it stays « à inviter », and is shown
                continue
        mailing.done += len(batch)
        if mailing.done >= len(mailing.delegation_ids):
            mailing.finished_at = now()
            journal.record("mailing_finished", mailing, by=by, delegations=mailing.done)
        return mailing.finished_at is None


def mailing_of(congress: Congress, public_id: str) -> Mailing:
    """Return one mailing of a congress.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    mailing = db.session.scalars(select(Mailing).filter_by(congress_id=congress.id, public_id=public_id)).first()
    return mailing if mailing is not None else _not_here()


def latest_mailings(congress: Congress, *, most: int = 5) -> list[Mailing]:
    """Return the last mailings of invitations of a congress, the latest first."""
    wanted = select(Mailing).filter_by(congress_id=congress.id, fact=INVITED).order_by(Mailing.started_at.desc())
    return list(db.session.scalars(wanted.limit(most)))


def not_reached(mailing: Mailing) -> list[Delegation]:
    """Return the delegations of a mailing that were passed over: they are still to be invited."""
    past = mailing.delegation_ids[: mailing.done]
    wanted = select(Delegation).where(Delegation.id.in_(past), Delegation.invited_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Delegation.sort_key)))
