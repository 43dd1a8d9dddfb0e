"""What goes with a letter: each fact's providers, registered by the packages that know the things."""

from collections.abc import Callable, Mapping
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


Provider = Callable[[OutgoingMessage], list[MailPart]]
_providers: dict[str, list[Provider]] = {}


def register(fact: str, provider: Provider) -> None:
    """Add to every letter of `fact` what `provider(message)` returns, when it is rendered (once, before its first try).

    The provider reads; it changes nothing and takes no lock. Registering the same one twice adds it once.
    """
    known = _providers.setdefault(fact, [])
    if provider not in known:
        known.append(provider)


def parts_of(message: OutgoingMessage) -> list[MailPart]:
    """Return the parts that go with a letter, in the order in which their providers were registered."""
    return [part for provider in _providers.get(message.fact, ()) for part in provider(message)]
