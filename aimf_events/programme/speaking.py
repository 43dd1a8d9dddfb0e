"""Inviting people to speak: asked by a letter with a link of their own, answered there, reminded, replaced.

A person is named in the draft once they have said yes: nobody reads a name that has not agreed. Whoever says no, or is asked
no longer, leaves the draft in the same transaction; readers see it with the next release.
"""

import contextlib
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, transaction
from ..errors import Refusal
from ..people.models import Person
from ..registration.known import register_known
from ..registration.models import Mode
from . import speaking_letters
from .invited import invitations_of
from .models import ProgrammeSession, Speaker, SpeakerRole
from .speaker_profiles import profile_of
from .speakers import AlreadySpeaks, add_speaker, remove_speaker
from .speaking_models import InvitationState, SpeakingInvitation

ONCE_A_DAY = timedelta(hours=20)
"""Between two reminders to one person."""

CATEGORY_OF = {SpeakerRole.INTERPRETER: "interpreter"}
"""In which category an acceptance registers; all other roles are speakers."""


class AlreadyInvited(Refusal):
    """The person has been asked to take this part."""

    code = "already_invited"


class InvitationClosed(Refusal):
    """The part was given to somebody else, or is no longer asked."""

    code = "invitation_closed"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette invitation n’attend plus de réponse."),
            advice=_l("Écrivez au Secrétariat permanent : une personne vous répondra."),
        )


class RemindedAlready(Refusal):
    """A reminder left a short while ago."""

    code = "reminded_already"


def invite_speaker(
    planned: ProgrammeSession,
    person: Person,
    *,
    role: SpeakerRole,
    email: str,
    answer_by: datetime,
    function: str = "",
    message: str = "",
    instead_of: SpeakingInvitation | None = None,
    by: Person | None,
) -> SpeakingInvitation:
    """Ask a person to take a part in a session, by a letter. Who declined, or is asked no longer, can be asked again.

    Args:
        instead_of: who declined this part, or did not answer; they are asked no longer.

    Raises:
        AlreadyInvited: this person is, for this part.
    """
    with transaction():
        lock(planned)
        same = select(SpeakingInvitation).filter_by(session_id=planned.id, person_id=person.id, role=role)
        made = db.session.scalars(same).first()
        if made is not None and made.state in (InvitationState.INVITED, InvitationState.ACCEPTED):
            raise AlreadyInvited(
                _l("Cette personne est déjà invitée à prendre cette part à la séance."),
                advice=_l("La liste des intervenants dit où en est sa réponse."),
            )
        if made is None:
            made = SpeakingInvitation(session_id=planned.id, person_id=person.id, role=role)
            made.session, made.person = planned, person
            db.session.add(made)
        made.function, made.email, made.message = function, email, message
        made.state, made.answer_by = InvitationState.INVITED, answer_by
        made.invited_at, made.invited_by_id = now(), by.id if by else None
        made.answered_at = made.reminded_at = made.instead_id = None
        made.answer = made.trouble = ""
        db.session.flush()
        profile = profile_of(planned.congress, person)
        if instead_of is not None:
            _pass_over(instead_of, person)
        journal.record("speaker_invited", made, by=by, congress_id=planned.congress_id, role=role.value)
        speaking_letters.post_invitation(made, profile)
        return made


def _pass_over(former: SpeakingInvitation, person: Person) -> None:
    lock(former)
    former.instead_id = person.id
    if former.state is InvitationState.INVITED:
        former.state = InvitationState.WITHDRAWN
    speaking_letters.stop(former)


def accept_invitation(
    invitation: SpeakingInvitation, *, mode: Mode, answer: str = "", by: Person | None = None
) -> SpeakingInvitation:
    """Say yes: the part is in the draft, and who was not registered is, if a place is free. Twice is harmless.

    A rule that refuses the registration does not refuse the answer: it is kept in `trouble`, and the organiser sees it.

    Raises:
        InvitationClosed: no longer asked.
    """
    with transaction():
        _open(invitation)
        if invitation.state is InvitationState.ACCEPTED:
            return invitation
        planned, person = invitation.session, invitation.person
        invitation.state, invitation.answered_at, invitation.answer = InvitationState.ACCEPTED, now(), answer
        with contextlib.suppress(AlreadySpeaks):  # named before being asked
            add_speaker(planned, person, role=invitation.role, function=invitation.function, by=by or person)
        _register(invitation, mode)
        journal.record("speaker_accepted", invitation, by=by or person, congress_id=planned.congress_id)
        speaking_letters.stop(invitation)
        speaking_letters.post_thanks(invitation, profile_of(planned.congress, person))
        return invitation


