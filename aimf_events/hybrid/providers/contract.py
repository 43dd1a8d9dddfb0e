"""What every provider of a room online gives; `tests/hybrid/test_providers.py` holds each kind to it.

A provider knows a participant by an opaque id, a role and a language: never a name, a mailbox or a city. What it cannot do it says in
its capabilities, and answers None or nothing. None of these calls is made inside a transaction: they may wait for another machine.
"""

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..room_models import RoomHealth


class ProviderUnavailable(Exception):
    """The provider did not answer, or refused. For the operator: participants are shown the other ways."""


class Part(enum.StrEnum):
    """What a participant may do in a room."""

    SPEAKER = "speaker"
    SPECTATOR = "spectator"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a kind can do. `says_who_is_in`: it lists those present and sends events; otherwise only our own page is heard."""

    takes_part: bool = False
    says_who_is_in: bool = False
    has_languages: bool = False
    records: bool = False
    tells_health: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A room as its provider sees it. `key` names it for ever; `settings` are opened for this call only."""

    key: str
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who enters: all that a provider is told of them. `opaque`: the same all through a session; `entry`: of this entry alone."""

    opaque: str
    entry: str
    part: Part = Part.SPECTATOR
    language: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How to enter, once, until a moment (UTC). `address` leads there; `number` and `code` are dialled; `credential` is shown at the door, under `name`."""

    until: datetime
    address: str = ""
    name: str = ""
    number: str = ""
    code: str = ""
    credential: str = ""


class Happened(enum.StrEnum):
    """What a provider tells of somebody."""

    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """One thing that a provider tells. `ident` is the same when it is told twice; `at` is by the provider's clock (UTC)."""

    ident: str
    entry: str
    what: Happened
    at: datetime


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that a provider holds."""

    ident: str
    address: str
    minutes: int


class Provider(Protocol):
    """One kind of room."""

    def capabilities(self) -> Capabilities:
        """Return what this kind can do."""

    def ensure_room(self, place: Place) -> None:
        """Make the room if it is not there; twice is harmless.

        Raises:
            ProviderUnavailable: no answer, or no.
        """

    def join(self, place: Place, participant: Participant, *, until: datetime) -> Way:
        """Let somebody in, once, until a moment.

        Raises:
            ProviderUnavailable: no answer, or no.
        """

    def retire(self, place: Place, entries: Collection[str]) -> None:
        """Make the credentials of some entries worthless for whoever is not inside; twice is harmless.

        Raises:
            ProviderUnavailable: no answer, or no.
        """

    def remove(self, place: Place, entry: str) -> None:
        """Put somebody out; twice is harmless.

        Raises:
            ProviderUnavailable: no answer, or no.
        """

    def list_present(self, place: Place) -> frozenset[str] | None:
        """Return the entries inside; None where the kind cannot say.

        Raises:
            ProviderUnavailable: no answer, or no.
        """

    def parse_webhook(self, place: Place, body: bytes, headers: Mapping[str, str]) -> Sequence[ProviderEvent]:
        """Return what a message of the provider tells of this room; nothing for one that is not its own, or is not understood."""

    def close(self, place: Place) -> None:
        """Put everybody out and end the room; twice is harmless.

        Raises:
            ProviderUnavailable: no answer, or no.
        """

    def recordings(self, place: Place) -> Sequence[Recording]:
        """Return what was recorded; nothing where the kind does not record."""

    def health(self, place: Place) -> RoomHealth:
        """Look whether the room works. Never raises: what does not answer is down."""


class Silent:
    """What a kind answers that cannot say who is inside, sends nothing, records nothing, and has nothing to make or to end."""

    def capabilities(self) -> Capabilities:
        """Nothing beyond the way in."""
        return Capabilities()

    def ensure_room(self, place: Place) -> None:
        """There is nothing to make."""

    def retire(self, place: Place, entries: Collection[str]) -> None:
        """It gave no credential."""

    def remove(self, place: Place, entry: str) -> None:
        """It holds nobody: what it gave was an address or a number."""

    def list_present(self, place: Place) -> frozenset[str] | None:
        """It cannot say."""
        return None

    def parse_webhook(self, place: Place, body: bytes, headers: Mapping[str, str]) -> Sequence[ProviderEvent]:
        """It sends nothing; whatever comes in its name is not its own."""
        return ()

    def close(self, place: Place) -> None:
        """There is nothing to end."""

    def recordings(self, place: Place) -> Sequence[Recording]:
        """It records nothing."""
        return ()

    def health(self, place: Place) -> RoomHealth:
        """Nobody can look: the address or the number is another's."""
        return RoomHealth.UNKNOWN
