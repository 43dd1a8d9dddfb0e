"""The click that lets somebody in, and what it gives them: a ticket for one room, for five minutes, once.

Source: specs/hybrid-live.md, "Joining". What a ticket opens (an address, a number, a credential) is told to the one person it is for,
when they use it, and stands in no letter, no calendar and no public page.
"""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from .. import crypto
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotAllowed, Refusal
from ..people.models import Person
from ..programme.public import speaks_in
from ..programme.released import ReleasedSession
from ..programme.sessions import online_address
from .evidence import SAME_CLICK, last_evidence, record_presence
from .joining import Door, DoorClosed, door_of, session_of_link
from .models import EvidenceSource, JoinLink
from .providers import provider_of
from .providers.contract import Part, Participant, Place, ProviderUnavailable, Way
from .room_models import JoinTicket, OnlineRoom, RoomKind
from .rooms import place_of

LASTS = timedelta(minutes=5)
HASH_PURPOSE = "join_ticket"
ENTRY = "entry"
PARTICIPANT = "participant"  # the purpose of the opaque ids: a link made of one opens nothing


class TicketSpent(Refusal):
    """The ticket was used, or is older than five minutes."""

    code = "ticket_spent"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce billet d’entrée a déjà servi, ou plus de cinq minutes ont passé."),
            advice=_l(
                "Revenez à la séance et pressez de nouveau « Rejoindre » : un autre billet vous est donné aussitôt."
            ),
        )


class RoomSilent(Refusal):
    """The provider does not answer."""

    code = "room_silent"

    def __init__(self) -> None:
        super().__init__(
            _l("La salle en ligne ne répond pas pour l’instant."),
            advice=_l("La page de la séance montre les autres moyens de la suivre ; la régie en est avertie."),
        )


def enter_session(
    link: JoinLink, *, by: Person, is_held: bool = False, room: OnlineRoom | None = None, language: str = ""
) -> str:
    """Let the person of the link in, keep the evidence that they came, and return the secret of their ticket.

    Pressing twice is one coming. `room`: see `issue_ticket`; `is_held`: see `joining.door_of`.

    Raises:
        NotAllowed: the link is another person's, or the room another session's.
        DoorClosed: too early, over, cancelled, no room, withdrawn.
    """
    check_door(link, by=by, is_held=is_held)
    with transaction():
        lock(link)
        check_door(link, by=by, is_held=is_held)
        last = last_evidence(link.registration, link.session, EvidenceSource.JOIN)
        if last is None or now() - last.received_at >= SAME_CLICK:
            record_presence(link.registration, link.session, source=EvidenceSource.JOIN)
        return issue_ticket(link, by=by, is_held=is_held, room=room, language=language)


def issue_ticket(
    link: JoinLink, *, by: Person, is_held: bool = False, room: OnlineRoom | None = None, language: str = ""
) -> str:
    """Return the secret of a new ticket: the page of the session asks for one each time it begins to play.

    Args:
        room: into which room; None: by the address of the session's page.

    Raises:
        NotAllowed: the link is another person's, or the room another session's.
        DoorClosed: the session cannot be joined now.
    """
    check_door(link, by=by, is_held=is_held)
    if room is not None and room.session_id != link.session_id:
        raise NotAllowed
    secret = crypto.new_secret()
    with transaction():
        ticket = JoinTicket(
            registration_id=link.registration_id,
            link_id=link.id,
            room_id=room.id if room else None,
            secret_hash=crypto.keyed_hash(HASH_PURPOSE, secret),
            issued_at=now(),
            expires_at=now() + LASTS,
        )
        db.session.add(ticket)
        if language in link.session.languages:
            link.language = language
    return secret


