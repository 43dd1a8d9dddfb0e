"""Who was asked to speak at the demo congress, by letter: most agreed, one declined and was replaced, one is silent, one was asked yesterday."""

from collections.abc import Sequence
from datetime import timedelta

from ..clock import now, telling
from ..people.models import Person
from ..programme.models import ProgrammeSession, SessionKind, Speaker, SpeakerRole
from ..programme.speaker_profiles import profile_in, save_biography
from ..programme.speakers import speakers_of
from ..programme.speaking import accept_invitation, decline_invitation, invite_speaker
from ..programme.speaking_models import SpeakingInvitation
from ..registration.models import Mode
from .dates import Dates
from .names import NameBook, add_invented

ASKED = timedelta(days=12)
MESSAGE = "Votre expérience éclairerait les maires qui commencent."
BIOGRAPHY = {
    "fr": "{function}. Travaille depuis quinze ans avec les collectivités sur ce que le numérique change au service public, "
    "et accompagne aujourd’hui une dizaine de villes francophones.",
    "en": "Has worked with local authorities for fifteen years on what digital tools change in public service, "
    "and now supports some ten French-speaking cities.",
}


def invite(sessions: Sequence[ProgrammeSession], dates: Dates, *, by: Person) -> list[SpeakingInvitation]:
    """Ask those who speak in the colloquium and one workshop, before the first version; they agree within days."""
    asked = [each for each in sessions if each.kind is SessionKind.COLLOQUIUM][:1]
    asked += [each for each in sessions if each.kind is SessionKind.WORKSHOP][:1]
    with telling(dates.before(19)):
        sent = [_ask(part, by=by) for planned in asked for part in speakers_of(planned) if _speaks(part)]
    with telling(dates.before(18)):
        for invitation in sent:
            accept_invitation(invitation, mode=Mode.IN_PERSON)
        for invitation in sent[::2]:
            _present(invitation)
    return sent


def invite_others(sessions: Sequence[ProgrammeSession], names: NameBook, dates: Dates, *, by: Person) -> None:
    """Ask three more, after it: one cannot come and another is asked, one does not answer."""
    workshops = [each for each in sessions if each.kind is SessionKind.WORKSHOP][1:4]
    with telling(dates.before(16)):
        declined = _ask_new(workshops[0], names, "CA", by=by)
        _ask_new(workshops[1], names, "SN", by=by)
    with telling(dates.before(14)):
        decline_invitation(declined, answer="Je serai en mission ce jour-là, et le regrette beaucoup.")
    with telling(dates.before(8)):
        _ask_new(declined.session, names, "BE", instead_of=declined, by=by)
        _ask_new(workshops[-1], names, "MA", by=by, role=SpeakerRole.RAPPORTEUR)


def _speaks(part: Speaker) -> bool:
    return part.role in (SpeakerRole.SPEAKER, SpeakerRole.MODERATOR)


def _ask(part: Speaker, *, by: Person) -> SpeakingInvitation:
    return invite_speaker(
        part.session,
        part.person,
        role=part.role,
        function=part.function,
        email=part.person.email or "intervenant@example.org",
        answer_by=now() + ASKED,
        message=MESSAGE,
        by=by,
    )


def _ask_new(
    planned: ProgrammeSession,
    names: NameBook,
    country: str,
    *,
    by: Person,
    role: SpeakerRole = SpeakerRole.SPEAKER,
    instead_of: SpeakingInvitation | None = None,
) -> SpeakingInvitation:
    invented = names.draw(country)
    email = f"{invented.mailbox}@example.org"
    return invite_speaker(
        planned,
        add_invented(invented, email=email),
        role=role,
        function="Chercheuse en politiques urbaines",
        email=email,
        answer_by=now() + ASKED,
        instead_of=instead_of,
        by=by,
    )


def _present(invitation: SpeakingInvitation) -> None:
    profile = profile_in(invitation.session.congress, invitation.person)
    if profile is not None:
        text = {code: words.format(function=invitation.function) for code, words in BIOGRAPHY.items()}
        save_biography(profile, biography=text, may_show=True, by=invitation.person)
