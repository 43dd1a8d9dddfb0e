"""Open formats: valid against other people's schemas, the same bytes until a release, CORS, and feeds that agendas accept."""

import gzip
import json
import re
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest
from lxml import etree

from aimf_events.clock import now, set_for_tests
from aimf_events.database import transaction
from aimf_events.programme import schedule, sessions, sign_up, speakers
from aimf_events.programme.models import SessionMode, SpeakerRole
from aimf_events.programme.tracks import add_track
from tests.factories import make_congress, make_person
from tests.factories.programme import make_released, make_session, publish, room_of
from tests.itip import obeys_itip, parse_errors, read_with_ical_js

SCHEMAS = next(
    folder
    for parent in Path(__file__).resolve().parents
    for folder in (parent / "shared/data/schemas", parent / "work/shared/data/schemas")
    if folder.is_dir()
)


def change(planned, **values):
    return sessions.change_session(planned, by=None, **{**sessions.as_plan(planned), **values})


@pytest.fixture
def congress(app):
    """A programme with all that catches: controls, three scripts, midnight, no room, a cancelled session, an empty day."""
    congress = make_congress(starts_on=date(2026, 12, 9))
    with transaction():
        congress.ends_on = date(2026, 12, 11)
    track = add_track(congress, name={"fr": "Ville & numérique"}, by=None)
    first = make_session(congress, "Ouverture\x0b <solennelle> & \x01accueil", track=track)
    speakers.add_speaker(first, make_person("Hồng", "Nguyễn"), role=SpeakerRole.SPEAKER, function="Maire", by=None)
    speakers.add_speaker(first, make_person("Inconnu", "Interprète"), role=SpeakerRole.INTERPRETER, by=None)
    make_session(congress, "افتتاح", starts="22:00", minutes=300, day=date(2026, 12, 10))
    make_session(congress, "En ligne", starts="14:00", room=None, mode=SessionMode.ONLINE)
    make_session(congress, "À huis clos", starts="16:00", is_public=False)
    make_session(congress, "Toute une journée", starts="00:00", minutes=1439, day=date(2026, 12, 8))
    sessions.cancel_session(make_session(congress, "Annulée", starts="17:00"), by=None)
    publish(congress)
    return congress


def test_schedule_json_is_valid(client, congress):
    made = client.get(f"/{congress.name}/programme/schedule.json").get_json()
    schema = json.loads((SCHEMAS / "schedule.schema.json").read_text())
    checker = jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checker.iter_errors(made)] == []
    titles = [e["title"] for d in made["schedule"]["conference"]["days"] for r in d["rooms"].values() for e in r]
    assert titles == ["Toute une journée", "Ouverture <solennelle> & accueil", "En ligne", "افتتاح"]


def test_schedule_xml_is_valid_and_has_no_doctype(client, congress):
    body = client.get(f"/{congress.name}/programme/schedule.xml").data
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "schedule.xml.xsd")))
    document = etree.fromstring(body)
    schema.assertValid(document)
    assert b"<!DOCTYPE" not in body
    assert [day.get("date") for day in document.findall("day")] == [f"2026-12-{n:02d}" for n in (8, 9, 10, 11)]
    night = document.find("day[@date='2026-12-10']")
    assert night.get("end") == "2026-12-11T03:00:00+01:00"
    assert document.findtext("day/room/event/duration") == "23:59"
    assert "Interprète" not in body.decode()


def test_a_preparatory_workshop_days_before_to_which_one_signs_up_is_valid_in_both(client, congress):
    early = make_session(congress, "Atelier préparatoire", day=date(2026, 12, 4), room=None, mode=SessionMode.ONLINE)
    sign_up.open_sheet(early, room_places=0, online_places=40, closes_at=early.starts_at, by=None)
    publish(congress)
    made = client.get(f"/{congress.name}/programme/schedule.json").get_json()
    jsonschema.validate(made, json.loads((SCHEMAS / "schedule.schema.json").read_text()))
    conference = made["schedule"]["conference"]
    assert (conference["start"], conference["daysCount"]) == ("2026-12-04", 8)
    [[event]] = conference["days"][0]["rooms"].values()
    assert (event["title"], event["room"], event["description"]) == (
        "Atelier préparatoire",
        "En ligne",
        "Sur inscription.",
    )
    document = etree.fromstring(client.get(f"/{congress.name}/programme/schedule.xml").data)
    etree.XMLSchema(etree.parse(str(SCHEMAS / "schedule.xml.xsd"))).assertValid(document)
    assert document.findtext("day[@date='2026-12-04']/room/event/description") == "Sur inscription."
    assert len(document.findall("day")) == 8


def test_before_the_first_release_both_are_valid_and_empty(client):
    congress = make_congress()
    made = client.get(f"/{congress.name}/programme/schedule.json").get_json()
    jsonschema.validate(made, json.loads((SCHEMAS / "schedule.schema.json").read_text()))
    body = client.get(f"/{congress.name}/programme/schedule.xml").data
    etree.XMLSchema(etree.parse(str(SCHEMAS / "schedule.xml.xsd"))).assertValid(etree.fromstring(body))


def test_ids_and_guids_are_the_same_in_the_next_release(client, congress):
    def known():
        days = client.get(f"/{congress.name}/programme/schedule.json").get_json()["schedule"]["conference"]["days"]
        return {e["title"]: (e["id"], e["guid"]) for d in days for room in d["rooms"].values() for e in room}

    before = known()
    make_released(congress, "Une de plus", starts="08:00")
    after = known()
    assert {title: after[title] for title in before} == before
    assert len({ident for ident, _guid in after.values()}) == len(after)


