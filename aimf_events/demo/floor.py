"""The sitting live in the demo: who spoke at the Bureau's last meeting, a recommendation with two amendments, and a rehearsal that is open."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import insert

from ..assembly.agenda_live import open_item
from ..assembly.floor import ask_floor, end_speech, give_floor
from ..assembly.floor_models import SpeechKind, SpeechSource
from ..assembly.mandates import Seat, seats_of
from ..assembly.motions import deposit_amendment, write_motion
from ..assembly.rehearsals import plan_rehearsal
from ..assembly.rules.amendments import Act
from ..assembly.rules.roll import Carrier, How
from ..assembly.sitting_models import AgendaItem, EntrySource, ItemKind, PresenceEntry, Sitting
from ..assembly.sittings import open_sitting
from ..clock import now, telling
from ..database import db
from ..people.models import Person

TEXT = (
    "L’Assemblée générale invite les villes membres à publier en format ouvert les données de leurs services urbains.",
    "Elle recommande que chaque ville forme ses agents aux outils numériques.",
    "Elle demande au Bureau de réserver une part du fonds de coopération aux projets numériques des villes.",
    "Elle charge le Secrétariat permanent de rendre compte de ces actions à sa prochaine session.",
)
SLIGHT = "Elle recommande que chaque ville forme chaque année ses agents et ses élus aux outils numériques."
FAR = "Elle décide la création d’un programme commun de formation, ouvert aux agents et aux élus de toutes les villes membres."
MINUTES = {
    ItemKind.CREDENTIALS: 20,
    ItemKind.ADMISSION: 30,
    ItemKind.REPORT: 25,
    ItemKind.DUES: 15,
    ItemKind.BUDGET: 30,
}
SPOKE = (142, 205, 96)
"""How long each of the first speakers at the Bureau's meeting had the floor, in seconds."""
THERE = 130
"""How many answer the roll call of the rehearsal."""


def debate(item: AgendaItem, seats: Sequence[Seat], *, by: Person) -> None:
    """Open an item of a sitting that is held, and hear some members on it, each by their own clock."""
    open_item(item, by=by)
    speeches = [ask_floor(item.sitting, seat.mandate, source=SpeechSource.DESK, by=by) for seat in seats[: len(SPOKE)]]
    moment = now()
    for speech, seconds in zip(speeches, SPOKE, strict=True):
        with telling(moment):
            give_floor(speech, by=by)
        moment += timedelta(seconds=seconds)
        with telling(moment):
            end_speech(speech, by=by)


def write_text(assembly: Sitting, *, by: Person) -> AgendaItem:
    """Write the recommendation of the colloquium; two members amend the same paragraph."""
    item = next(each for each in assembly.items if each.kind is ItemKind.RECOMMENDATION)
    motion = write_motion(item, list(TEXT), seen=0, by=by)
    first, second = [seat for seat in seats_of(assembly) if seat.mandate.votes_from and seat.holder.titular][3:5]
    reason = "Les élus décident des outils\u00a0: ils doivent les connaître."
    deposit_amendment(motion, first.mandate, act=Act.REPLACE, paragraph=2, words=SLIGHT, reason=reason, by=by)
    deposit_amendment(motion, second.mandate, act=Act.REPLACE, paragraph=2, words=FAR, by=by)
    return item


def plan_minutes(assembly: Sitting) -> None:
    """Say how long the items are planned to take."""
    for item in assembly.items:
        item.minutes = MINUTES.get(item.kind)


def rehearse(assembly: Sitting, *, by: Person) -> Sitting:
    """Open a rehearsal of the Assembly at its recommendation: the quorum is there, one member was heard, three wait."""
    rehearsal = open_sitting(plan_rehearsal(assembly, by=by), by=by)
    seats = [seat for seat in seats_of(rehearsal) if seat.mandate.votes_from and seat.holder.titular]
    entered = {"carrier": Carrier.TITULAR, "how": How.IN_ROOM, "source": EntrySource.ROLL_CALL, "at": now()}
    rows = [{**entered, "mandate_id": seat.mandate.id, "recorded_by_id": by.id} for seat in seats[:THERE]]
    db.session.execute(insert(PresenceEntry), rows)
    item = write_text(rehearsal, by=by)
    open_item(item, by=by)
    hands = [ask_floor(rehearsal, seat.mandate, source=SpeechSource.DESK, by=by) for seat in (*seats[5:8], seats[9])]
    end_speech(give_floor(hands[0], by=by), by=by)
    ask_floor(rehearsal, seats[12].mandate, kind=SpeechKind.POINT_OF_ORDER, source=SpeechSource.DESK, by=by)
    return rehearsal