def use_ticket(link: JoinLink, secret: str, *, by: Person, is_held: bool = False) -> tuple[RoomKind, Way]:
    """Return the kind of the room and the way in. Of two that use one ticket at once, one gets in.

    Raises:
        NotAllowed: the link is another person's.
        DoorClosed: the session cannot be joined any more, or its room has lost its address.
        TicketSpent: used, expired, another link's, or no ticket at all.
        RoomSilent: the provider does not answer.
    """
    check_door(link, by=by, is_held=is_held)
    mine = (JoinTicket.link_id == link.id, JoinTicket.secret_hash == crypto.keyed_hash(HASH_PURPOSE, secret))
    with transaction():
        fresh = (JoinTicket.used_at.is_(None), JoinTicket.expires_at > now())
        used = update(JoinTicket).where(*mine, *fresh).values(used_at=now()).returning(JoinTicket.id)
        ident = db.session.execute(used).scalar()
        if ident is None:
            raise TicketSpent
    ticket = db.session.scalars(select(JoinTicket).filter_by(id=ident).options(joinedload(JoinTicket.room))).one()
    kind, place = _place(link, ticket.room)
    participant = Participant(opaque_of(link), entry_of(ticket), _part(link), link.language)
    try:
        provider_of(kind).ensure_room(place)
        way = provider_of(kind).join(place, participant, until=ticket.expires_at)
    except ProviderUnavailable as error:
        raise RoomSilent from error
    if not way.address and not way.number:
        raise DoorClosed(Door.NO_ROOM)
    return kind, way


def check_door(link: JoinLink, *, by: Person, is_held: bool) -> None:
    """Refuse whoever is not the person of the link, or comes while the door is closed."""
    if by.id != link.registration.person_id:
        raise NotAllowed
    door = door_of(link, is_held=is_held)
    if door is not Door.OPEN:
        raise DoorClosed(door)


def opaque_of(link: JoinLink) -> str:
    """Return all that a provider knows of a participant: for this session alone, and another after a withdrawal."""
    return crypto.link_token(PARTICIPANT, link.id, link.generation)


def entry_of(ticket: JoinTicket) -> str:
    """Return what a provider knows of one entry: somebody who comes twice, or from two devices, is two of them."""
    return crypto.link_token(ENTRY, ticket.id, 1)


def ticket_of_entry(entry: str, room: OnlineRoom) -> JoinTicket | None:
    """Return the ticket of an entry that a provider names; None for any other text, or another room's."""
    read = crypto.read_link(ENTRY, entry)
    ticket = db.session.get(JoinTicket, read[0]) if read else None
    return ticket if ticket is not None and ticket.room_id == room.id else None


def link_of_opaque(opaque: str) -> JoinLink | None:
    """Return the link of an opaque id that a provider names; None for any other text, or a participant withdrawn since."""
    read = crypto.read_link(PARTICIPANT, opaque)
    link = db.session.get(JoinLink, read[0]) if read else None
    return link if link is not None and read is not None and link.generation == read[1] else None


def choose_language(link: JoinLink, language: str, *, by: Person) -> None:
    """Remember in which language somebody listens; what the session does not have changes nothing.

    Raises:
        NotAllowed: the link is another person's.
    """
    if by.id != link.registration.person_id:
        raise NotAllowed
    with transaction():
        if language in link.session.languages:
            link.language = language


def language_of(link: JoinLink, planned: ReleasedSession) -> str:
    """Return the language in which a participant listens: as chosen here, or in another session last; otherwise the session's first."""
    if link.language in planned.languages:
        return link.language
    elsewhere = select(JoinLink.language).where(
        JoinLink.registration_id == link.registration_id, JoinLink.language.in_(planned.languages)
    )
    last = db.session.scalars(elsewhere.order_by(JoinLink.id.desc()).limit(1)).first()
    return last or (planned.languages[0] if planned.languages else "")


def _place(link: JoinLink, room: OnlineRoom | None) -> tuple[RoomKind, Place]:
    if room is None:
        return RoomKind.LINK, Place(
            f"session-{link.session.public_id}", {"address": online_address(link.session) or ""}
        )
    return room.kind, place_of(room)


def _part(link: JoinLink) -> Part:
    planned = session_of_link(link)
    is_speaker = planned is not None and speaks_in(planned, link.registration.person)
    return Part.SPEAKER if is_speaker else Part.SPECTATOR
