"""Answers of agendas: taken for what they are, or put before a person.

Source: specs/programme-calendar.md, "Calendar", point 6. An answer is an intention, and nothing but the pages that show it follows
from it. It counts while its invitation has the sequence that it answers: a move asks anew.
"""

import logging
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, lock_name, transaction
from ..errors import NotFound, Refusal
from ..jobs import periodic
from ..mail.models import OutgoingMessage
from ..people.models import Person
from ..registration.models import Registration
from . import invitations, session_invitations
from .models import CalendarInvitation, ProgrammeSession, SessionInvitation
from .reply_models import CalendarReply, ReplyState, ReplyTrouble
from .reply_reading import Reply, read_reply

log = logging.getLogger(__name__)

MOST_WAITING = 500
"""Replies that wait in one congress, or in none; beyond it a flood stays in the mailbox, where people read it."""
AHEAD = timedelta(hours=25)
"""How far ahead of ours an agenda's clock may be, a wrong zone with it: else one letter of 2099 would overtake all that follow."""
KEPT = timedelta(days=90)
"""How long replies without an invitation of ours, and those set aside, are kept."""


class ReplySettled(Refusal):
    """Somebody has decided about this reply meanwhile."""

    code = "reply_settled"


class ReplySaysNothing(Refusal):
    """It names no living invitation of ours, or neither yes, no nor maybe."""

    code = "reply_says_nothing"


class Entry(NamedTuple):
    """The invitation that a reply names, in whichever table it stands, whose it is, and to which session (None: to the congress)."""

    row: SessionInvitation | CalendarInvitation
    congress_id: int
    person_id: int
    session: ProgrammeSession | None = None

    @property
    def key(self) -> ColumnElement[bool]:
        """The replies to this invitation."""
        if isinstance(self.row, SessionInvitation):
            return CalendarReply.session_invitation_id == self.row.id
        return CalendarReply.calendar_invitation_id == self.row.id


def take_reply(raw: bytes, size: int) -> str:
    """Take one letter; return what became of it: "answered", "to look at", "known", "left", or "" if it answers no agenda's question.

    Args:
        raw: the letter, or its beginning.
        size: of the whole letter, bytes.
    """
    read = read_reply(raw, size)
    if read is None:
        return ""
    with transaction():
        lock_name(f"calendar_reply:{read.sha256}")
        entry = _entry(read.uid)
        if entry is not None:
            lock(entry.row)
        if _is_known(read, entry):
            return "known"
        trouble = read.trouble or _trouble(read, entry)
        if trouble is not None and _are_many_waiting(entry):
            log.warning("too many replies wait to be looked at: one more stays in the mailbox")
            return "left"
        _keep(read, entry, trouble)
        return "to look at" if trouble else "answered"


def keep_reply(reply: CalendarReply, *, by: Person | None) -> None:
    """Take for the answer of today a reply that a colleague has understood, by a call or otherwise.

    Raises:
        ReplySettled: somebody decided meanwhile.
        ReplySaysNothing: there is no answer in it, or nothing living that it answers.
    """
    with transaction():
        entry = _entry(reply.uid)
        if entry is not None:
            lock(entry.row)
        _still_waiting(reply)
        if not can_be_kept(reply, entry):
            raise ReplySaysNothing(_l("Cette réponse ne vaut pour aucune invitation en cours."))
        assert entry is not None
        reply.state, reply.settled_at, reply.settled_by_id = ReplyState.TAKEN, now(), getattr(by, "id", None)
        reply.for_sequence, reply.ordered_at = entry.row.sequence, now()
        journal.record("calendar_reply_kept", reply, by=by, intention=reply.intention)


def set_reply_aside(reply: CalendarReply, *, by: Person | None) -> None:
    """Look at a reply no more.

    Raises:
        ReplySettled: somebody decided meanwhile.
    """
    with transaction():
        _still_waiting(reply)
        reply.state, reply.settled_at, reply.settled_by_id = ReplyState.ASIDE, now(), getattr(by, "id", None)
        journal.record("calendar_reply_set_aside", reply, by=by)


def can_be_kept(reply: CalendarReply, entry: Entry | None) -> bool:
    """Return whether a reply says something about a living invitation."""
    return entry is not None and entry.row.cancelled_at is None and reply.intention is not None


def entry_of(reply: CalendarReply) -> Entry | None:
    """Return the invitation that a reply names, if it is ours."""
    return _entry(reply.uid)


def reply_of(congress: Congress, public_id: str) -> CalendarReply:
    """Return a reply to an invitation of this congress, or to none of ours.

    Raises:
        NotFound: there is none, or it is another congress's.
    """
    found = db.session.scalars(select(CalendarReply).filter_by(public_id=public_id)).first()
    if found is None or found.congress_id not in (None, congress.id):
        raise NotFound
    return found


def waiting_replies(congress: Congress) -> list[CalendarReply]:
    """Return the replies that a person must look at, the oldest first: this congress's, and those that name no invitation of ours."""
    here = or_(CalendarReply.congress_id == congress.id, CalendarReply.congress_id.is_(None))
    rows = select(CalendarReply).where(here, CalendarReply.state == ReplyState.WAITING)
    rows = rows.options(joinedload(CalendarReply.person))
    return list(db.session.scalars(rows.order_by(CalendarReply.received_at, CalendarReply.id)))


