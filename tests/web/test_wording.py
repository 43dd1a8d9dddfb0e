"""Every value of a closed list has its words, and lists do not borrow each other's."""

import enum

import pytest

from aimf_events.accounts.models import Role
from aimf_events.checkin.models import BadgeState, Verdict
from aimf_events.congress.models import CongressRole, DeadlineKind, Desk, Phase
from aimf_events.mail.models import MessageState
from aimf_events.members.models import MemberCategory, Standing
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
]


@pytest.mark.parametrize("words", LISTS, ids=lambda kind: kind.__name__)
def test_every_value_has_words(app, words):
    assert [value for value in words if not str(words_for(value))] == []


def test_refused_registration_and_refused_passage_are_two_things(app):
    assert (str(words_for(RegistrationState.REFUSED)), str(words_for(Verdict.REFUSED))) == ("refusée", "Pas d’entrée")
