"""The demo's data: the real congress (130 organisations, its programme), the other members, and names per country."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..members.models import MemberCategory

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Organisation:
    """A line of the list of organisations."""

    name: str
    country: str
    category: MemberCategory


def congress_facts() -> dict[str, Any]:
    """Return title, theme, city, venues and programme of Tunis 2020."""
    return _read("congress.json")


def more_sessions() -> list[dict[str, Any]]:
    """Return the sessions that the demo adds, as those of the congress; `day` is 1 or 2."""
    return list(_read("more_sessions.json"))


def organisations() -> list[Organisation]:
    """Return those who send a delegation, in the order of the file."""
    with (FOLDER / "delegations.csv").open(encoding="utf-8", newline="") as file:
        return [_organisation(row["organisation"], row["country"], row["category"]) for row in csv.DictReader(file)]


def other_members() -> list[Organisation]:
    """Return the voting members who do not come: never more than ten cities of one State with those who do."""
    listed = _read("other_members.json")
    return [
        _organisation(name, country, category)
        for category, countries in listed.items()
        for country, names in countries.items()
        for name in names
    ]


def names() -> dict[str, dict[str, Any]]:
    """Return names by country: `madam`, `sir`, `family`, each « Latin=original », and which name comes first."""
    return _read("names.json")


def _organisation(name: str, country: str, category: str) -> Organisation:
    return Organisation(name.replace("'", "’"), country, MemberCategory(category))


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
