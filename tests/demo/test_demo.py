"""The demo congress: everyone is there, in every state, and no rule is broken by having been written quickly."""

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from aimf_events import create_app, demo
from aimf_events.accounts.models import Role, RoleGrant
from aimf_events.checkin.blank_models import BlankBadge, BlankState
from aimf_events.checkin.floaters import floaters_of
from aimf_events.checkin.keys import keys_of
from aimf_events.checkin.models import Badge, BadgeState, Scan, Verdict
from aimf_events.checkin.token import verify
from aimf_events.clock import now
from aimf_events.config import Config
from aimf_events.congress.models import Congress, CongressGrant, CongressRole, Phase
from aimf_events.database import db
from aimf_events.demo.names import NameBook
from aimf_events.journal import JournalEntry
from aimf_events.mail.models import MessageState, OutgoingMessage
from aimf_events.members.models import Member, MemberCategory
from aimf_events.people.contacts import normal_email, normal_telephone, persons_at
from aimf_events.people.models import Civility, ContactKind, ContactPoint, Person
from aimf_events.programme.models import CalendarInvitation, ProgrammeSession, SessionKind
from aimf_events.programme.sessions import online_address
from aimf_events.registration.models import (
    ACTIVE,
    Decision,
    Delegation,
    DelegationKind,
    DelegationState,
    Quota,
    Registration,
    RegistrationState,
)
from aimf_events.registration.transitions import REGISTRATION_STEPS
from tests.conftest import _migrate, settings
from tests.services import create_database, drop_database, template_database


def _name(of: str) -> str:
    """A database of this worker's own."""
    return f"{of}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def _app_on(url: str, folder: Path) -> Flask:
    return create_app(Config.from_env(settings(url, folder)))


