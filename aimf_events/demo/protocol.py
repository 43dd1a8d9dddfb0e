"""The protocol desk's work in the demo: an order inside the highest ranks, and two plans filled by precedence."""

from ..congress.models import Congress
from ..congress.ranks import rank_numbered
from ..people.models import Person
from ..protocol.precedence import HEADS, guests_of, place_guest, standing_of
from ..protocol.seating import draw_plan, fill_by_precedence

BUREAU = 4


def set_tables(congress: Congress, *, officer: Person) -> None:
    """Seat eight mayors among the Bureau, the last two as equals, order the others, then fill the hall and the table of honour."""
    guests, bureau = guests_of(congress), rank_numbered(congress, BUREAU)
    given = [guest.registration for guest in guests if guest.is_given]
    for order, registration in enumerate(given, 1):
        standing = standing_of(registration)
        if standing is not None:
            place_guest(registration, standing.rank, order, by=officer)
    mayors = [guest.registration for guest in guests if guest.rank == HEADS][::7][:8]
    for order, registration in enumerate(mayors, 1):
        place_guest(registration, bureau, min(order, 7), by=officer)
    for name, rows, seats in (("Table d’honneur du dîner", 1, 9), ("Séance d’ouverture, Grande salle", 6, 12)):
        plan = draw_plan(congress, name=name, rows=rows, seats_per_row=seats, by=officer)
        fill_by_precedence(plan, congress, by=officer)
