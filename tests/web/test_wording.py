"""Every value of a closed list has its words, and lists do not borrow each other's."""

import enum

import pytest

from aimf_events.accounts.models import Role
from aimf_events.assembly.models import Body
from aimf_events.assembly.parameters import Group, Parameter
from aimf_events.assembly.rules.admission import AdmittedVotes
from aimf_events.assembly.rules.majority import Base, Outcome
from aimf_events.assembly.rules.proxies import BlankPaper, TwoOfOne
from aimf_events.assembly.rules.quorum import Counted, QuorumChecked, QuorumLost
from aimf_events.assembly.rules.roll import SubstituteVotes
from aimf_events.assembly.rules.tie import TieBreak
from aimf_events.assembly.simulator import SittingKind
from aimf_events.checkin.models import BadgeState, Verdict
from aimf_events.congress.models import CongressRole, DeadlineKind, Desk, Phase
from aimf_events.mail.models import MessageState
from aimf_events.members.models import EntryKind, MemberCategory, Standing
from aimf_events.programme.models import SessionKind, SessionMode, SpeakerRole
from aimf_events.registration.models import (
    Capacity,
    ClaimOutcome,
    DelegationState,
    DocumentKind,
    Mode,
    RegistrationState,
)
from aimf_events.web.wording import words_for

LISTS: list[type[enum.StrEnum]] = [
    Role,
    CongressRole,
    Phase,
    Desk,
    DeadlineKind,
    MemberCategory,
    Standing,
    EntryKind,
    DelegationState,
    RegistrationState,
    ClaimOutcome,
    DocumentKind,
    Mode,
    Capacity,
    SessionKind,
    SessionMode,
    SpeakerRole,
    BadgeState,
    Verdict,
    MessageState,
    Body,
    Group,
    Parameter,
    AdmittedVotes,
    Base,
    Outcome,
    BlankPaper,
    TwoOfOne,
    Counted,
    QuorumChecked,
    QuorumLost,
    SubstituteVotes,
    TieBreak,
    SittingKind,
]


@pytest.mark.parametrize("words", LISTS, ids=lambda kind: kind.__name__)
def test_every_value_has_words(app, words):
    assert [value for value in words if not str(words_for(value))] == []


def test_refused_registration_and_refused_passage_are_two_things(app):
    assert (str(words_for(RegistrationState.REFUSED)), str(words_for(Verdict.REFUSED))) == ("refusée", "Pas d’entrée")