@periodic(seconds=24 * 3600)
def forget_replies() -> None:
    """Delete what nobody needs any longer: replies that name no invitation of ours, and those set aside."""
    nothing = CalendarReply.session_invitation_id.is_(None) & CalendarReply.calendar_invitation_id.is_(None)
    over = or_(nothing, CalendarReply.state == ReplyState.ASIDE)
    with transaction():
        db.session.execute(delete(CalendarReply).where(over, CalendarReply.received_at < now() - KEPT))


def _entry(uid: str) -> Entry | None:
    name, _at, instance = uid.partition("@")
    if instance != current_app.config["AIMF"].instance_id:
        return None
    try:
        number = UUID(name)
    except ValueError:
        return None
    of_session = select(SessionInvitation, ProgrammeSession).join(
        ProgrammeSession, ProgrammeSession.id == SessionInvitation.session_id
    )
    found = db.session.execute(of_session.where(SessionInvitation.uid == number)).first()
    if found is not None:
        return Entry(found[0], found[1].congress_id, found[0].person_id, found[1])
    of_congress = select(CalendarInvitation, Registration).join(
        Registration, Registration.id == CalendarInvitation.registration_id
    )
    other = db.session.execute(of_congress.where(CalendarInvitation.uid == number)).first()
    return Entry(other[0], other[1].congress_id, other[1].person_id) if other else None


def _is_known(read: Reply, entry: Entry | None) -> bool:
    """Whether these bytes came before, or other bytes that say the same of the same invitation (a server sent them twice)."""
    same = CalendarReply.sha256 == read.sha256
    if entry is not None and read.stamped_at is not None:
        names = ("sender", "attendee", "stamped_at", "sequence", "intention")
        facts = [getattr(CalendarReply, name).is_not_distinct_from(getattr(read, name)) for name in names]
        same = or_(same, and_(entry.key, *facts))
    return db.session.scalar(select(CalendarReply.id).where(same).limit(1)) is not None


def _trouble(read: Reply, entry: Entry | None) -> ReplyTrouble | None:
    """Return why a well-written reply is no answer to the invitation as it stands."""
    if entry is None:
        return ReplyTrouble.UNKNOWN_ENTRY
    if entry.row.cancelled_at is not None:
        return ReplyTrouble.CANCELLED_ENTRY
    letters, asked = _requests(entry)
    if read.attendee.casefold() not in asked:
        return ReplyTrouble.NOT_THEIRS
    if read.sequence is None or read.stamped_at is None or read.sequence > entry.row.sequence:
        return ReplyTrouble.UNKNOWN_REVISION
    if read.stamped_at > now() + AHEAD:
        return ReplyTrouble.FROM_THE_FUTURE
    if read.sequence < entry.row.sequence:
        return ReplyTrouble.EARLIER_HOUR
    said = [each.data["event"]["starts_at"] for each in letters if each.data.get("event")]
    if said and read.starts_at is not None and read.starts_at != datetime.fromisoformat(said[-1]):
        return ReplyTrouble.OTHER_HOUR
    return ReplyTrouble.OVERTAKEN if _is_overtaken(read, entry) else None


def _requests(entry: Entry) -> tuple[list[OutgoingMessage], set[str]]:
    """Return the letters that may have brought the invitation, the latest last, and the mailboxes that were asked."""
    if isinstance(entry.row, SessionInvitation):
        letters, own = session_invitations.letters_that_left(entry.row), ""
    else:
        # Words of letters go after ninety days, and with them whose mailbox it was: a REQUEST goes to the participant's own alone.
        registration = entry.row.registration
        letters, own = invitations.requests_sent(registration), invitations.own_mailbox(registration).email
    return letters, {each.casefold() for each in (own, *(letter.recipient for letter in letters)) if each}


def _is_overtaken(read: Reply, entry: Entry) -> bool:
    taken = select(func.max(CalendarReply.ordered_at)).where(
        entry.key, CalendarReply.state == ReplyState.TAKEN, CalendarReply.for_sequence == entry.row.sequence
    )
    latest = db.session.scalar(taken)
    return latest is not None and read.stamped_at is not None and read.stamped_at <= latest


def _are_many_waiting(entry: Entry | None) -> bool:
    waiting = select(func.count()).select_from(CalendarReply).where(CalendarReply.state == ReplyState.WAITING)
    where = CalendarReply.congress_id.is_not_distinct_from(entry.congress_id if entry else None)
    return (db.session.scalar(waiting.where(where)) or 0) >= MOST_WAITING


def _keep(read: Reply, entry: Entry | None, trouble: ReplyTrouble | None) -> None:
    names = ("sha256", "size", "sender", "attendee", "subject", "comment", "uid", "sequence", "stamped_at", "starts_at")
    reply = CalendarReply(
        **{name: getattr(read, name) for name in names},
        intention=read.intention,
        received_at=now(),
        trouble=trouble,
        state=ReplyState.WAITING if trouble else ReplyState.TAKEN,
    )
    if entry is not None:
        reply.congress_id, reply.person_id = entry.congress_id, entry.person_id
        of_session = isinstance(entry.row, SessionInvitation)
        reply.session_invitation_id = entry.row.id if of_session else None
        reply.calendar_invitation_id = None if of_session else entry.row.id
    if trouble is None:
        reply.for_sequence, reply.ordered_at = read.sequence, read.stamped_at
    db.session.add(reply)
    journal.record(
        "calendar_reply_taken" if trouble is None else "calendar_reply_waits",
        reply,
        by=None,
        intention=read.intention,
        trouble=trouble,
    )


def _still_waiting(reply: CalendarReply) -> None:
    if lock(reply).state is not ReplyState.WAITING:
        raise ReplySettled(_l("Quelqu’un a déjà décidé de cette réponse."))
