"""The letters to those who are asked to speak: the question, its reminder, the thanks with what is expected of them."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from ..i18n import format_day, format_moment, pick, use_language, zone_city
from ..mail import outbox
from ..mail.models import OutgoingMessage, Priority
from ..people.titles import called
from ..registration.letters import congress_words, salutation
from . import change_text, speaking_deadlines
from .change_posting import ROLES
from .models import SpeakerRole
from .released import released
from .speaker_profiles import profile_url
from .speaking_models import SpeakerProfile, SpeakingInvitation

INVITED, REMINDED, THANKED = "speaking_invited", "speaking_reminded", "speaking_accepted"
_STILL_USEFUL = timedelta(days=14)
"""After the deadline an answer is still taken: the letter may arrive a little later."""


def post_invitation(invitation: SpeakingInvitation, profile: SpeakerProfile) -> OutgoingMessage:
    """Ask. The caller holds the transaction."""
    return _post(INVITED, invitation, profile, occasion=f"{invitation.invited_at:%Y%m%d%H%M%S}")


def post_reminder(invitation: SpeakingInvitation, profile: SpeakerProfile) -> OutgoingMessage:
    """Ask again. The caller holds the transaction."""
    return _post(REMINDED, invitation, profile, occasion=f"{invitation.reminded_at:%Y%m%d}")


def post_thanks(invitation: SpeakingInvitation, profile: SpeakerProfile) -> OutgoingMessage:
    """Thank, and give the page. The caller holds the transaction."""
    return _post(THANKED, invitation, profile, occasion=f"{invitation.answered_at:%Y%m%d%H%M%S}")


def stop(invitation: SpeakingInvitation) -> None:
    """Let no question leave any more about what is answered, or asked no longer."""
    for fact in (INVITED, REMINDED):
        outbox.supersede(fact, about=invitation)


def _post(fact: str, invitation: SpeakingInvitation, profile: SpeakerProfile, *, occasion: str) -> OutgoingMessage:
    person, congress = invitation.person, invitation.session.congress
    return outbox.post(
        fact,
        to=invitation.email,
        recipient_name=person.full_name,
        language=person.language,
        dedupe_key=f"{fact}:{invitation.id}:{occasion}",
        data=words_of(invitation, profile),
        priority=Priority.CHANGE,
        useless_after=invitation.answer_by + _STILL_USEFUL if fact != THANKED else None,
        person_id=person.id,
        congress_id=congress.id,
        about=invitation,
    )


def words_of(invitation: SpeakingInvitation, profile: SpeakerProfile) -> dict[str, Any]:
    """Return what the letters say, in the language of who reads them."""
    person, planned = invitation.person, invitation.session
    congress = planned.congress
    shown = released(planned, number=0, revised_at=planned.changed_at)
    with use_language(person.language):
        return {
            "salutation": salutation(person, invitation.function),
            "reader_name": called(person),
            "session_title": pick(planned.title),
            "session_when": change_text.when_where(shown),
            "roles": str(ROLES[invitation.role]),
            "message": invitation.message,
            "answer_by": format_moment(invitation.answer_by, congress.time_zone),
            "answer_city": zone_city(congress.time_zone),
            "speaker_url": profile_url(profile),
            "expected": _expected(invitation),
            **congress_words(congress),
        }


def _expected(invitation: SpeakingInvitation) -> list[tuple[str, str]]:
    """What is expected of whoever accepts, and until when, in the language in use."""
    planned = invitation.session
    deadlines = speaking_deadlines.deadlines_of(planned.congress)
    presented = speaking_deadlines.presented_by(deadlines, planned.day)
    told = [(_("Biographie et portrait"), presented)]
    if invitation.role is not SpeakerRole.INTERPRETER:
        told.append((_("Diapositives, si vous en montrez"), speaking_deadlines.slides_by(deadlines, planned.day)))
    if invitation.role is SpeakerRole.RAPPORTEUR:
        told.append((_("Synthèse de la séance"), speaking_deadlines.summary_by(deadlines, planned.day)))
    return [
        (what, _("avant le %(day)s", day=format_day(day, year=False)) if day else _("dès que possible"))
        for what, day in told
    ]