def register_speaker(invitation: SpeakingInvitation, *, by: Person | None) -> SpeakingInvitation:
    """Try once more to register who said yes, after a place was added. Twice is harmless.

    Raises:
        NoDelegationFor, QuotaFull, AlreadyRegistered: still not.
        InvitationClosed: they have not said yes.
    """
    with transaction():
        lock(invitation)
        if invitation.state is not InvitationState.ACCEPTED:
            raise InvitationClosed
        _try(invitation, Mode.UNDECIDED)
        invitation.trouble = ""
        journal.record("speaker_registered", invitation, by=by, congress_id=invitation.session.congress_id)
        return invitation


def _register(invitation: SpeakingInvitation, mode: Mode) -> None:
    try:
        _try(invitation, mode)
        invitation.trouble = ""
    except Refusal as refusal:
        invitation.trouble = refusal.code[:40]


def _try(invitation: SpeakingInvitation, mode: Mode) -> None:
    register_known(
        invitation.session.congress,
        invitation.person,
        category_code=CATEGORY_OF.get(invitation.role, "speaker"),
        function=invitation.function,
        email=invitation.email,
        mode=mode,
    )


def decline_invitation(
    invitation: SpeakingInvitation, *, answer: str = "", by: Person | None = None
) -> SpeakingInvitation:
    """Say no, now or after having said yes: the part leaves the draft. Twice is harmless.

    Raises:
        InvitationClosed: no longer asked.
    """
    with transaction():
        _open(invitation)
        if invitation.state is InvitationState.DECLINED:
            return invitation
        invitation.state, invitation.answered_at, invitation.answer = InvitationState.DECLINED, now(), answer
        invitation.trouble = ""
        _leave(invitation, by=by or invitation.person)
        journal.record("speaker_declined", invitation, by=by or invitation.person, congress_id=_congress_id(invitation))
        speaking_letters.stop(invitation)
        return invitation


def withdraw_invitation(invitation: SpeakingInvitation, *, by: Person | None) -> SpeakingInvitation:
    """Ask no longer; who had said yes leaves the draft, and is told by the letters of the next release. Twice is harmless."""
    with transaction():
        _hold(invitation)
        if invitation.state is not InvitationState.WITHDRAWN:
            invitation.state = InvitationState.WITHDRAWN
            _leave(invitation, by=by)
            journal.record("speaker_asked_no_longer", invitation, by=by, congress_id=_congress_id(invitation))
            speaking_letters.stop(invitation)
        return invitation


def remind_speaker(invitation: SpeakingInvitation, *, by: Person | None) -> SpeakingInvitation:
    """Write once more to who has not answered.

    Raises:
        InvitationClosed: they have, or are asked no longer.
        RemindedAlready: the last letter left today.
    """
    with transaction():
        lock(invitation)
        if invitation.state is not InvitationState.INVITED:
            raise InvitationClosed
        if (invitation.reminded_at or invitation.invited_at) > now() - ONCE_A_DAY:
            raise RemindedAlready(
                _l("Une lettre est déjà partie aujourd’hui à cette personne."),
                advice=_l("Attendez demain, ou téléphonez-lui."),
            )
        invitation.reminded_at = now()
        journal.record("speaker_reminded", invitation, by=by, congress_id=_congress_id(invitation))
        speaking_letters.post_reminder(invitation, profile_of(invitation.session.congress, invitation.person))
        return invitation


def remind_silent(congress: Congress, *, by: Person | None) -> int:
    """Remind all who have not answered and were not written to today; return how many."""
    with transaction():
        reminded = 0
        for invitation in invitations_of(congress):
            if invitation.state is InvitationState.INVITED and not invitation.session.is_cancelled:
                try:
                    remind_speaker(invitation, by=by)
                    reminded += 1
                except RemindedAlready:
                    continue
        return reminded


def _hold(invitation: SpeakingInvitation) -> None:
    """Lock the session, then the invitation: the order in which somebody is asked instead of another."""
    lock(invitation.session)
    lock(invitation)


def _open(invitation: SpeakingInvitation) -> None:
    _hold(invitation)
    if invitation.state is InvitationState.WITHDRAWN or invitation.instead_id is not None:
        raise InvitationClosed
    if invitation.session.is_cancelled:
        raise InvitationClosed


def _leave(invitation: SpeakingInvitation, *, by: Person | None) -> None:
    named = select(Speaker.id).filter_by(
        session_id=invitation.session_id, person_id=invitation.person_id, role=invitation.role
    )
    if db.session.scalar(named) is not None:
        remove_speaker(invitation.session, person=invitation.person.public_id, role=invitation.role, by=by)


def _congress_id(invitation: SpeakingInvitation) -> int:
    return invitation.session.congress_id
