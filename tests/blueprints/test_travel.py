"""Compléments, voyage, and what comes out of them: on the delegation's pages, at the host team's desk, for the host's security."""

import io
import re
from datetime import timedelta

import msoffcrypto
import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from aimf_events.accounts.models import Role
from aimf_events.clock import now
from aimf_events.congress.models import CongressRole, Phase
from aimf_events.database import db, transaction
from aimf_events.journal import JournalEntry
from aimf_events.registration.default_fields import add_default_fields
from aimf_events.registration.delegations import invitation_token
from aimf_events.registration.field_answers import save_answers
from aimf_events.registration.fields import fields_of
from aimf_events.registration.journeys import JourneyPlan, add_journey
from aimf_events.registration.models import Direction, FieldPhase, Journey, Means, SecurityList, Stay
from aimf_events.registration.purge import purge_congress
from aimf_events.registration.stays import StayPlan, add_stay
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.registration.agile import decrypted
from tests.registration.test_answers import visa

PASSPORT = "X1234567"


@pytest.fixture
def delegation(app):
    congress = make_congress("tunis")
    with transaction():
        add_default_fields(congress)
    return make_delegation(congress, "Cotonou", places={"delegate": 9})


def path(delegation, rest=""):
    return f"/tunis/delegation/{invitation_token(delegation)}{rest}"


@pytest.fixture
def desk(browser_of):
    return browser_of(make_staff(Role.SECRETARIAT))


def travels(delegation, *people):
    congress = delegation.congress
    for way, day in ((Direction.ARRIVAL, congress.starts_on), (Direction.DEPARTURE, congress.ends_on)):
        hour = "09:40" if way is Direction.ARRIVAL else "18:10"
        add_journey(delegation, JourneyPlan(way, Means.FLIGHT, day, hour, "Tunis-Carthage", "TU 717"), people, by=None)
    add_stay(delegation, StayPlan("Hôtel Carlton", congress.starts_on, congress.ends_on), people[:3], by=None)
    for person in people:
        given = {"diet": ["halal"], "interpretation": "en", "diet_detail": "=1+1 arachides"}
        save_answers(person, FieldPhase.REGISTRATION, given, by=None)


def test_supplements_are_saved_as_they_stand_and_say_what_is_missing(desk, delegation):
    person = make_registration(delegation)
    assert re.search(r"Il manque : .*\d réponse", desk.get(path(delegation)).text.replace("\u00a0", " "))
    page = desk.get(path(delegation, "/supplements"))
    page = desk.get(page.link("Séjour et séances"))
    page = desk.post(page.path, {"diet": ["halal"], "diet_detail": "<b>arachides</b>"})
    assert "Il manque encore : Langue d’écoute des séances." in page.text.replace("\u00a0", " ")
    page = desk.get(path(delegation, f"/person/{person.public_id}/supplements/registration"))
    assert page.value("diet_detail") == "<b>arachides</b>"
    assert "complet" in desk.post(page.path, {"interpretation": "fr"}).text
    desk.get(page.path)
    assert "300 caractères" in desk.post(page.path, {"diet_detail": "x" * 301}, 422).text
    desk.get(path(delegation, f"/person/{person.public_id}/supplements/nothing"), 404)


def test_passport_is_never_shown_back_and_the_desk_reads_it_by_an_act(desk, browser_of, delegation):
    congress, person = delegation.congress, make_registration(delegation)
    target = path(delegation, f"/person/{person.public_id}/supplements/visa")
    desk.get(target)
    page = desk.post(target, {"visa_letter": "yes"})
    assert "Numéro du passeport" in page.text
    desk.post(target, visa(congress))
    page = desk.get(target)
    assert "••••••67" in page.text
    assert PASSPORT not in page.body
    reader = browser_of(make_staff(CongressRole.ACCREDITATION, congress=congress))
    page = reader.get(f"/tunis/travel/answers/{person.public_id}")
    assert PASSPORT not in page.body
    assert db.session.query(JournalEntry).filter_by(verb="secret_read").count() == 0
    number = next(field for field in fields_of(congress) if field.code == "passport_number")
    reading = f"/tunis/travel/answers/{person.public_id}/{number.public_id}/reading"
    page = reader.post(reading)
    assert PASSPORT in page.body
    assert page.headers["Cache-Control"] == "no-store"
    (entry,) = db.session.scalars(db.select(JournalEntry).filter_by(verb="secret_read")).all()
    assert entry.details["fields"] == ["passport_number"]
    desk.get(f"/tunis/travel/answers/{person.public_id}")
    desk.post(reading, status=403)


