"""Ballots in the demo: what the Bureau decided three weeks ago, and the first question that the Assembly of Tunis will vote on."""

from collections.abc import Sequence
from datetime import date, timedelta

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ..assembly.agenda import add_item
from ..assembly.ballot_counts import Hands, close_by_dissenters, close_by_totals, publish_ballot
from ..assembly.ballot_models import BallotKind, HandsCount
from ..assembly.ballot_rolls import lines_of
from ..assembly.ballots import draft_ballot, open_ballot
from ..assembly.convocation import convene
from ..assembly.mandates import seat_members, seats_of
from ..assembly.models import Body
from ..assembly.presence import enter_presence
from ..assembly.rules.roll import Carrier, How
from ..assembly.sitting_models import EntrySource, ItemKind, Sitting
from ..assembly.sittings import close_sitting, open_sitting, plan_sitting
from ..assembly.tellers import deliver_key, name_tellers
from ..clock import telling
from ..congress.models import Congress
from ..database import Translated
from ..members.models import Member
from ..people.models import Person
from ..programme.models import SessionMode
from . import floor

ITEMS = (
    (ItemKind.BUDGET, "Avis sur le projet de budget"),
    (ItemKind.OTHER, "Projets soutenus par le fonds de coopération"),
)
BUDGET: Translated = {
    "fr": "Le Bureau donne-t-il un avis favorable au projet de budget\u202f?",
    "en": "Does the Bureau give a favourable opinion on the draft budget?",
}
GRANTS: Translated = {
    "fr": "Approuvez-vous le soutien aux quatorze projets présentés\u202f?",
    "en": "Do you approve the support for the fourteen projects presented?",
}
MORAL: Translated = {
    "fr": "Approuvez-vous le rapport moral\u202f?",
    "en": "Do you approve the moral report?",
}
DUES: Translated = {
    "fr": "Approuvez-vous le nouveau montant des cotisations\u202f?",
    "en": "Do you approve the new amount of the dues?",
}
ABSENT = 5
"""How many of those seated did not come."""


def convene_earlier(congress: Congress, seated: Sequence[Member], *, day: date, by: Person) -> Sitting:
    """Plan the Bureau's meeting in Paris, with its agenda, and convene it."""
    sitting = plan_sitting(
        Body.BUREAU,
        day=day,
        starts="10:00",
        time_zone="Europe/Paris",
        place="Hôtel de Ville de Paris",
        mode=SessionMode.IN_PERSON,
        congress=congress,
        by=by,
    )
    for kind, title in ITEMS:
        add_item(sitting, kind=kind, title=title, by=by)
    seat_members(sitting, seated, by=by)
    convene(sitting, by=by)
    return sitting


def hold_earlier(sitting: Sitting, *, by: Person) -> None:
    """Hold it, by its own clock: a vote that is counted, and one where the dissenters alone were marked."""
    begun = sitting.starts_at
    with telling(begun):
        open_sitting(sitting, by=by)
        present = [seat for seat in seats_of(sitting) if seat.holder.titular][:-ABSENT]
        for seat in present:
            enter_presence(sitting, seat, carrier=Carrier.TITULAR, how=How.IN_ROOM, source=EntrySource.ROLL_CALL, by=by)
    budget, projects = sitting.items
    with telling(begun + timedelta(minutes=12)):
        floor.debate(budget, present, by=by)
    with telling(begun + timedelta(minutes=40)):
        counted = draft_ballot(budget, kind=BallotKind.HANDS, counted_by=HandsCount.TOTALS, question=BUDGET, by=by)
        open_ballot(counted, by=by)
        voices = counted.frozen.voices
    with telling(begun + timedelta(minutes=43)):
        close_by_totals(counted, Hands(voices - 5, 2, 2), by=by)
        publish_ballot(counted, by=by)
    with telling(begun + timedelta(minutes=60)):
        floor.debate(projects, present[4:], by=by)
    with telling(begun + timedelta(minutes=85)):
        named = draft_ballot(projects, kind=BallotKind.HANDS, counted_by=HandsCount.DISSENTERS, question=GRANTS, by=by)
        open_ballot(named, by=by)
    with telling(begun + timedelta(minutes=87)):
        close_by_dissenters(named, against=(), abstaining=lines_of(named)[2:3], by=by)
        publish_ballot(named, by=by)
    with telling(begun + timedelta(minutes=120)):
        close_sitting(sitting, by=by)


def prepare_first(assembly: Sitting, *, by: Person) -> None:
    """Prepare the first question of the Assembly."""
    report = next(item for item in assembly.items if item.title == "Rapport moral")
    draft_ballot(report, kind=BallotKind.HANDS, counted_by=HandsCount.TOTALS, question=MORAL, by=by)


def prepare_secret(assembly: Sitting, tellers: Sequence[Person], *, by: Person) -> None:
    """Prepare a secret question: three tellers are named, two have delivered a key. The private halves are thrown away."""
    dues = next(item for item in assembly.items if item.title.startswith("Montant des cotisations"))
    ballot = draft_ballot(dues, kind=BallotKind.SECRET, question=DUES, by=by)
    for each in name_tellers(ballot, tellers, by=by)[:2]:
        deliver_key(each, X25519PrivateKey.generate().public_key().public_bytes_raw())
