"""The Bureau in the demo: elected two years before by an earlier Assembly, two ex officio, one seat vacant since the autumn."""

from datetime import date, timedelta

from ..assembly.bureau import end_seat, seat_earlier, seat_ex_officio
from ..assembly.bureau_models import BureauOffice, BureauSeat, SeatEnd
from ..assembly.bureau_refusals import NobodyToSit
from ..members.models import Member
from ..people.models import Civility, Person
from ..people.people import add_person

OFFICES = (
    BureauOffice.PRESIDENT,
    BureauOffice.SECRETARY_GENERAL,
    BureauOffice.TREASURER,
    *(BureauOffice.VICE_PRESIDENT,) * 6,
)
ASSEMBLY = "Assemblée générale de Phnom Penh"
EX_OFFICIO = (
    (
        ("Mariam", "Kourouma", Civility.MADAM),
        {"fr": "Secrétaire générale de la Francophonie", "en": "Secretary General of the Francophonie"},
    ),
    (
        ("Bertrand", "Lenoir", Civility.SIR),
        {"fr": "Secrétaire permanent de l’AIMF", "en": "Permanent Secretary of the AIMF"},
    ),
)
LEFT_DAYS = 60
"""Days before the congress on which somebody left the Bureau."""


def seat_bureau(members: list[Member], *, starts_on: date, by: Person) -> None:
    """Seat those whose mayor is known, the first ones in the offices; the last of them has resigned."""
    elected_on = starts_on - timedelta(days=700)
    seats: list[BureauSeat] = []
    for member in members:
        office = OFFICES[len(seats)] if len(seats) < len(OFFICES) else BureauOffice.MEMBER
        try:
            seats.append(seat_earlier(member, office, starts_on=elected_on, decision=ASSEMBLY, by=by))
        except NobodyToSit:
            continue  # no mayor of that city is known
    end_seat(
        seats[-1],
        why=SeatEnd.RESIGNATION,
        on=starts_on - timedelta(days=LEFT_DAYS),
        note="Lettre à la présidence",
        by=by,
    )
    for (given_name, family_name, civility), title in EX_OFFICIO:
        person = add_person(
            given_name=given_name, family_name=family_name, civility=civility, language="fr", email=None
        )
        seat_ex_officio(person, title=title, decision="Statuts, article 12", by=by)
