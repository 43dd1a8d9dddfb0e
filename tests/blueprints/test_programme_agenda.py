"""Personal agendas, with and without an account, the calendar that follows them, and the screen of a hall."""

from datetime import UTC, date, datetime

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import set_for_tests
from aimf_events.database import db
from aimf_events.programme import change_letters, releases, sessions, speakers
from aimf_events.programme.choices import chosen_by
from aimf_events.programme.feeds import feed_token
from aimf_events.programme.models import SessionMode, SpeakerRole
from aimf_events.registration.accreditation import approve
from aimf_events.registration.links import ticket_token
from tests.factories import make_congress, make_delegation, make_registration, make_staff
from tests.factories.programme import make_released, make_session, publish
from tests.itip import parse_errors, read_with_ical_js


@pytest.fixture
def congress(app):
    return make_congress(starts_on=date(2026, 12, 9))


@pytest.fixture
def registration(congress):
    made = make_registration(make_delegation(congress))
    approve(made, by=make_staff(Role.SECRETARIAT))
    return made


def titles(body):
    assert parse_errors(body) == 0
    return [p["values"][0] for each in read_with_ical_js(body)["events"] for p in each if p["name"] == "summary"]


def test_agenda_without_an_account_is_its_address(client, browse, congress):
    for n in range(3):
        make_released(congress, f"Séance {n + 1} du jour", starts=f"1{n}:00", minutes=30)
    page = browse.get(f"/{congress.name}/programme/agenda")
    assert "Séance 2 du jour" in page.text
    asked = client.get(f"/{congress.name}/programme/agenda?s=1&s=3")
    assert asked.headers["Location"] == f"/{congress.name}/programme/agenda?s=1.3"
    page = browse.get(f"/{congress.name}/programme/agenda?s=1.3")
    assert "Séance 1 du jour" in page.text
    assert "Séance 2 du jour" not in page.text
    assert titles(client.get(page.link("Mettre dans mon agenda électronique")).data) == [
        "Séance 1 du jour",
        "Séance 3 du jour",
    ]
    assert "ne sont plus au programme" in browse.get(f"/{congress.name}/programme/agenda?s=99").text
    assert "Set-Cookie" not in client.get(f"/{congress.name}/programme/agenda?s=1").headers


def test_participant_ticks_sessions_and_subscribes(browser_of, client, congress, registration):
    kept = make_released(congress, "Choisie")
    make_released(congress, "Autre", starts="14:00")
    reader = browser_of(registration.person)
    path = f"/{congress.name}/billet/{ticket_token(registration)}/agenda"
    reader.get(path)
    page = reader.post(path, {"session": [kept.public_id, "unknown"]})
    assert "Votre agenda est enregistré" in page.text
    assert chosen_by(registration) == {kept.id}
    feed = f"/{congress.name}/programme/mine/{feed_token(registration)}.ics"
    first = client.get(feed)
    assert titles(first.data) == ["Choisie"]
    assert client.get(feed, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    reader.post(path, {})
    assert chosen_by(registration) == set()


def test_agenda_of_another_person_is_closed_and_a_revoked_address_says_nothing(
    browser_of, client, congress, registration
):
    make_released(congress)
    stranger = make_registration(make_delegation(congress))
    browser_of(stranger.person).get(f"/{congress.name}/billet/{ticket_token(registration)}/agenda", status=403)
    token = feed_token(registration)
    assert client.get(f"/{make_congress().name}/programme/mine/{token}.ics").status_code == 404
    assert client.get(f"/{congress.name}/programme/mine/{token[:-2]}xx.ics").status_code == 404
    registration.link_generation += 1
    db.session.commit()
    assert client.get(f"/{congress.name}/programme/mine/{token}.ics").status_code == 404


def test_session_closed_to_a_participant_is_never_in_their_agenda(browser_of, client, congress, registration):
    hidden = make_released(congress, "À huis clos", is_public=False)
    reader = browser_of(registration.person)
    path = f"/{congress.name}/billet/{ticket_token(registration)}/agenda"
    assert "huis clos" not in reader.get(path).text
    reader.post(path, {"session": [hidden.public_id]})
    assert titles(client.get(f"/{congress.name}/programme/mine/{feed_token(registration)}.ics").data) == []


def test_own_part_bears_the_uid_of_its_letter(client, congress, registration):
    planned = make_session(congress, "À huis clos", is_public=False)
    speakers.add_speaker(planned, registration.person, role=SpeakerRole.CHAIR, by=None)
    publish(congress)
    change_letters.send_letters(congress, seen=change_letters.letters_to_send(congress).seen, by=None)
    from aimf_events.mail.models import OutgoingMessage

    told = db.session.scalars(db.select(OutgoingMessage).filter_by(fact="speaker_asked")).one().data["event"]["uid"]
    body = client.get(f"/{congress.name}/programme/mine/{feed_token(registration)}.ics").data
    [event] = read_with_ical_js(body)["events"]
    found = {p["name"]: p["values"][0] for p in event}
    assert (found["uid"], found["status"]) == (told, "CONFIRMED")
    sessions.cancel_session(planned, by=None)
    publish(congress)
    [event] = read_with_ical_js(client.get(f"/{congress.name}/programme/mine/{feed_token(registration)}.ics").data)[
        "events"
    ]
    assert {p["name"]: p["values"][0] for p in event}["status"] == "CANCELLED"


def test_hall_shows_what_is_on_and_what_follows(browse, client, congress):
    make_released(congress, "Ouverture", starts="09:00", minutes=60)
    make_released(congress, "Débat", starts="10:30", minutes=60)
    make_released(congress, "Patio", starts="10:30", minutes=60, room=None, place="Patio")
    set_for_tests(datetime(2026, 12, 9, 8, 30, tzinfo=UTC))
    page = browse.get(f"/{congress.name}/programme/hall")
    assert "9 h 30 à Tunis" in page.text
    assert page.text.index("Maintenant") < page.text.index("Ouverture") < page.text.index("Débat")
    assert page.headers["Refresh"] == "30"
    [shown] = [s for s in releases.released_sessions(congress) if s.title["fr"] == "Ouverture"]
    alone = browse.get(f"/{congress.name}/programme/hall?room={shown.room.public_id}")
    assert "Patio" not in alone.text
    set_for_tests(datetime(2026, 12, 8, 2, 0, tzinfo=UTC))
    page = browse.get(f"/{congress.name}/programme/hall")
    assert "Aucune séance dans les prochaines heures." in page.text
    assert "La prochaine Ouverture mercredi 9 décembre, 9 h – 10 h" in " ".join(page.text.split())


def test_a_session_on_site_whose_place_nobody_wrote_is_not_said_to_be_online(browse, client, congress):
    nowhere = make_session(congress, "Pause", starts="09:00", mode=SessionMode.IN_PERSON, room=None)
    make_session(congress, "Webinaire", starts="09:00", mode=SessionMode.ONLINE, room=None)
    make_session(congress, "Plénière", starts="09:00")
    publish(congress)
    set_for_tests(nowhere.starts_at)
    told = browse.get(f"/{congress.name}/programme/hall").text
    assert [told.index(each) for each in ("Grande salle", "En ligne", "Lieu à préciser")] == sorted(
        told.index(each) for each in ("Grande salle", "En ligne", "Lieu à préciser")
    )
    feed = client.get(f"/{congress.name}/programme.ics").text
    assert feed.count("fr:Lieu à préciser") == 1
    assert feed.count("fr:En ligne") == 1
