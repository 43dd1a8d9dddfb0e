"""What if: forty leave, Rabat's dues are late. The real rules, on the members of today and a hall that one imagines."""

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..members.models import Standing
from .parameters import Parameter
from .profiles import Profile
from .rules.majority import Base, Outcome, Tally, base_of, outcome
from .rules.quorum import Hall, QuorumLost, QuorumState, quorum_state
from .rules.roll import How
from .rules.threshold import Threshold
from .voices import VotingMember


class SittingKind(enum.StrEnum):
    """What a sitting is convened for; each has its quorum."""

    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"
    DISSOLUTION = "dissolution"


QUORUM_OF = {
    SittingKind.ORDINARY: Parameter.QUORUM_ORDINARY,
    SittingKind.EXTRAORDINARY: Parameter.QUORUM_EXTRAORDINARY,
    SittingKind.DISSOLUTION: Parameter.QUORUM_DISSOLUTION,
}


@dataclass(frozen=True)
class Question:
    """A hall, and what happens to it. Members by their ids; `majority`: which of the statutes' majorities the vote needs."""

    hall: Hall
    kind: SittingKind = SittingKind.ORDINARY
    is_second_call: bool = False
    late: frozenset[int] = frozenset()
    settled: frozenset[int] = frozenset()
    suspended: frozenset[int] = frozenset()
    leaving: int = 0
    leaving_proxies: int = 0
    tally: Tally | None = None
    majority: Parameter = Parameter.MAJORITY_ORDINARY


@dataclass(frozen=True)
class Vote:
    """What a vote gives: its outcome, what it is measured against, and how many votes it takes."""

    outcome: Outcome
    base_kind: Base
    base: int
    needed: int
    in_favour: int


@dataclass(frozen=True)
class Answer:
    """What the rules say. `threshold` is None where no quorum is asked; `excluded` members leave the base, `joined` ones come in."""

    members: int
    standings: Mapping[Standing, int]
    base: int
    threshold: Threshold | None
    excluded: Sequence[VotingMember]
    already_out: Sequence[VotingMember]
    already_good: Sequence[VotingMember]
    joined: Sequence[VotingMember]
    still_out: Sequence[VotingMember]
    out_of_hall: int
    remote_ignored: int
    before: QuorumState
    after: QuorumState
    hall: Hall
    vote_refused: bool
    vote: Vote | None


def answer(question: Question, profile: Profile, members: Sequence[VotingMember], there: Mapping[int, How]) -> Answer:
    """Return what the statutes in force make of a hall.

    Args:
        there: the members announced at the congress (`voices.announced`): whoever of them leaves the base leaves the hall too.

    Raises:
        StatutesSilent: the statutes do not say what is asked of them.
    """
    good = {member.id for member in members if member.standing is Standing.GOOD}
    unwell = question.late | question.suspended
    excluded = [member for member in members if member.id in unwell & good]
    joined = [member for member in members if member.id in question.settled and member.standing is Standing.IN_ARREARS]
    base = len((good - unwell) | {member.id for member in joined} - unwell)
    hall, ignored = _heard(_without(question.hall, excluded, there), profile)
    threshold = _threshold(question, profile)
    left = _after_leaving(hall, question)
    before = quorum_state(threshold, hall, base, counts=profile.counted())
    after = quorum_state(threshold, left, base, counts=profile.counted())
    is_refused = not after.is_reached and profile.choice(Parameter.QUORUM_LOST, QuorumLost) is QuorumLost.REFUSED
    return Answer(
        members=len(members),
        standings={each: sum(member.standing is each for member in members) for each in Standing},
        base=base,
        threshold=threshold,
        excluded=excluded,
        already_out=[member for member in members if member.id in unwell - good],
        already_good=[member for member in members if member.id in question.settled & good - unwell],
        joined=[member for member in joined if member.id not in unwell],
        still_out=[m for m in members if m.id in question.settled and m.standing is Standing.SUSPENDED],
        out_of_hall=question.hall.voices - ignored - hall.voices,
        remote_ignored=ignored,
        before=before,
        after=after,
        hall=left,
        vote_refused=is_refused,
        vote=_vote(question, profile, left, base) if question.tally and not is_refused else None,
    )


def expected_hall(members: Sequence[VotingMember], there: Mapping[int, How]) -> Hall:
    """Return the hall that a congress announces: members in good standing whose titular or substitute comes."""
    ways = [there[member.id] for member in members if member.standing is Standing.GOOD and member.id in there]
    return Hall(ways.count(How.IN_ROOM), 0, ways.count(How.REMOTE))


def _threshold(question: Question, profile: Profile) -> Threshold | None:
    if question.is_second_call and not profile.flag(Parameter.SECOND_CALL_NEEDS_QUORUM):
        return None
    return profile.share(QUORUM_OF[question.kind])


def _without(hall: Hall, excluded: Collection[VotingMember], there: Mapping[int, How]) -> Hall:
    """The hall without the voices of those who are announced in it and no longer have one."""
    ways = [there[member.id] for member in excluded if member.id in there]
    return Hall(
        max(0, hall.present - ways.count(How.IN_ROOM)),
        hall.represented,
        max(0, hall.remote - ways.count(How.REMOTE)),
    )


def _heard(hall: Hall, profile: Profile) -> tuple[Hall, int]:
    """The hall without those at a distance where the statutes admit nobody there, and how many those are."""
    if profile.flag(Parameter.REMOTE_PARTICIPATION):
        return hall, 0
    return Hall(hall.present, hall.represented), hall.remote


def _after_leaving(hall: Hall, question: Question) -> Hall:
    """Those in the room leave first; the proxies that they hold leave with them."""
    from_room = min(question.leaving, hall.present)
    from_afar = min(question.leaving - from_room, hall.remote)
    represented = max(0, hall.represented - question.leaving_proxies)
    return Hall(hall.present - from_room, represented, hall.remote - from_afar)


def _vote(question: Question, profile: Profile, hall: Hall, members: int) -> Vote | None:
    if question.tally is None:
        return None
    majority = profile.majority(question.majority)
    base = base_of(majority, question.tally, hall, members=members)
    said = outcome(majority, question.tally, hall, members=members)
    return Vote(said, majority.base, base, max(1, majority.threshold.needed(base)), question.tally.in_favour)
