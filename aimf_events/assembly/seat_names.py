"""Members of a sitting as the secretary writes them: by name, and by « nom (pays) » where two cities share one."""

from collections.abc import Sequence

from ..i18n import LANGUAGES, country_name, search_key
from .mandates import Seat


def seats_named(seats: Sequence[Seat], name: str) -> list[Seat]:
    """Return the seats that a name may mean: the exact name first; else what begins with it; with the country in either language too."""
    wanted = search_key(name)
    if not wanted:
        return []
    exact = [seat for seat in seats if wanted in _keys(seat)]
    if exact:
        return exact
    return [seat for seat in seats if seat.member.search_key.startswith(wanted)]


def _keys(seat: Seat) -> set[str]:
    member = seat.member
    return {member.search_key} | {
        search_key(f"{member.name} {country_name(member.country, code)}") for code in LANGUAGES
    }
