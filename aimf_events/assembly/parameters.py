"""The parameters of the statutes: what each means and what a value of it looks like. The values themselves are data.

A value is stored as JSON: a whole number, true or false, a word of a list, several words, a share
{"numerator", "denominator", "is_strict"}, or a majority (a share and its "base").
"""

import enum
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from .models import Body
from .rules.admission import AdmittedVotes
from .rules.election import Stays
from .rules.majority import Base, Majority
from .rules.proxies import BlankPaper, TwoOfOne
from .rules.quorum import Counted, QuorumChecked, QuorumLost
from .rules.roll import SubstituteVotes
from .rules.threshold import Threshold
from .rules.tie import TieBreak


class Group(enum.StrEnum):
    """The chapters of the page, in its order."""

    CONVOCATION = "convocation"
    QUORUM = "quorum"
    MAJORITY = "majority"
    PROXIES = "proxies"
    MEMBERS = "members"
    ELECTIONS = "elections"
    DISTANCE = "distance"


class Kind(enum.StrEnum):
    """What a value looks like."""

    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    SHARE = "share"
    MAJORITY = "majority"
    ZONE = "zone"


class Unit(enum.StrEnum):
    """What a number counts."""

    DAYS = "days"
    HOURS = "hours"
    MONTHS = "months"
    YEARS = "years"
    YEARS_BACK = "years_back"
    PROXIES = "proxies"
    CITIES = "cities"
    SPONSORS = "sponsors"
    SEATS = "seats"


class Parameter(enum.StrEnum):
    """Everything that the statutes are asked."""

    SEAT_ZONE = "seat_zone"
    NOTICE_DAYS = "notice_days"
    DOCUMENTS_DAYS = "documents_days"
    AGENDA_REQUESTS_DAYS = "agenda_requests_days"
    SECOND_CALL_DAYS = "second_call_days"
    QUORUM_ORDINARY = "quorum_ordinary"
    QUORUM_EXTRAORDINARY = "quorum_extraordinary"
    QUORUM_DISSOLUTION = "quorum_dissolution"
    QUORUM_COUNTS = "quorum_counts"
    QUORUM_CHECKED = "quorum_checked"
    QUORUM_LOST = "quorum_lost"
    SECOND_CALL_NEEDS_QUORUM = "second_call_needs_quorum"
    MAJORITY_ORDINARY = "majority_ordinary"
    MAJORITY_STATUTES = "majority_statutes"
    CASTING_VOTE = "casting_vote"
    PROXY_CAP = "proxy_cap"
    PROXY_TWO_OF_ONE = "proxy_two_of_one"
    PROXY_PAPER_HOURS = "proxy_paper_hours"
    PROXY_BLANK = "proxy_blank"
    DUES_YEARS_BACK = "dues_years_back"
    EXEMPTION_COUNTS = "exemption_counts"
    DUES_TWO_PEOPLE = "dues_two_people"
    ADMITTED_VOTES = "admitted_votes"
    CITIES_OF_STATE = "cities_of_state"
    SUBSTITUTE_VOTES = "substitute_votes"
    CANDIDACIES_DAYS = "candidacies_days"
    SPONSORS = "sponsors"
    ELECTION_FIRST_ROUND = "election_first_round"
    ELECTION_STAYS = "election_stays"
    ELECTION_EN_BLOC = "election_en_bloc"
    ELECTION_TIE = "election_tie"
    BUREAU_SEATS = "bureau_seats"
    BUREAU_TERM_YEARS = "bureau_term_years"
    BUREAU_COOPTATION = "bureau_cooptation"
    BUREAU_INTERIM = "bureau_interim"
    OFFICERS_DECLARED_MONTHS = "officers_declared_months"
    SEALED_URN = "sealed_urn"
    REMOTE_PARTICIPATION = "remote_participation"
    REMOTE_VOTING = "remote_voting"
    CONFLICT_WITHDRAWS = "conflict_withdraws"


BOTH = frozenset(Body)
_ASSEMBLY, _BUREAU = frozenset({Body.GENERAL_ASSEMBLY}), frozenset({Body.BUREAU})


