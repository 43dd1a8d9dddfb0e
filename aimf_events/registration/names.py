"""Who comes, as it is written: the one list of the fields that a form, a desk or a file gives of a person to register."""

from dataclasses import dataclass
from typing import Required, TypedDict

from ..people.models import Civility
from .models import Capacity


class Identity(TypedDict, total=False):
    """What the verbs take of a person to register: names as on the passport, and what the badge and the letters need."""

    given_name: Required[str]
    family_name: Required[str]
    civility: Civility | None
    honorific: str
    badge_name: str
    original_name: str
    function: str
    email: str
    telephone: str
    capacity: Capacity | None


@dataclass(frozen=True)
class Names:
    """A person's civility and names, as on the passport and as on the badge."""

    given_name: str
    family_name: str
    civility: Civility | None = None
    honorific: str = ""
    badge_name: str = ""
    original_name: str = ""

    @classmethod
    def of(cls, identity: Identity) -> "Names":
        """Return the names that an identity gives."""
        return cls(
            given_name=identity["given_name"],
            family_name=identity["family_name"],
            civility=identity.get("civility"),
            honorific=identity.get("honorific", ""),
            badge_name=identity.get("badge_name", ""),
            original_name=identity.get("original_name", ""),
        )

    @property
    def on_badge(self) -> str:
        """The name on the badge: given and family name where nothing else was asked for."""
        return self.badge_name or f"{self.given_name} {self.family_name}".strip()