def test_group_travels_together_from_one_form(desk, delegation):
    people = [make_registration(delegation) for _each in range(2)]
    page = desk.get(path(delegation, "/travel/journeys/new/arrival"))
    given = {
        "people": [person.public_id for person in people],
        "means": "flight",
        "day": delegation.congress.starts_on.isoformat(),
        "hour": "09:40",
        "place": "Tunis-Carthage",
        "wants_transfer": "y",
    }
    assert "TU 717" in desk.post(page.path, {**given, "number": "vol sept"}, 422).text
    assert "au moins une personne" in desk.post(page.path, {**given, "people": []}, 422).text
    page = desk.post(page.path, {**given, "number": "tu0717"})
    assert "TU 717" in page.text
    journey = db.session.scalars(db.select(Journey)).one()
    page = desk.get(path(delegation, f"/travel/journeys/{journey.public_id}"))
    assert sum("checked" in f for f in page.fields if f.get("name") == "people") == 2
    desk.get(path(delegation, "/travel/rooms/new"))
    room = {"people": given["people"], "hotel": "Hôtel Carlton"}
    days = {"arrives_on": given["day"], "leaves_on": (delegation.congress.ends_on + timedelta(days=1)).isoformat()}
    desk.post(path(delegation, "/travel/rooms/new"), {**room, **days, "leaves_on": given["day"]}, 422)
    assert "Hôtel Carlton" in desk.post(path(delegation, "/travel/rooms/new"), {**room, **days}).text
    stay = db.session.scalars(db.select(Stay)).one()
    desk.get(path(delegation, f"/travel/rooms/{stay.public_id}"))
    desk.post(path(delegation, f"/travel/rooms/{stay.public_id}/removal"))
    assert "Pas encore dit" in desk.post(path(delegation, f"/travel/journeys/{journey.public_id}/removal")).text


def test_link_alone_shows_no_journey_of_others(browse, delegation):
    travels(delegation, make_registration(delegation))
    assert browse.get(path(delegation, "/travel")).h1 == ["Qui êtes-vous ?"]
    journey = db.session.scalars(db.select(Journey)).first()
    assert browse.post(path(delegation, f"/travel/journeys/{journey.public_id}/removal")).h1 == ["Qui êtes-vous ?"]
    assert db.session.query(Journey).count() == 2


def test_after_the_deadline_the_page_says_so_and_refuses(browser_of, delegation):
    from aimf_events.registration.delegations import add_correspondent
    from aimf_events.registration.models import ContactRole

    person, head = make_registration(delegation), make_person()
    add_correspondent(delegation, head, ContactRole.HEAD, head.email, by=None)
    reader = browser_of(head)
    with transaction():
        delegation.congress.phase = Phase.CLOSED_REGISTRATION
    target = path(delegation, f"/person/{person.public_id}/supplements/registration")
    assert "La date limite pour ces réponses est passée" in reader.get(target).text
    assert "date limite" in reader.post(target, {"interpretation": "fr"}, 409).text


LISTS = ("", "departures", "transfers", "rooms", "needs", "interpretation")


@pytest.mark.parametrize("name", LISTS)
def test_each_list_is_empty_then_full_with_as_many_queries_for_one_as_for_four(desk, delegation, name):
    address = f"/tunis/travel/{name}"
    assert "pour le moment" in desk.get(address).text

    def count():
        statements = []
        listen = lambda *args: statements.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        page = desk.get(address)
        event.remove(db.engine, "before_cursor_execute", listen)
        return page, len(statements)

    travels(delegation, make_registration(delegation))
    page, one = count()
    assert "Cotonou" in page.text
    desk.get(f"{address}?lang=en")
    others = make_delegation(delegation.congress, "N’Djaména")
    travels(others, *(make_registration(others) for _each in range(3)))
    page, four = count()
    assert "N’Djaména" in page.text
    assert four == one