@dataclass(frozen=True, slots=True)
class Meaning:
    """Where a parameter stands, which bodies it is asked of, and what its value may be."""

    group: Group
    kind: Kind
    bodies: frozenset[Body] = BOTH
    unit: Unit | None = None
    least: int = 0
    most: int = 0
    words: type[enum.StrEnum] | None = None


def _number(group: Group, unit: Unit, least: int, most: int, bodies: frozenset[Body] = BOTH) -> Meaning:
    return Meaning(group, Kind.NUMBER, bodies, unit, least, most)


def _choice(group: Group, words: type[enum.StrEnum], bodies: frozenset[Body] = BOTH) -> Meaning:
    return Meaning(group, Kind.CHOICE, bodies, words=words)


MEANINGS: dict[Parameter, Meaning] = {
    Parameter.SEAT_ZONE: Meaning(Group.CONVOCATION, Kind.ZONE),
    Parameter.NOTICE_DAYS: _number(Group.CONVOCATION, Unit.DAYS, 0, 365),
    Parameter.DOCUMENTS_DAYS: _number(Group.CONVOCATION, Unit.DAYS, 0, 365),
    Parameter.AGENDA_REQUESTS_DAYS: _number(Group.CONVOCATION, Unit.DAYS, 0, 365),
    Parameter.SECOND_CALL_DAYS: _number(Group.CONVOCATION, Unit.DAYS, 0, 365),
    Parameter.QUORUM_ORDINARY: Meaning(Group.QUORUM, Kind.SHARE),
    Parameter.QUORUM_EXTRAORDINARY: Meaning(Group.QUORUM, Kind.SHARE, _ASSEMBLY),
    Parameter.QUORUM_DISSOLUTION: Meaning(Group.QUORUM, Kind.SHARE, _ASSEMBLY),
    Parameter.QUORUM_COUNTS: Meaning(Group.QUORUM, Kind.CHOICES, words=Counted),
    Parameter.QUORUM_CHECKED: _choice(Group.QUORUM, QuorumChecked),
    Parameter.QUORUM_LOST: _choice(Group.QUORUM, QuorumLost),
    Parameter.SECOND_CALL_NEEDS_QUORUM: Meaning(Group.QUORUM, Kind.FLAG),
    Parameter.MAJORITY_ORDINARY: Meaning(Group.MAJORITY, Kind.MAJORITY),
    Parameter.MAJORITY_STATUTES: Meaning(Group.MAJORITY, Kind.MAJORITY, _ASSEMBLY),
    Parameter.CASTING_VOTE: Meaning(Group.MAJORITY, Kind.FLAG),
    Parameter.PROXY_CAP: _number(Group.PROXIES, Unit.PROXIES, 0, 50),
    Parameter.PROXY_TWO_OF_ONE: _choice(Group.PROXIES, TwoOfOne),
    Parameter.PROXY_PAPER_HOURS: _number(Group.PROXIES, Unit.HOURS, 0, 720),
    Parameter.PROXY_BLANK: _choice(Group.PROXIES, BlankPaper),
    Parameter.DUES_YEARS_BACK: _number(Group.MEMBERS, Unit.YEARS_BACK, 0, 5, _ASSEMBLY),
    Parameter.EXEMPTION_COUNTS: Meaning(Group.MEMBERS, Kind.FLAG, _ASSEMBLY),
    Parameter.DUES_TWO_PEOPLE: Meaning(Group.MEMBERS, Kind.FLAG, _ASSEMBLY),
    Parameter.ADMITTED_VOTES: _choice(Group.MEMBERS, AdmittedVotes, _ASSEMBLY),
    Parameter.CITIES_OF_STATE: _number(Group.MEMBERS, Unit.CITIES, 1, 1000, _ASSEMBLY),
    Parameter.SUBSTITUTE_VOTES: _choice(Group.MEMBERS, SubstituteVotes),
    Parameter.CANDIDACIES_DAYS: _number(Group.ELECTIONS, Unit.DAYS, 0, 365, _ASSEMBLY),
    Parameter.SPONSORS: _number(Group.ELECTIONS, Unit.SPONSORS, 0, 20, _ASSEMBLY),
    Parameter.ELECTION_FIRST_ROUND: Meaning(Group.ELECTIONS, Kind.MAJORITY, _ASSEMBLY),
    Parameter.ELECTION_STAYS: _choice(Group.ELECTIONS, Stays, _ASSEMBLY),
    Parameter.ELECTION_EN_BLOC: Meaning(Group.ELECTIONS, Kind.FLAG, _ASSEMBLY),
    Parameter.ELECTION_TIE: _choice(Group.ELECTIONS, TieBreak, _ASSEMBLY),
    Parameter.BUREAU_SEATS: _number(Group.ELECTIONS, Unit.SEATS, 1, 200, _ASSEMBLY),
    Parameter.BUREAU_TERM_YEARS: _number(Group.ELECTIONS, Unit.YEARS, 1, 10, _ASSEMBLY),
    Parameter.BUREAU_COOPTATION: Meaning(Group.ELECTIONS, Kind.FLAG, _ASSEMBLY),
    Parameter.BUREAU_INTERIM: Meaning(Group.ELECTIONS, Kind.FLAG, _ASSEMBLY),
    Parameter.OFFICERS_DECLARED_MONTHS: _number(Group.ELECTIONS, Unit.MONTHS, 1, 12, _ASSEMBLY),
    Parameter.SEALED_URN: Meaning(Group.ELECTIONS, Kind.FLAG),
    Parameter.REMOTE_PARTICIPATION: Meaning(Group.DISTANCE, Kind.FLAG),
    Parameter.REMOTE_VOTING: Meaning(Group.DISTANCE, Kind.FLAG),
    Parameter.CONFLICT_WITHDRAWS: Meaning(Group.DISTANCE, Kind.FLAG, _BUREAU),
}


