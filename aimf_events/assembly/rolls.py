"""The roll of a sitting at a moment: who has a voice, who speaks with it, what the quorum counts. What ballots are built on.

    roll = roll_of(sitting, at=now(), is_secret=True)    # at the opening of a ballot; keep roll.lines, they are frozen values
    roll.lines       one RollLine per voice: its mandate, who carries it (mandate and person), provisional ones apart
    roll.quorum      the QuorumState of that same moment, against the base of that moment
    roll.threshold   None where the statutes ask none (a second call)

Everything is read for one moment and nothing is stored: whoever opens a ballot stores the lines. The rules are `rules/roll.py`,
`rules/quorum.py`, `rules/presence.py`; statutes are those that the sitting keeps.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..clock import now
from ..members.models import Standing
from ..people.models import Person
from .credential_register import Decided, nominations_decided, refused_at
from .mandates import Seat, seats_of
from .models import Body
from .parameters import Parameter
from .presence import breaks_of, said_of
from .profiles import Profile, profile_today
from .proxy_register import ever_stood
from .remote import said_afar
from .rules.presence import Break, Said, where_at
from .rules.proxies import Proxy, TwoOfOne, Use, uses
from .rules.quorum import Hall, QuorumLost, QuorumState, quorum_state
from .rules.roll import Carrier, How, Line, Rules, SubstituteVotes, Voice, base_at, hall_of, roll_at
from .rules.threshold import Threshold
from .simulator import QUORUM_OF
from .sitting_models import Sitting
from .sittings import profile_of
from .standing import Account, accounts_at


@dataclass(frozen=True, slots=True)
class RollLine:
    """One voice of the roll: whose it is, who carries it and how. `by`: the mandate of whoever carries it (its own, or the holder's).

    `is_provisional`: two claim it; in an open ballot it is shown apart, in a secret one it is not there.
    """

    seat: Seat
    carrier: Carrier
    by: Seat
    person: Person | None
    is_remote: bool
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll of a sitting at a moment, with its quorum. `out` says why each voice outside the base is outside."""

    at: datetime
    lines: Sequence[RollLine]
    base: int
    out: Mapping[int, Standing]
    hall: Hall
    threshold: Threshold | None
    quorum: QuorumState
    lost: QuorumLost
    seats: Sequence[Seat]
    absent: Sequence[Seat]
    uses: Mapping[Proxy, Use]

    @property
    def settled(self) -> frozenset[int]:
        """The mandates whose voice counts and that nobody contests: those that may give a proxy and carry one."""
        seats = [line.seat for line in self.lines] + list(self.absent)
        return frozenset(seat.mandate.id for seat in seats if not seat.holder.is_contested)

    @property
    def may_vote(self) -> bool:
        """Whether a ballot may open: the quorum is there, or the statutes leave it to the chair, minuted."""
        return self.quorum.is_reached or self.lost is QuorumLost.CHAIR_DECIDES


def quorum_of(sitting: Sitting, at: datetime | None = None) -> QuorumState:
    """Return where the quorum of a convened sitting stands at a moment (now). See `roll_of`."""
    return roll_of(sitting, at=at).quorum


@dataclass(frozen=True, slots=True)
class Records:
    """All that is written of a sitting, from which its roll at any moment is read. `dues`: the statutes that ask for dues."""

    sitting: Sitting
    profile: Profile
    dues: Profile | None
    seats: Sequence[Seat]
    said: Sequence[Said]
    afar: Sequence[Said]
    breaks: Sequence[Break]
    given: Sequence[tuple[Proxy, datetime | None]]
    decided: Sequence[Decided]


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules make of the records at a moment. `in_base`: the keys of the mandates that count."""

    standings: Mapping[int, Standing]
    lines: Sequence[Line]
    in_base: frozenset[str]
    given: Sequence[Proxy]

    @property
    def base(self) -> int:
        """How many voices count."""
        return len(self.in_base)

    @property
    def hall(self) -> Hall:
        """How many are there, in each way."""
        return hall_of(self.lines)


def roll_of(
    sitting: Sitting, *, at: datetime | None = None, is_secret: bool = False, without: Collection[int] = ()
) -> Roll:
    """Return the roll at a moment (now): the mandates in the base, in good standing, whose carrier is there. A constant number of queries.

    Args:
        without: mandates that take no part (`recusals.recused_from`): neither in the roll nor in the base.

    Raises:
        StatutesSilent: the statutes do not say what is asked of them.
        NoStatutes: the sitting is a draft, and no version is in force on its day.
    """
    moment, records = at or now(), read_records(sitting)
    if without:
        records = replace(records, seats=[seat for seat in records.seats if seat.mandate.id not in without])
    profile, seats = records.profile, records.seats
    accounts = accounts_at(moment, [seat.member for seat in seats], records.dues)
    found = state_at(records, accounts, moment, is_secret=is_secret)
    threshold = threshold_of(sitting, profile)
    by_key = {str(seat.mandate.id): seat for seat in seats}
    in_hall = {line.key for line in found.lines}
    settled = {key for key in found.in_base if not by_key[key].holder.is_contested}
    standings = found.standings
    return Roll(
        at=moment,
        lines=_told(found.lines, by_key),
        base=found.base,
        out={
            seat.mandate.id: standings[seat.member.id]
            for seat in seats
            if standings[seat.member.id] is not Standing.GOOD
        },
        hall=found.hall,
        threshold=threshold,
        quorum=quorum_state(threshold, found.hall, found.base, counts=profile.counted()),
        lost=profile.choice(Parameter.QUORUM_LOST, QuorumLost),
        seats=seats,
        absent=[seat for key, seat in by_key.items() if key in found.in_base and key not in in_hall],
        uses=_uses(found.lines, found.given, rules_of(profile), settled),
    )


def read_records(sitting: Sitting) -> Records:
    """Read all that the roll needs, for whatever moment. A constant number of queries.

    Dues are the Assembly's business: for the Bureau its statutes of today are asked.
    """
    profile, seats, breaks = profile_of(sitting), seats_of(sitting), breaks_of(sitting)
    said = said_of(sitting, seats)
    return Records(
        sitting,
        profile,
        profile if sitting.body is Body.GENERAL_ASSEMBLY else profile_today(Body.GENERAL_ASSEMBLY),
        seats,
        said,
        said_afar(sitting, seats, said, breaks),
        breaks,
        ever_stood(sitting),
        nominations_decided(sitting),
    )


def state_at(records: Records, accounts: Mapping[int, Account], moment: datetime, *, is_secret: bool = False) -> Found:
    """Return what the rules make of the records at a moment; `accounts` are those of that moment. No query."""
    standings = {ident: account.standing for ident, account in accounts.items()}
    given = [
        proxy for proxy, ended in records.given if proxy.accepted_at <= moment and (ended is None or ended > moment)
    ]
    voices = _voices(records, standings, moment)
    lines = roll_at(moment, voices, given, rules_of(records.profile), is_secret=is_secret)
    return Found(standings, lines, frozenset(base_at(moment, voices)), given)


def threshold_of(sitting: Sitting, profile: Profile) -> Threshold | None:
    """Return the share that the quorum asks, by kind of sitting; None at a second call that asks none."""
    if sitting.is_second_call and not profile.flag(Parameter.SECOND_CALL_NEEDS_QUORUM):
        return None
    return profile.share(quorum_parameter(sitting))


def quorum_parameter(sitting: Sitting) -> Parameter:
    """Return which of the statutes' quorums a sitting is held under."""
    return QUORUM_OF[sitting.kind] if sitting.body is Body.GENERAL_ASSEMBLY else Parameter.QUORUM_ORDINARY


def rules_of(profile: Profile) -> Rules:
    """Return what the statutes say of who may speak for a voice."""
    return Rules(
        proxy_cap=profile.number(Parameter.PROXY_CAP),
        two_of_one=profile.choice(Parameter.PROXY_TWO_OF_ONE, TwoOfOne),
        substitutes=profile.choice(Parameter.SUBSTITUTE_VOTES, SubstituteVotes),
        remote=profile.flag(Parameter.REMOTE_PARTICIPATION),
    )


def _voices(records: Records, standings: Mapping[int, Standing], moment: datetime) -> list[Voice]:
    """The voices at a moment; whoever's nomination is refused is nowhere."""
    there = where_at(moment, records.said, records.breaks)
    for whose, how in where_at(moment, records.afar, records.breaks).items():
        there.setdefault(whose, how)
    refused = refused_at(records.decided, moment)

    def where(seat: Seat, carrier: Carrier, registration: int | None) -> How | None:
        return None if registration in refused else there.get((seat.mandate.id, carrier))

    return [
        Voice(
            str(seat.mandate.id),
            seat.mandate.votes_from,
            standings[seat.member.id] is Standing.GOOD,
            where(seat, Carrier.TITULAR, seat.holder.titular_registration),
            where(seat, Carrier.SUBSTITUTE, seat.holder.substitute_registration),
            seat.holder.is_contested,
        )
        for seat in records.seats
    ]


def _uses(lines: Sequence[Line], given: Sequence[Proxy], rules: Rules, settled: set[str]) -> dict[Proxy, Use]:
    """What each proxy that stands is worth now, and why one carries nothing."""
    there = {line.key for line in lines if line.carrier is not Carrier.PROXY}
    return uses(given, voices=settled, there=there, cap=rules.proxy_cap, two_of_one=rules.two_of_one)


def _told(lines: Sequence[Line], seats: Mapping[str, Seat]) -> list[RollLine]:
    """The lines with the people: a proxy is spoken by whoever speaks for its holder, the titular or the substitute."""
    own = {line.key: line.carrier for line in lines if line.carrier is not Carrier.PROXY}
    told = []
    for line in lines:
        by = seats[line.carried_by]
        person = by.holder.substitute if own[line.carried_by] is Carrier.SUBSTITUTE else by.holder.titular
        told.append(RollLine(seats[line.key], line.carrier, by, person, line.is_remote, line.is_provisional))
    return told
