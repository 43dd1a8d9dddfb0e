"""Badges follow the registration: accredited, changed, withdrawn; the confirmation carries the PDF."""

from typing import Any

import pytest

from aimf_events.checkin.badges import badge_face, badge_of, badge_pdf, issue_badge, reissue_badge, revoke_badge
from aimf_events.checkin.keys import keys_of
from aimf_events.checkin.models import BadgeState
from aimf_events.checkin.token import verify
from aimf_events.database import transaction
from aimf_events.registration import facts
from aimf_events.registration.models import RegistrationState
from tests.checkin.doors import make_badge, today_congress
from tests.factories import category_of, make_delegation, make_registration


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


def announce(signal: Any, registration: Any) -> None:
    """Send a fact of registration as its verb does."""
    with transaction():
        signal.send(registration)


def test_token_says_what_the_registration_allows(congress: Any) -> None:
    badge = make_badge(congress, category="press")
    claims = verify(badge.token, {key.kid: key.public_key for key in keys_of(congress)})
    assert (claims.congress_number, claims.badge_number, claims.issue) == (congress.number, badge.number, 1)
    assert (claims.category, claims.zones, claims.days) == (3, 0b001, 0b11)


def test_accredited_withdrawn_and_accredited_again(congress: Any) -> None:
    registration = make_registration(make_delegation(congress), state=RegistrationState.APPROVED)
    announce(facts.registration_approved, registration)
    badge = badge_of(registration)
    assert badge is not None
    announce(facts.registration_withdrawn, registration)
    assert badge.state is BadgeState.REVOKED
    announce(facts.registration_approved, registration)
    assert (badge.state, badge.issue) == (BadgeState.ISSUED, 2)


def test_other_category_is_another_issue_with_another_code(congress: Any) -> None:
    badge = make_badge(congress)
    code, registration = badge.short_code, badge.registration
    with transaction():
        registration.category = category_of(congress, "press")
    issue_badge(registration)
    assert (badge.issue, badge.category_number) == (2, 3)
    assert badge.short_code != code


def test_other_name_kills_the_printed_badge(congress: Any) -> None:
    badge = make_badge(congress)
    announce(facts.identity_changed, badge.registration)
    assert badge.issue == 2
    revoke_badge(badge, by=None)
    announce(facts.identity_changed, badge.registration)
    assert (badge.state, badge.issue) == (BadgeState.REVOKED, 2)


def test_two_decisions_at_once_issue_one_badge(congress: Any, at_once: Any) -> None:
    registration = make_registration(make_delegation(congress), state=RegistrationState.APPROVED)
    ident = registration.id

    def issue() -> str:
        from aimf_events.database import db
        from aimf_events.registration.models import Registration

        return issue_badge(db.session.get_one(Registration, ident)).token

    first, second = at_once(issue, issue)
    assert first == second


def test_after_255_issues_the_number_changes(congress: Any) -> None:
    badge = make_badge(congress)
    number = badge.number
    with transaction():
        badge.issue = 255
    reissue_badge(badge, by=None, reason="perdu")
    assert (badge.issue, badge.number != number) == (1, True)


def test_face_and_pdf_in_the_bearers_language(congress: Any) -> None:
    badge = make_badge(congress)
    assert badge_face(badge, "fr").category == "Déléguée"
    assert badge_face(badge, "en").category == "Delegate"
    assert badge_face(badge, "fr").civility == "Mme"
    assert badge_pdf(badge, "fr").startswith(b"%PDF")