@pytest.mark.parametrize(
    "path", ["programme.ics", "programme/schedule.json", "programme/schedule.xml", "programme/changes.atom"]
)
def test_public_formats_are_compressed_kept_and_the_same_until_a_release(client, congress, path):
    path = f"/{congress.name}/{path}"
    first = client.get(path, headers={"Accept-Encoding": "gzip", "Origin": "https://elsewhere.example"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(first.data) == client.get(path).data
    again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    if not path.endswith("atom"):
        assert {r.headers["Access-Control-Allow-Origin"] for r in (first, again)} == {"*"}
    make_session(congress, "Dans le brouillon", starts="07:00")
    assert (
        client.get(path, headers={"If-None-Match": first.headers["ETag"], "Accept-Encoding": "gzip"}).status_code == 304
    )
    publish(congress)
    assert client.get(path, headers={"Accept-Encoding": "gzip"}).headers["ETag"] != first.headers["ETag"]


def feed_of(client, congress, query=""):
    body = client.get(f"/{congress.name}/programme.ics{query}").data
    published = body.replace(b"CALSCALE:GREGORIAN\r\n", b"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n")
    assert parse_errors(body) == 0
    if b"BEGIN:VEVENT" in body:
        assert obeys_itip(published)
    return {
        next(p["values"][0] for p in each if p["name"] == "summary"): {p["name"]: p["values"][0] for p in each}
        for each in read_with_ical_js(body)["events"]
    }


def test_feed_has_the_public_sessions_and_says_which_are_off(client, congress):
    found = feed_of(client, congress)
    assert {title: each["status"] for title, each in found.items()} == {
        "Toute une journée": "CONFIRMED",
        "Ouverture <solennelle> & accueil": "CONFIRMED",
        "En ligne": "CONFIRMED",
        "Annulée": "CANCELLED",
        "افتتاح": "CONFIRMED",
    }
    assert found["En ligne"]["location"] == "En ligne"
    assert "attendee" not in found["En ligne"]


def test_feed_of_a_day_a_theme_a_room_a_person_or_some_numbers(client, congress):
    opening = "Ouverture <solennelle> & accueil"
    from aimf_events.programme.public import Choice, public_programme

    found = public_programme(congress, Choice())
    speaking = next(iter(p for p in found.people.values() if p.family_name == "Nguyễn"))
    number = next(s.number for _d, listed in found.days for s in listed if "Ouverture" in s.title["fr"])
    for query in (f"?track={found.tracks[0][0]}", f"?person={speaking.public_id}", f"?s={number}"):
        assert list(feed_of(client, congress, query)) == [opening]
    assert list(feed_of(client, congress, "?day=2026-12-10")) == ["افتتاح"]
    assert "En ligne" not in feed_of(client, congress, f"?room={room_of(congress).public_id}")
    assert feed_of(client, congress, "?s=999.x.-1") == {}


def test_session_that_is_off_leaves_the_feed_after_thirty_days(client, congress):
    assert "Annulée" in feed_of(client, congress)
    set_for_tests(now() + timedelta(days=31))
    assert "Annulée" not in feed_of(client, congress)


def test_session_made_secret_is_cancelled_in_the_feed_and_says_nothing_more(client, congress):
    planned = make_released(congress, "Devenue secrète", starts="08:00", text={"fr": "Le texte"})
    change(planned, is_public=False)
    publish(congress)
    found = feed_of(client, congress)["Devenue secrète"]
    assert found["status"] == "CANCELLED"
    assert "Le texte" not in found["description"]


def test_move_is_another_sequence_of_the_same_uid(client, congress):
    planned = make_released(congress, "Mobile", starts="08:00")
    before = feed_of(client, congress)["Mobile"]
    change(planned, starts="08:30")
    publish(congress)
    after = feed_of(client, congress)["Mobile"]
    assert (after["uid"], after["sequence"] - before["sequence"]) == (before["uid"], 1)


def test_words_are_as_these_formats_take_them():
    assert schedule.acronym("tn") == "tn__"
    assert schedule.acronym("tunis-2020") == "tunis_2020"
    assert schedule.slug("Ouverture solennelle : l’eau") == "s-ouverture-solennelle-l-eau"
    assert re.fullmatch("[a-z0-9_-]+[a-z0-9]", schedule.slug("افتتاح"))
    assert schedule.duration(1439) == "23:59"
    assert schedule.clean("a\x00b\ud800c\ufffe") == "abc"


def test_api_answers_the_programme_its_releases_and_changes(client, congress):
    base = f"/api/v1/congresses/{congress.name}/programme"
    answer = client.get(base)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(base, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert {each["title"]["fr"]: each["cancelled"] for each in answer.get_json()["sessions"]}["Annulée"] is True
    assert "huis clos" not in answer.get_data(as_text=True)
    make_released(congress, "Une de plus", starts="08:00")
    assert [each["number"] for each in client.get(base).get_json()["releases"]] == [2, 1]
    changes = client.get(base + "?since=1").get_json()["changes"]["sessions"]
    assert [(each["title"]["fr"], each["kinds"]) for each in changes] == [("Une de plus", ["new"])]
    for odd in ("?since=9", "?since=x", "?since=", "?since=1&to=99999999999"):
        assert client.get(base + odd).status_code == 404
    assert client.get("/api/v1/congresses/nowhere/programme").status_code == 404


def test_booklet_is_a_pdf_the_same_until_a_release(client, congress):
    first = client.get(f"/{congress.name}/programme.pdf")
    assert first.data.startswith(b"%PDF")
    assert client.get(f"/{congress.name}/programme.pdf").data == first.data
    assert client.get(f"/{make_congress().name}/programme.pdf").data.startswith(b"%PDF")