def _load(url: str) -> None:
    """Fill a database with the whole demo, once per run: the workers copy it."""
    _migrate(url)
    app = _app_on(url, Path("/nonexistent"))
    with app.app_context():
        demo.load()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def tunis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole demo, on a database of its own."""
    name = _name("demo")
    app = _app_on(create_database(name, template=template_database("demo", _load)), tmp_path_factory.mktemp("demo"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    drop_database(name)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database of its own."""
    name = _name("no_demo")
    app = _app_on(create_database(name, template=template_database("migrated", _migrate)), tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    drop_database(name)


def _count(statement: object) -> int:
    return db.session.scalar(statement) or 0  # type: ignore[call-overload, no-any-return]


def test_130_delegations_come_from_33_countries(tunis: Flask) -> None:
    rows = db.session.scalars(select(Delegation).where(Delegation.kind != DelegationKind.SERVICE)).all()
    assert len(rows) == 130
    assert len({row.country for row in rows}) == 33


def test_420_delegates_are_invented_for_them(tunis: Flask) -> None:
    theirs = select(func.count(Registration.id)).join(Registration.delegation)
    asked = theirs.where(Registration.replaces_id.is_(None))
    assert _count(asked.where(Delegation.kind != DelegationKind.SERVICE)) == 420


def test_325_members_vote_in_54_countries(tunis: Flask) -> None:
    voting = [member for member in db.session.scalars(select(Member)) if member.votes]
    assert len(voting) == 325
    assert len({member.country for member in voting}) == 54


def test_no_state_has_more_than_ten_member_cities(tunis: Flask) -> None:
    cities = select(Member.country).filter_by(category=MemberCategory.MEMBER_CITY)
    assert max(Counter(db.session.scalars(cities)).values()) == 10


def test_every_state_is_there(tunis: Flask) -> None:
    reachable = {RegistrationState.DRAFT} | {step.target for step in REGISTRATION_STEPS.values()}
    assert set(db.session.scalars(select(Registration.state))) == reachable
    assert set(db.session.scalars(select(Delegation.state))) == set(DelegationState) - {DelegationState.WITHDRAWN}


@pytest.mark.parametrize(
    "country, first, last",
    [("TN", "\u0600", "\u06ff"), ("LB", "\u0600", "\u06ff"), ("KH", "\u1780", "\u17ff"), ("AM", "\u0530", "\u058f")],
)
def test_names_have_the_script_of_their_country(tunis: Flask, country: str, first: str, last: str) -> None:
    named = select(Person.original_name).join(Registration, Registration.person_id == Person.id)
    named = named.join(Registration.delegation).where(Delegation.kind == DelegationKind.MEMBER)
    names = db.session.scalars(named.where(Delegation.country == country)).all()
    written = [name for name in names if name]
    assert len(written) >= 3
    assert all(first <= char <= last or char == " " for name in written for char in name)


def test_vietnamese_names_begin_with_the_family(tunis: Flask) -> None:
    people = db.session.scalars(
        select(Person)
        .join(Registration, Registration.person_id == Person.id)
        .join(Registration.delegation)
        .where(Delegation.country == "VN", Delegation.kind == DelegationKind.MEMBER)
    ).all()
    assert [person.badge_name for person in people] == [f"{p.family_name} {p.given_name}" for p in people]
    assert len(people) >= 5


def test_women_are_about_two_in_five(tunis: Flask) -> None:
    rows = select(Person.civility).join(Registration, Registration.person_id == Person.id)
    civilities = list(db.session.scalars(rows))
    assert 0.38 <= civilities.count(Civility.MADAM) / len(civilities) <= 0.45


def test_quotas_hold(tunis: Flask) -> None:
    active = select(Registration.delegation_id, Registration.category_id).where(Registration.state.in_(ACTIVE))
    taken = Counter(map(tuple, db.session.execute(active)))
    places = {(quota.delegation_id, quota.category_id): quota.places for quota in db.session.scalars(select(Quota))}
    assert [pair for pair, count in taken.items() if count > places.get(pair, 0)] == []


def test_a_complete_delegation_has_no_draft(tunis: Flask) -> None:
    drafts = select(func.count(Registration.id)).join(Registration.delegation)
    complete = (Delegation.state == DelegationState.COMPLETE, Registration.state == RegistrationState.DRAFT)
    assert _count(drafts.where(*complete)) == 0


def test_every_badge_verifies_and_every_accredited_person_has_one(tunis: Flask) -> None:
    congress = db.session.scalars(select(Congress)).one()
    keys = {key.kid: key.public_key for key in keys_of(congress)}
    badges = list(db.session.scalars(select(Badge)))
    assert all(verify(badge.token, keys).badge_number == badge.number for badge in badges)
    named = [badge for badge in badges if badge.card_number is None]
    living = {badge.registration_id for badge in named if badge.state is not BadgeState.REVOKED}
    accredited = set(db.session.scalars(select(Registration.id).filter_by(state=RegistrationState.APPROVED)))
    assert living == accredited


def test_every_accredited_person_has_a_calendar_invitation_and_nobody_else(tunis: Flask) -> None:
    living = set(db.session.scalars(select(CalendarInvitation.registration_id).filter_by(cancelled_at=None)))
    assert living == set(db.session.scalars(select(Registration.id).filter_by(state=RegistrationState.APPROVED)))


def test_decisions_lead_to_the_state(tunis: Flask) -> None:
    last: dict[int, RegistrationState] = {}
    for decision in db.session.scalars(select(Decision).order_by(Decision.id)):
        assert last.get(decision.registration_id, RegistrationState.DRAFT) is decision.from_state
        last[decision.registration_id] = decision.to_state
    for registration in db.session.scalars(select(Registration)):
        assert last.get(registration.id, RegistrationState.DRAFT) is registration.state


def test_nothing_has_happened_in_the_future(tunis: Flask) -> None:
    assert _count(select(func.count()).where(JournalEntry.at > now())) == 0
    assert _count(select(func.count()).where(Decision.decided_at > now())) == 0
    assert _count(select(func.count()).where(OutgoingMessage.written_at > now())) == 0


def test_few_letters_leave_at_the_start_and_some_have_failed(tunis: Flask) -> None:
    states = Counter(db.session.scalars(select(OutgoingMessage.state)))
    assert states[MessageState.PENDING] <= 6
    assert states[MessageState.ACCEPTED] > 400
    assert states[MessageState.FAILED] == 4
    answers = select(OutgoingMessage.answer).filter_by(state=MessageState.FAILED)
    assert {answer[:3] for answer in db.session.scalars(answers)} == {"550", "552", "554"}


def test_every_mailbox_is_of_a_reserved_domain_and_in_normal_form(tunis: Flask) -> None:
    for contact in db.session.scalars(select(ContactPoint)):
        if contact.kind is ContactKind.EMAIL:
            assert contact.address.endswith(("@example.org", ".example.org"))
            assert normal_email(contact.address) == contact.address
        else:
            assert normal_telephone(contact.address) == contact.address


def test_one_delegation_shares_a_mailbox(tunis: Flask) -> None:
    assert len(persons_at("mairie@bangangte.example.org")) >= 3


def test_each_role_has_somebody(tunis: Flask) -> None:
    assert set(db.session.scalars(select(RoleGrant.role))) == set(Role)
    delegations_own = {CongressRole.HEAD_OF_DELEGATION, CongressRole.FOCAL_POINT}
    assert set(db.session.scalars(select(CongressGrant.role))) == set(CongressRole) - delegations_own


def test_the_programme_has_bureau_assembly_and_rooms_online(tunis: Flask) -> None:
    sessions = db.session.scalars(select(ProgrammeSession)).all()
    assert len(sessions) == 18  # one of them waits for its hour
    assert {SessionKind.BUREAU, SessionKind.GENERAL_ASSEMBLY} <= {session.kind for session in sessions}
    assert all(bool(online_address(session)) is session.is_online for session in sessions)


def test_tunis_holds_two_cards_of_the_lounge_and_one_is_inside(tunis: Flask) -> None:
    delegation = db.session.scalars(select(Delegation).filter_by(name="Tunis")).one()
    assert [(cards.zone.label["fr"], cards.held, cards.inside) for cards in floaters_of(delegation)] == [
        ("Salon des délégations", 2, 1)
    ]


def test_twelve_emergency_badges_are_printed_and_one_is_worn(tunis: Flask) -> None:
    states = db.session.scalars(select(BlankBadge.state).order_by(BlankBadge.serial)).all()
    assert states == [BlankState.BOUND, *[BlankState.FREE] * 11]


def test_some_badges_were_handed_over_today(tunis: Flask) -> None:
    named = select(Scan.verdict).outerjoin(Badge, Badge.id == Scan.badge_id).where(Badge.card_number.is_(None))
    verdicts = Counter(db.session.scalars(named))
    assert verdicts == {Verdict.ADMITTED: 54 + 3, Verdict.LOOK: 4, Verdict.REFUSED: 1}  # three let in
    assert _count(select(func.count(Badge.id)).filter_by(state=BadgeState.COLLECTED)) == 54


def test_the_congress_is_next_week_on_a_wednesday_and_open_to_registration(tunis: Flask) -> None:
    congress = db.session.scalars(select(Congress)).one()
    assert congress.starts_on.weekday() == 2
    assert 7 <= (congress.starts_on - now().date()).days <= 13
    assert congress.registration_is_open


def test_a_database_that_holds_something_is_refused_and_left_as_it_is(tunis: Flask) -> None:
    before = _count(select(func.count(Person.id)))
    with pytest.raises(demo.NotEmpty):
        demo.load()
    assert _count(select(func.count(Person.id))) == before
    said = tunis.test_cli_runner().invoke(args=["load-demo"])
    assert said.exit_code == 1
    assert "n’est pas chargée" in said.output


def test_the_lines_at_the_start_name_a_mailbox_that_signs_in(tunis: Flask) -> None:
    first, second = demo.signs()
    assert "camille.roux@example.org" in first
    assert "/mailbox/" in second
    assert [person.full_name for person in persons_at("camille.roux@example.org")] == ["Camille Roux"]


def test_a_small_demo_of_a_congress_that_runs_today_is_in_its_phase(empty: Flask) -> None:
    assert demo.is_empty()
    assert demo.signs() == []
    today = now().date()
    demo.load(today, people=demo.SMALL)
    assert not demo.is_empty()
    congress = db.session.scalars(select(Congress)).one()
    assert (congress.phase, congress.ends_on) == (Phase.CONGRESS, today + timedelta(days=1))


def test_a_demo_of_the_real_dates_is_in_the_archive(empty: Flask) -> None:
    said = empty.test_cli_runner().invoke(args=["load-demo", "--start", "2020-12-09", "--small"])
    assert (said.exit_code, said.output.startswith("Sign in at")) == (0, True)
    congress = db.session.scalars(select(Congress)).one()
    assert (congress.phase, congress.starts_on) == (Phase.ARCHIVE, date(2020, 12, 9))


def test_the_same_seed_invents_the_same_people() -> None:
    def drawn() -> list[str]:
        book = NameBook(random.Random(1))
        return [book.draw(country).badge_name for country in ("TN", "VN", "KH", "AM") * 5]

    assert drawn() == drawn()
    assert len(set(drawn())) == 20


def test_too_many_people_are_refused_before_anything_is_written(empty: Flask) -> None:
    with pytest.raises(ValueError, match="can be placed"):
        demo.load(people=2000)
    assert demo.is_empty()
