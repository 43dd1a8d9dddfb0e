"""What the letters about a release say, and how they are posted: words and calendar entries frozen at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..congress.models import Congress
from ..i18n import list_words, pick, use_language
from ..mail import outbox
from ..mail.models import Priority
from ..people.models import Person
from ..people.titles import called
from ..registration.letters import congress_words, salutation, stands_in, words_about
from ..registration.links import ticket_url
from ..registration.models import Registration
from . import change_text, session_invitations
from .calendar import Mailbox
from .changes import SessionChange
from .concerns import News, parts_of
from .models import ProgrammeRelease, SessionInvitation, SpeakerRole
from .released import ReleasedSession

SPEAKER_FACTS = {
    News.ASKED: "speaker_asked",
    News.CHANGED: "speaker_informed",
    News.NO_LONGER: "speaker_released",
}
PARTICIPANT_FACT = "programme_changed"
ROLES: dict[SpeakerRole, Any] = {
    SpeakerRole.SPEAKER: _l("Intervention"),
    SpeakerRole.CHAIR: _l("Présidence"),
    SpeakerRole.MODERATOR: _l("Modération"),
    SpeakerRole.RAPPORTEUR: _l("Rapport"),
    SpeakerRole.INTERPRETER: _l("Interprétation"),
}


@dataclass(frozen=True)
class ChangeLetter:
    """One letter that waits to be read by the organiser.

    Attributes:
        key: names it in this round, for the box beside it.
        person: who reads it; `registration` is theirs at this congress, if they have one.
        email: where it goes; empty where nobody knows, and somebody must call.
        changes: what it tells; one session for a speaker, all that concern a participant.
        news: what it is to a speaker, or to who holds a place; None for any other participant.
    """

    key: str
    person: Person
    registration: Registration | None
    email: str
    changes: list[SessionChange]
    news: News | None = None

    @property
    def reader(self) -> Person:
        """Who reads it: the person, or whoever of the delegation stands in for one without an address."""
        contact = stands_in(self.registration) if self.registration is not None else None
        return contact.person if contact and contact.email == self.email else self.person

    @property
    def language(self) -> str:
        """The language of who reads it."""
        reads_own = self.registration is None or self.reader is self.person
        return self.person.language if reads_own else reader_of(_registered(self))[1]


def post_letters(congress: Congress, release: ProgrammeRelease, letters: Sequence[ChangeLetter]) -> int:
    """Post the letters of a round; return how many. The caller holds the transaction and the lock of the programme."""
    to_speakers = [each for each in letters if each.news is not None]
    held = session_invitations.living_invitations({each.person.id for each in to_speakers})
    left = session_invitations.requests_that_left({each.id for each in held.values()})
    posted = sum(_post_to_speaker(congress, release, each, held, left) for each in to_speakers)
    for letter in letters:
        if letter.news is None:
            _post_to_participant(release, letter)
            posted += 1
    return posted


def _post_to_speaker(
    congress: Congress,
    release: ProgrammeRelease,
    letter: ChangeLetter,
    held: dict[tuple[int, int], SessionInvitation],
    left: set[int],
) -> bool:
    """Post one letter with its calendar entry; nothing where its reader never heard of the session that is off."""
    change, person, news = letter.changes[0], letter.person, letter.news
    if news is None:
        raise ValueError("a speaker's letter without news")
    session, fact = change.session, SPEAKER_FACTS[news]
    current = held.get((person.id, session.id))
    waited = sum(outbox.supersede(fact, about=current) for fact in SPEAKER_FACTS.values()) if current else 0
    says = None
    if news is News.NO_LONGER:
        if current is not None:
            session_invitations.cancel(current)
            says = current if current.id in left else None
            if waited and says is None:
                return False
    elif change.after is not None:
        current, is_new = session_invitations.revise(current, person.id, change.after)
        says = current if is_new or waited else None
    language = letter.language
    event = None
    if says is not None and letter.reader is person:  # a correspondent's agenda is not the participant's
        attendee = Mailbox(person.full_name, letter.email)
        event = session_invitations.frozen(
            session_invitations.event_of(
                says, session, url=link_of(congress, session, letter.registration), language=language, attendee=attendee
            )
        )
    outbox.post(
        fact,
        to=letter.email,
        recipient_name=letter.reader.full_name,
        language=language,
        dedupe_key=f"{fact}:{release.id}:{session.id}:{person.id}",
        data=speaker_words(congress, letter) | {"event": event},
        priority=Priority.CHANGE,
        person_id=person.id,
        congress_id=congress.id,
        about=current,
    )
    return True


def _post_to_participant(release: ProgrammeRelease, letter: ChangeLetter) -> None:
    registration = _registered(letter)
    reader, language = reader_of(registration)
    outbox.post(
        PARTICIPANT_FACT,
        to=letter.email,
        recipient_name=reader.full_name,
        language=language,
        dedupe_key=f"{PARTICIPANT_FACT}:{release.id}:{registration.id}",
        data=participant_words(letter),
        priority=Priority.CHANGE,
        person_id=reader.id,
        congress_id=registration.congress_id,
        about=registration,
    )


def words_of(congress: Congress, letter: ChangeLetter) -> tuple[str, dict[str, Any], str]:
    """Return (fact, data, language) of a letter that waits, for whoever reads it before it leaves."""
    if letter.news is None:
        return PARTICIPANT_FACT, participant_words(letter), reader_of(_registered(letter))[1]
    return SPEAKER_FACTS[letter.news], speaker_words(congress, letter), letter.language


def speaker_words(congress: Congress, letter: ChangeLetter) -> dict[str, Any]:
    """Return what the letter to a speaker says, in their language."""
    change, person, registration = letter.changes[0], letter.person, letter.registration
    session = change.session
    with use_language(letter.language):
        parts = parts_of(change.after, person.id) or parts_of(change.before, person.id)
        function = registration.function if registration else next((part.function for part in parts), "")
        return {
            "salutation": salutation(letter.reader, function if letter.reader is person else ""),
            "reader_name": called(letter.reader),
            "session_title": pick(session.title),
            "session_when": change_text.when_where(session),
            "roles": list_words([str(ROLES[part.role]) for part in parts]),
            "changes_text": "\n".join(change_text.sentences(change)),
            "session_url": link_of(congress, session, registration),
            **congress_words(congress),
        }


def participant_words(letter: ChangeLetter) -> dict[str, Any]:
    """Return what the letter to a participant says, in the language of whoever reads it."""
    registration = _registered(letter)
    _reader, language = reader_of(registration)
    with use_language(language):
        told = [
            "\n".join([_("« %(title)s »", title=change_text.title_of(change)), *change_text.sentences(change)])
            for change in letter.changes
        ]
        return words_about(registration, stands_in(registration), language) | {"changes_text": "\n\n".join(told)}


def reader_of(registration: Registration) -> tuple[Person, str]:
    """Return who reads the letters of a participant, and in which language."""
    contact = stands_in(registration)
    return (
        (contact.person, registration.delegation.language)
        if contact
        else (
            registration.person,
            registration.person.language,
        )
    )


def link_of(congress: Congress, session: ReleasedSession, registration: Registration | None) -> str:
    """Return where a letter leads: the personal page, which asks who you are; the public page for one not registered."""
    if registration is not None:
        return ticket_url(registration)
    base = f"{current_app.config['AIMF'].public_url}/{congress.name}/programme"
    return f"{base}/{session.public_id}" if session.is_public else base


def _registered(letter: ChangeLetter) -> Registration:
    if letter.registration is None:
        raise ValueError("a participant's letter without a registration")
    return letter.registration
