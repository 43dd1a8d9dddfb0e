"""The elections of a sitting in its archive: who stood, each round with its roll, its papers, both counts of the tellers, who is elected.

A round that was annulled has its roll and its reason, and no figure: its papers count for nothing. No line of a roll joins a paper.
"""

from typing import Any

from ..assembly.candidacy_register import candidacies_of
from ..assembly.election_counts import counts_of
from ..assembly.election_models import Candidacy, Election
from ..assembly.election_round_models import ElectionRound, RoundLine, RoundState
from ..assembly.election_rounds import lines_of
from ..assembly.elections import elections_of, rounds_in
from ..assembly.sitting_models import Sitting


def elections_told(sitting: Sitting) -> list[dict[str, Any]]:
    """Return the elections of a sitting, in the order of its agenda."""
    rounds = rounds_in(sitting)
    return [_election(each, rounds.get(each.id, [])) for each in elections_of(sitting)]


def things_of(sitting: Sitting) -> list[tuple[str, int]]:
    """Return what the journal writes of under the elections of a sitting: (kind, id)."""
    elections = elections_of(sitting)
    things = [("Election", each.id) for each in elections]
    things += [("Candidacy", each.id) for election in elections for each in candidacies_of(election)]
    return things + [("ElectionRound", each.id) for found in rounds_in(sitting).values() for each in found]


def _election(election: Election, rounds: list[ElectionRound]) -> dict[str, Any]:
    return {
        "item": election.item.title,
        "title": election.title,
        "office": election.office,
        "seats": election.seats,
        "seats_vacant": election.seats_vacant,
        "called_at": election.called_at,
        "candidacies_until": election.candidacies_until,
        "ended_at": election.ended_at,
        "candidacies": [_candidacy(each) for each in candidacies_of(election)],
        "rounds": [_round(each) for each in rounds],
    }


def _candidacy(candidacy: Candidacy) -> dict[str, Any]:
    """Without what is sealed, nor its paper: they are forgotten when their time is over, and an archive is not."""
    return {
        "key": candidacy.public_id,
        "member": candidacy.member.name,
        "person": candidacy.person.full_name,
        "state": candidacy.state,
        "received_on": candidacy.received_on,
        "late": candidacy.is_late,
        "elected_at": candidacy.elected_at,
    }


def _round(round_: ElectionRound) -> dict[str, Any]:
    told: dict[str, Any] = {
        "number": round_.number,
        "stage": round_.stage,
        "way": round_.way,
        "state": round_.state,
        "seats": round_.seats,
        "opened_at": round_.opened_at,
        "closed_at": round_.closed_at,
        "proclaimed_at": round_.proclaimed_at,
        "annulled_at": round_.annulled_at,
        "reason": round_.reason,
        "candidates": [each.candidacy.public_id for each in round_.candidates],
        "roll": [_line(each) for each in lines_of(round_)],
        "result": None,
    }
    if round_.state is RoundState.PROCLAIMED:
        told["result"] = {
            "papers": round_.papers,
            "blanks": round_.blanks,
            "spoiled": round_.spoiled,
            "needed": round_.concluded.needed,
            "candidates": {
                each.candidacy.public_id: {"votes": each.votes, "outcome": each.outcome} for each in round_.candidates
            },
            "tie": {"settled_by": round_.tied_by, "note": round_.tie_note} if round_.tied_by else None,
            "counts": [
                {"by": each.by.full_name, "at": each.entered_at, "papers": each.papers, "votes": each.votes}
                for each in counts_of(round_)
            ],
        }
    return told


def _line(line: RoundLine) -> dict[str, Any]:
    return {
        "member": line.mandate.member.name,
        "carrier": line.carrier,
        "carried_by": line.carried_by.member.name,
        "person": line.person.full_name if line.person else "",
        "voted": line.voted_at is not None,
    }
