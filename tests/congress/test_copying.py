"""A congress copied from another: what is set up goes over, nobody and nothing decided; and no table is forgotten."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect

from aimf_events.accounts.models import Role
from aimf_events.checkin.checkpoints import checkpoints_of
from aimf_events.checkin.looks import Look, looks_of, set_template
from aimf_events.checkin.print_models import BadgeFormat
from aimf_events.clock import now
from aimf_events.congress.congresses import CongressKnown, congress_by_name
from aimf_events.congress.copying import COPIED, NEVER_COPIED, shifted
from aimf_events.congress.models import (
    Category,
    Congress,
    CongressRole,
    Deadline,
    DeadlineKind,
    Desk,
    ProtocolRank,
    Room,
    Venue,
    Zone,
)
from aimf_events.database import db, transaction
from aimf_events.journal import JournalEntry
from aimf_events.mail.models import Letterhead, LetterText, OutgoingMessage, Signatory
from aimf_events.registration.default_fields import add_default_fields
from aimf_events.registration.delegations import open_service_delegation
from aimf_events.registration.models import (
    Delegation,
    DelegationState,
    Field,
    FieldUse,
    Quota,
    Registration,
)
from aimf_events.registration.opening import copy_congress
from tests.checkin.doors import make_badge, make_device, make_door, scan
from tests.factories import category_of, make_congress, make_delegation, make_registration, make_staff
from tests.factories.programme import make_session, room_of

TITLE = {"fr": "Congrès de Lausanne"}


@pytest.fixture
def source(app: Flask) -> Congress:
    """A congress with something in every drawer."""
    congress = make_congress("tunis", desks=[Desk.NOMINATION.value])
    set_template(congress, None, Look(two_sided=False), by=None)
    set_template(congress, category_of(congress, "press"), Look(format=BadgeFormat.CARD), by=None)
    with transaction():
        add_default_fields(congress)
        db.session.add(Deadline(congress_id=congress.id, kind=DeadlineKind.VISA, at=congress.registration_closes_at))
        db.session.add(ProtocolRank(congress_id=congress.id, number=1, label={"fr": "Chefs d’État"}))
        db.session.add(Letterhead(congress_id=congress.id, name={"fr": "AIMF"}, address={}, footer={}))
        signs = Signatory(congress_id=congress.id, name="Jean Dossou", title={"fr": "Secrétaire permanent"})
        db.session.add(signs)
        db.session.flush()
        for version in (1, 2):
            text = {"fact": "delegation_invited", "language": "fr", "version": version, "body": f"Texte {version}"}
            db.session.add(
                LetterText(
                    congress_id=congress.id, subject="Invitation", written_at=now(), signatory_id=signs.id, **text
                )
            )
        open_service_delegation(congress, "Presse", categories=["press"], by=None)
    make_registration(make_delegation(congress, "Parakou"))
    door = make_door(congress, room=room_of(congress), limit=40)
    scan(door, make_device(congress), make_badge(congress))
    make_session(congress)
    make_staff(CongressRole.PROGRAMME, congress=congress)
    return congress


def copy(source: Congress, name: str = "lausanne") -> Congress:
    starts_on = source.starts_on + timedelta(days=364)
    return copy_congress(source, number=900, name=name, title=TITLE, starts_on=starts_on, by=None)


def count(model: type, congress: Congress) -> int:
    return db.session.query(model).filter_by(congress_id=congress.id).count()


def test_every_table_of_a_congress_is_copied_or_said_never_to_be(app: Flask) -> None:
    """A table belongs to a congress by its column, or by a key to a table that does."""
    tables = db.metadata.tables
    mine = {name for name, table in tables.items() if "congress_id" in table.columns}
    apart = {"congress", "person", "member", "account"}
    while True:
        more = {
            name
            for name, table in tables.items()
            if name not in mine | apart and {key.column.table.name for key in table.foreign_keys} & mine
        }
        if not more:
            break
        mine |= more
    assert set(COPIED) & NEVER_COPIED == set()
    assert set(COPIED) | NEVER_COPIED == mine


def test_what_is_set_up_goes_over(source: Congress) -> None:
    made = copy(source)
    for model in (Category, Zone, Venue, Deadline, ProtocolRank, Field, Letterhead, Signatory):
        assert count(model, made) == count(model, source) > 0, model
    assert made.desks == [Desk.NOMINATION.value]
    assert [
        (room.name, room.capacity) for room in db.session.query(Room).join(Venue).filter_by(congress_id=made.id)
    ] == [("Grande salle", 400)]
    looks = looks_of([made.id])[made.id]
    assert (looks.default.two_sided, looks.of(category_of(made, "press").id).format) == (False, BadgeFormat.CARD)
    [door] = checkpoints_of(made)
    assert (door.limit, door.room.venue.congress_id) == (40, made.id)
    uses = db.session.query(FieldUse).join(Field).filter(Field.congress_id == made.id)
    assert uses.count() > 0
    assert {use.category.congress_id for use in uses} == {made.id}
    press = db.session.query(Category).filter_by(congress_id=made.id, code="press").one()
    assert press.default_places == {"member": 0, "partner": 0, "service": 20}


def test_the_text_in_force_becomes_the_first_version_with_its_signatory(source: Congress) -> None:
    made = copy(source)
    [text] = db.session.query(LetterText).filter_by(congress_id=made.id)
    assert (text.version, text.body, text.signatory.congress_id) == (1, "Texte 2", made.id)


def test_the_secretariat_s_own_delegations_go_over_with_their_places_and_nobody_else(source: Congress) -> None:
    made = copy(source)
    [own] = db.session.query(Delegation).filter_by(congress_id=made.id)
    assert (own.name, own.state, own.contacts) == ("Presse", DelegationState.PREPARED, [])
    [quota] = db.session.query(Quota).filter_by(delegation_id=own.id)
    assert (quota.places, quota.category.congress_id) == (20, made.id)


def test_nothing_that_is_never_copied_is_there(source: Congress) -> None:
    copy(source)
    made = congress_by_name("lausanne")
    assert made
    # Its own keys are new, and its journal begins with the copy.
    left = {name for name in NEVER_COPIED if "congress_id" in db.metadata.tables[name].columns}
    for name in left - {"badge_key", "journal_entry"}:
        table = db.metadata.tables[name]
        rows = db.session.execute(db.select(table).where(table.c.congress_id == made.id)).all()
        assert rows == [], name
    assert count(Registration, source) == 2
    assert count(OutgoingMessage, made) == 0


def test_dates_follow_the_first_day_at_the_same_hour_of_the_city(source: Congress) -> None:
    made = copy(source)
    apart = timedelta(days=364)
    assert (made.starts_on, made.ends_on) == (source.starts_on + apart, source.ends_on + apart)
    assert made.registration_closes_at == source.registration_closes_at.replace(second=0, microsecond=0) + apart
    [deadline] = db.session.query(Deadline).filter_by(congress_id=made.id)
    assert deadline.at == made.registration_closes_at


def test_an_hour_of_the_city_stays_across_the_change_of_clocks(app: Flask) -> None:
    congress = make_congress()
    congress.time_zone = "Europe/Paris"
    summer = congress.starts_on.replace(month=7, day=1)
    at = now().replace(year=summer.year, month=7, day=1, hour=10, minute=0, second=0, microsecond=0)
    congress.starts_on = summer
    assert shifted(at, congress, summer + timedelta(days=183)).hour == 11


def test_a_number_or_a_name_that_is_taken_leaves_nothing(source: Congress) -> None:
    copy(source)
    before = {model: db.session.query(model).count() for model in (Congress, Category, Field, LetterText)}
    with pytest.raises(CongressKnown):
        copy_congress(source, number=901, name="lausanne", title=TITLE, starts_on=source.starts_on, by=None)
    assert {model: db.session.query(model).count() for model in before} == before


def test_the_page_says_what_goes_over_then_copies(browser_of, source: Congress) -> None:
    desk = browser_of(make_staff(Role.SECRETARIAT))
    page = desk.get(desk.get("/tunis/settings").link("Copier ce congrès"))
    text = page.text.replace("\u00a0", " ")
    assert "3 catégories, avec les places de chaque genre de délégation" in text
    assert "1 texte, 1 signataire, l’en-tête" in text
    assert "2 inscriptions, les réponses" in text
    given = {"number": "77", "name": "lausanne", "title_fr": "Congrès de Lausanne", "starts_on": "2027-12-06"}
    assert "Écrivez le premier jour" in desk.post(page.path, {**given, "starts_on": ""}, 422).text
    assert "porte déjà ce numéro" in desk.post(page.path, {**given, "name": "tunis"}, 422).text
    settings = desk.post(page.path, given)
    assert settings.path == "/lausanne/settings"
    entry = db.session.query(JournalEntry).filter_by(verb="congress_created").one()
    assert entry.details["copied_from"] == "tunis"


def test_copying_is_the_secretariat_s(browser_of, source: Congress) -> None:
    reader = browser_of(make_staff(CongressRole.PROGRAMME, congress=source))
    reader.get("/tunis/settings/copy", 403)


def test_a_copy_keeps_every_column_of_a_category(source: Congress) -> None:
    made = copy(source)
    columns = {c.key for c in inspect(Category).column_attrs} - {"id", "public_id", "congress_id"}
    pairs = zip(
        db.session.query(Category).filter_by(congress_id=source.id).order_by(Category.number),
        db.session.query(Category).filter_by(congress_id=made.id).order_by(Category.number),
        strict=True,
    )
    for old, new in pairs:
        assert {c: getattr(old, c) for c in columns} == {c: getattr(new, c) for c in columns}
