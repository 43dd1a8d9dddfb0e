"""Members of a ballot's roll, as the secretary writes them: by name, and by « nom (pays) » where two cities share one."""

from collections import defaultdict
from collections.abc import Iterable

from flask_babel import gettext as _

from ...assembly.ballot_models import Ballot, BallotLine
from ...assembly.ballot_rolls import lines_of
from ...i18n import LANGUAGES, country_name, list_words, search_key

RollByName = dict[str, list[BallotLine]]


def roll_by_name(ballot: Ballot) -> RollByName:
    """Return the lines of a ballot by how each may be written: the name alone, or with its country in either language. One query."""
    found = defaultdict[str, list[BallotLine]](list)
    for line in lines_of(ballot):
        member = line.mandate.member
        countries = {country_name(member.country, code) for code in LANGUAGES}
        for key in {member.search_key} | {search_key(f"{member.name} {country}") for country in countries}:
            found[key].append(line)
    return dict(found)


def lines_named(roll: RollByName, names: Iterable[str]) -> tuple[list[BallotLine], list[str]]:
    """Return the line of each name, once, and what to say of the names that nobody bears, or several."""
    lines, unknown, shared = dict[int, BallotLine](), [], list[str]()
    for name in names:
        matching = roll.get(search_key(name), [])
        if len(matching) == 1:
            lines[matching[0].id] = matching[0]
        elif matching:
            shared.append(_shared(matching))
        else:
            unknown.append(name)
    wrong = list(dict.fromkeys(shared))
    if unknown:
        names_unknown = ", ".join(unknown)[:200]
        wrong.insert(0, _("Aucune voix inscrite à ce scrutin ne porte ce nom : %(names)s.", names=names_unknown))
    return list(lines.values()), wrong


def parts_of(text: str | None) -> list[str]:
    """Return the names of a list written with commas, semicolons or lines."""
    parts = (text or "").replace(";", ",").replace("\n", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def _shared(lines: list[BallotLine]) -> str:
    members = [line.mandate.member for line in lines]
    names = list_words([f"{member.name} ({country_name(member.country)})" for member in members])
    return _(
        "Plusieurs membres inscrits portent ce nom. Écrivez aussi le pays, entre parenthèses : %(names)s.", names=names
    )
