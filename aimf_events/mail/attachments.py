"""What goes with a letter: each fact's providers, registered by the packages that know the things."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .models import OutgoingMessage


@dataclass(frozen=True)
class MailPart:
    """One part of a letter. `is_alternative`: another form of the text (a calendar invitation), not a file beside it."""

    content: bytes
    main_type: str
    sub_type: str
    filename: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    is_alternative: bool = False


Maker = Callable[[OutgoingMessage], list[MailPart]]
Provider = Callable[[Sequence[OutgoingMessage]], Maker]
_providers: dict[str, list[Provider]] = {}


def register(fact: str, provider: Provider) -> None:
    """Let `provider` add parts to every letter of `fact`. Registering the same one twice adds it once.

    It is given the letters of a batch, loads what they need in a constant number of queries, and returns the function that
    makes one letter's parts when it is rendered (once, before its first try). It reads; it changes nothing, takes no lock.
    """
    known = _providers.setdefault(fact, [])
    if provider not in known:
        known.append(provider)


def maker_for(messages: Sequence[OutgoingMessage]) -> Maker:
    """Load what goes with some letters; return the function that gives one of them its parts, in the order of the providers."""
    facts = {message.fact for message in messages}
    makers = {
        fact: [provider([each for each in messages if each.fact == fact]) for provider in _providers.get(fact, ())]
        for fact in facts
    }
    return lambda message: [part for make in makers[message.fact] for part in make(message)]


def parts_of(message: OutgoingMessage) -> list[MailPart]:
    """Return the parts that go with one letter."""
    return maker_for([message])(message)
