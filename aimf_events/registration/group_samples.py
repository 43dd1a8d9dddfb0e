"""A letter to a selection as its hardest recipients will read it, and as a try sent to oneself."""

from typing import Any

from ..congress.models import Congress
from ..database import transaction
from ..i18n import use_language
from ..mail import outbox, rendering, texts
from ..mail.letterheads import Frame, letterhead_of
from ..mail.models import Priority
from ..people.models import Person
from .group_choice import address_of
from .invitation_letter import SAMPLES, letter_words, opening_nothing
from .letters import correspondents, stands_in, words_about
from .models import Delegation, Registration


def hardest_of(ready: list[Any]) -> list[Any]:
    """Return up to three of a selection (delegations or registrations): the longest name, another script, another language."""
    chosen: list[Any] = []
    for order in (_length, _marks, _is_foreign):
        left = [each for each in ready if all(each is not taken for taken in chosen)]
        if left:
            chosen.append(max(left, key=order))
    return chosen[:SAMPLES]


def _length(each: Any) -> int:
    return len(_name(each))


def _marks(each: Any) -> int:
    return sum(100 if char > "\u024f" else 1 for char in _name(each) if char > "\x7f")


def _is_foreign(each: Any) -> bool:
    return _reader(each)[2] != "fr"


def _name(each: Any) -> str:
    return str(each.name) if isinstance(each, Delegation) else f"{each.person.badge_name}{each.person.original_name}"


def _reader(each: Delegation | Registration) -> tuple[str, str, str]:
    """Who reads the letter: name, mailbox, language."""
    if isinstance(each, Delegation):
        contact = correspondents(each)[0]
        return contact.person.full_name, contact.email, each.language
    stand_in = stands_in(each)
    person = stand_in.person if stand_in else each.person
    return person.full_name, address_of(each), each.delegation.language if stand_in else person.language


def _data(each: Delegation | Registration) -> dict[str, Any]:
    if isinstance(each, Delegation):
        return letter_words(correspondents(each)[0]) | {"round": 1}
    return words_about(each, stands_in(each), _reader(each)[2])


def read_by(each: Delegation | Registration, fact: str, congress: Congress) -> tuple[str, str, str, str, str]:
    """Return (name, mailbox, language, subject, text) of the letter that one of a selection would get now."""
    name, email, language = _reader(each)
    data = _data(each)
    kept = texts.text_in_force(congress.id, fact, language, str(data.get("category_code", "")))
    kept = kept or texts.text_in_force(congress.id, fact, language)
    frame = Frame(kept, letterhead_of(congress.id), kept.signatory if kept else None)
    with use_language(language):
        subject, text, _html = rendering.texts(fact, data, language, name, frame=frame)
    return name, email, language, subject, text


def send_samples(samples: list[Any], fact: str, *, to: Person, key: str) -> int:
    """Send the letters of some recipients to a colleague, marked as tries that open nothing; return how many."""
    with transaction():
        for each in samples:
            outbox.post(
                fact,
                to=to.email or "",
                recipient_name=to.full_name,
                language=_reader(each)[2],
                dedupe_key=f"try:{fact}:{key}:{each.id}:{to.id}",
                data=opening_nothing(_data(each)),
                priority=Priority.CHANGE,
                person_id=to.id,
                congress_id=each.congress_id,
            )
    return len(samples)
