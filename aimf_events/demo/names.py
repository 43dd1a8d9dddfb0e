"""People invented with names of their countries: drawn by a seed, never the same name twice."""

import random
from dataclasses import dataclass
from typing import Any

from ..clock import now
from ..database import db
from ..i18n import search_key
from ..people.contacts import add_contact
from ..people.models import Civility, ContactKind, Person
from ..people.people import name_person
from . import sources

WOMEN = 0.42
"""The share of women among those invented."""
HOST = "TN"


@dataclass(frozen=True)
class Invented:
    """A person's names, as on the passport, on the badge, and in the script of the country."""

    civility: Civility
    given_name: str
    family_name: str
    badge_name: str
    original_name: str

    @property
    def mailbox(self) -> str:
        """The local part of an address: « thuy-duong.pham-nguyen »."""
        parts = (self.given_name, self.family_name)
        return ".".join("-".join(search_key(part).split()) for part in parts)


class NameBook:
    """Draws names of a country; what was drawn once is not drawn again."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._names = sources.names()
        self._drawn: set[str] = set()

    def draw(self, country: str, civility: Civility | None = None) -> Invented:
        """Return somebody new of a country (of the host's where it has no names)."""
        book = self._names.get(country, self._names[HOST])
        for _try in range(400):
            chosen = civility or (Civility.MADAM if self._chance.random() < WOMEN else Civility.SIR)
            made = _compose(book, self._chance.choice(book[chosen.value]), self._family(book, chosen), chosen)
            if search_key(made.badge_name) not in self._drawn:
                self._drawn.add(search_key(made.badge_name))
                return made
        raise LookupError(f"no name is left for {country}")

    def _family(self, book: dict[str, Any], civility: Civility) -> str:
        """Return a family name; « Mint » is a woman's, « Ould » a man's."""
        wrong = "Ould " if civility is Civility.MADAM else "Mint "
        return str(self._chance.choice([name for name in book["family"] if not name.startswith(wrong)]))


def _compose(book: dict[str, Any], given: str, family: str, civility: Civility) -> Invented:
    given, _, given_script = given.partition("=")
    family, _, family_script = family.partition("=")
    in_order = (family, given) if book["order"] == "family" else (given, family)
    scripts = (given_script, family_script) if book["order"] == "given" else (family_script, given_script)
    original = " ".join(scripts) if all(scripts) else ""
    return Invented(civility, given, family, " ".join(in_order), original)


def add_invented(
    invented: Invented,
    *,
    language: str = "fr",
    email: str = "",
    telephone: str = "",
    honorific: str = "",
    is_shared: bool = False,
) -> Person:
    """Add a person to the running transaction, without asking the database: hundreds are added at once."""
    person = Person(language=language, created_at=now(), civility=invented.civility, honorific=honorific)
    name_person(
        person,
        given_name=invented.given_name,
        family_name=invented.family_name,
        badge_name=invented.badge_name,
        original_name=invented.original_name,
    )
    if email:
        add_contact(person, ContactKind.EMAIL, email).is_shared = is_shared
    if telephone:
        add_contact(person, ContactKind.TELEPHONE, telephone)
    db.session.add(person)
    return person