@pytest.mark.parametrize("name", ["arrivals", "departures", "transfers", "rooms", "needs", "interpretation"])
def test_each_list_leaves_as_a_file_and_the_journal_says_so(desk, delegation, name):
    travels(delegation, make_registration(delegation))
    answer = desk.client.get(f"/tunis/travel/{name}.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert "Cotonou" in [cell.value for cell in sheet[2]]
    text = desk.client.get(f"/tunis/travel/{name}.csv").data.decode("utf-8-sig")
    assert ";=" not in text
    assert db.session.query(JournalEntry).filter_by(verb="table_exported").count() == 2


def test_filters_stay_in_the_address_and_narrow_the_file(desk, delegation):
    travels(delegation, make_registration(delegation))
    assert "Personne ne répond" in desk.get("/tunis/travel/?q=dakar").text
    page = desk.get("/tunis/travel/?q=cotonou")
    assert "q=cotonou" in page.link("CSV")
    assert desk.client.get("/tunis/travel/arrivals.csv?q=dakar").data.decode().count("\n") == 1


def test_security_list_opens_with_its_passphrase_and_no_other(browser_of, delegation):
    congress, person = delegation.congress, make_registration(delegation)
    save_answers(person, FieldPhase.VISA, visa(congress), by=None)
    reader = browser_of(make_staff(CongressRole.ACCREDITATION, congress=congress))
    reader.get("/tunis/travel/security-lists")
    reader.post("/tunis/travel/security-lists", {"recipient": ""}, 422)
    given = {"recipient": "Cdt Ben Salah", "organisation": "Garde présidentielle", "purpose": "Accès à la Kasbah"}
    page = reader.post("/tunis/travel/security-lists", {**given, "fields": ["passport_number", "birth_date"]})
    passphrase = next(word for word in page.text.split() if word.count("-") == 4)
    made = db.session.scalars(db.select(SecurityList)).one()
    assert passphrase not in reader.get("/tunis/travel/security-lists").body
    sealed = reader.client.post(
        f"/tunis/travel/security-lists/{made.public_id}/file", data={"csrf_token": reader.page.csrf}
    ).data
    assert PASSPORT.encode() not in sealed
    sheet = load_workbook(io.BytesIO(decrypted(sealed, passphrase))).worksheets[0]
    assert PASSPORT in [cell.value for cell in sheet[2]]
    with pytest.raises(ValueError, match="passphrase"):
        decrypted(sealed, passphrase[:-1] + ("A" if passphrase[-1] != "A" else "B"))
    with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
        msoffcrypto.OfficeFile(io.BytesIO(sealed)).load_key("wrong", verify_password=True)
    verbs = set(db.session.scalars(db.select(JournalEntry.verb)))
    assert {"secret_read", "security_list_made", "security_list_taken"} <= verbs
    assert passphrase not in "".join(e.payload or "" for e in db.session.scalars(db.select(JournalEntry)))


def test_secretariat_that_is_no_reader_of_passports_puts_none_into_a_list(desk, delegation):
    save_answers(make_registration(delegation), FieldPhase.VISA, visa(delegation.congress), by=None)
    page = desk.get("/tunis/travel/security-lists")
    assert "aucune autre réponse ne vous est ouverte" in page.text
    given = {"recipient": "A", "organisation": "B", "purpose": "C", "fields": ["passport_number"]}
    desk.post("/tunis/travel/security-lists", given, 422)


def test_file_of_a_security_list_goes_with_its_retention_and_its_line_stays(browser_of, delegation):
    congress = delegation.congress
    make_registration(delegation)
    reader = browser_of(make_staff(CongressRole.ACCREDITATION, congress=congress))
    reader.get("/tunis/travel/security-lists")
    reader.post("/tunis/travel/security-lists", {"recipient": "A", "organisation": "B", "purpose": "C"})
    with transaction():
        congress.starts_on = congress.ends_on = now().date() - timedelta(days=32)
    assert purge_congress(congress) == {"security_files": 1}
    assert "effacé" in reader.get("/tunis/travel/security-lists").text
    made = db.session.scalars(db.select(SecurityList)).one()
    reader.post(f"/tunis/travel/security-lists/{made.public_id}/file", status=404)


def test_an_interpreter_is_led_to_the_languages_and_the_host_team_to_the_arrivals(browser_of, delegation):
    ways = {}
    for role in (CongressRole.INTERPRETER, CongressRole.HOST_TEAM):
        page = browser_of(make_staff(role, congress=delegation.congress)).get("/tunis/travel/interpretation")
        ways[role] = {address.partition("?")[0] for address, _words in page.links if "/travel/" in address}
    assert ways[CongressRole.INTERPRETER] == {"/tunis/travel/interpretation"}
    assert "/tunis/travel/departures" in ways[CongressRole.HOST_TEAM]