def parameters_of(body: Body, group: Group | None = None) -> list[Parameter]:
    """Return what the statutes of a body are asked, in the order of the page."""
    return [
        parameter
        for parameter, meaning in MEANINGS.items()
        if body in meaning.bodies and group in (None, meaning.group)
    ]


def groups_of(body: Body) -> list[Group]:
    """Return the chapters that have something to say of a body."""
    return [group for group in Group if parameters_of(body, group)]


def is_valid(parameter: Parameter, value: Any) -> bool:
    """Return whether a stored value means something for a parameter."""
    meaning = MEANINGS[parameter]
    match meaning.kind:
        case Kind.NUMBER:
            return type(value) is int and meaning.least <= value <= meaning.most
        case Kind.FLAG:
            return type(value) is bool
        case Kind.CHOICE:
            return isinstance(value, str) and value in _words(meaning)
        case Kind.CHOICES:
            return isinstance(value, list) and bool(value) and set(value) <= set(_words(meaning))
        case Kind.ZONE:
            return isinstance(value, str) and value in available_timezones()
        case Kind.SHARE | Kind.MAJORITY:
            return _is_share(value, with_base=meaning.kind is Kind.MAJORITY)


def share(value: dict[str, Any]) -> Threshold:
    """Return a stored share as the rule reads it."""
    return Threshold(value["numerator"], value["denominator"], value["is_strict"])


def majority(value: dict[str, Any]) -> Majority:
    """Return a stored majority as the rule reads it."""
    return Majority(share(value), Base(value["base"]))


def _words(meaning: Meaning) -> Collection[str]:
    return [word.value for word in meaning.words or ()]


def _is_share(value: Any, *, with_base: bool) -> bool:
    names = {"numerator", "denominator", "is_strict"} | ({"base"} if with_base else set())
    if not isinstance(value, dict) or set(value) != names or type(value["is_strict"]) is not bool:
        return False
    if not all(type(value[name]) is int and value[name] <= 1000 for name in ("numerator", "denominator")):
        return False
    try:
        read = share(value)
    except ValueError:
        return False
    return read.numerator > 0 and (not with_base or value["base"] in set(Base))
