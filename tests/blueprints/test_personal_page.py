"""The billet: for one person only, light, with the badge, the hours at home and the way in."""

import gzip
import re
from datetime import UTC, date, datetime

import pytest

from aimf_events.checkin.badges import issue_badge
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import Phase
from aimf_events.database import transaction
from aimf_events.programme.invitations import calendar_bytes
from aimf_events.programme.models import SessionMode
from aimf_events.programme.sessions import cancel_session
from aimf_events.registration.links import registration_by_ticket, ticket_token, ticket_url
from aimf_events.registration.models import Mode, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration
from tests.factories.programme import make_released, publish


@pytest.fixture
def congress(app):
    set_for_tests(datetime(2026, 12, 8, 12, tzinfo=UTC))
    return make_congress(starts_on=date(2026, 12, 9), phase=Phase.CONGRESS)


def accredited(congress, **values):
    delegation = make_delegation(congress)
    with transaction():
        delegation.time_zone = "America/Port-au-Prince"
    registration = make_registration(delegation, state=RegistrationState.APPROVED, **values)
    issue_badge(registration)
    return registration


def path_of(registration):
    return f"/{registration.congress.name}/billet/{ticket_token(registration)}"


def test_link_alone_shows_nothing_personal_and_asks_who_you_are(browse, congress):
    registration = accredited(congress)
    page = browse.get(path_of(registration))
    assert page.h1 == ["Connexion"]
    assert page.value("next") == path_of(registration)
    assert registration.person.family_name not in page.body
    assert registration.email not in page.body


def test_billet_shows_the_badge_and_the_next_session_here_and_at_home(browser_of, congress):
    registration = accredited(congress, mode=Mode.ONLINE)
    make_released(congress, "Assemblée générale")
    page = browser_of(registration.person).get(path_of(registration))
    text = page.text.replace("\u00a0", " ")
    assert "Gounou Yérima" in text
    assert "9 h 30 – 11 h à Tunis" in text
    assert "3 h 30 – 5 h à Port-au-Prince" in text
    assert "<svg" in page.body
    assert page.link("Rejoindre en ligne").startswith("/r/")
    assert "room.example.org" not in page.body


def test_other_person_is_told_whose_it_is_not(browser_of, congress):
    registration = accredited(congress)
    page = browser_of(make_person("Rachidi", "Autre")).get(path_of(registration), status=403)
    assert page.h1 == ["Ce billet est celui d’une autre personne"]
    assert registration.person.family_name not in page.body


def test_forged_withdrawn_and_other_congress_links_open_nothing(browser_of, congress):
    registration = accredited(congress)
    reader, token = browser_of(registration.person), ticket_token(registration)
    for bad in (token[:-1] + ("A" if token[-1] != "A" else "B"), "x", "é" * 40, token + "A" * 300):
        reader.get(f"/{congress.name}/billet/{bad}", status=404)
    reader.get(f"/{make_congress().name}/billet/{token}", status=404)
    with transaction():
        registration.link_generation = 2
    reader.get(f"/{congress.name}/billet/{token}", status=404)
    assert registration_by_ticket(token) is None
    assert ticket_url(registration).endswith(ticket_token(registration))


@pytest.mark.parametrize(
    "state, words",
    [
        (RegistrationState.DRAFT, "pas encore envoyé"),
        (RegistrationState.SUBMITTED, "à l’examen"),
        (RegistrationState.ON_HOLD, "une précision"),
        (RegistrationState.REFUSED, "pas été acceptée"),
        (RegistrationState.WITHDRAWN, "n’ouvre plus aucune porte"),
    ],
)
def test_without_accreditation_the_page_says_what_is_awaited(browser_of, congress, state, words):
    registration = make_registration(make_delegation(congress), state=state)
    make_released(congress, "Bureau secret")
    page = browser_of(registration.person).get(path_of(registration))
    assert words in page.text
    assert "Code du badge" not in page.body
    assert "Bureau secret" not in page.text
    browser_of(registration.person).get(path_of(registration) + "/badge.pdf", status=404)
    browser_of(registration.person).get(path_of(registration) + "/calendar.ics", status=404)


def test_person_expected_in_the_room_is_offered_online_only_what_is_only_online(browser_of, congress):
    registration = accredited(congress, mode=Mode.IN_PERSON)
    make_released(congress, "Dans la salle", mode=SessionMode.HYBRID)
    make_released(congress, "Par vidéo", mode=SessionMode.ONLINE, starts="14:00")
    page = browser_of(registration.person).get(path_of(registration))
    assert [text for _url, text in page.links if "Rejoindre" in text] == ["Rejoindre en ligne : Par vidéo"]


def test_cancelled_session_is_struck_and_cannot_be_joined(browser_of, congress):
    registration = accredited(congress, mode=Mode.ONLINE)
    cancel_session(make_released(congress), by=None)
    publish(congress)
    page = browser_of(registration.person).get(path_of(registration))
    assert "Séance annulée" in page.text
    assert "Rejoindre" not in page.text


def test_session_not_public_is_shown_to_its_speakers_only(browser_of, congress):
    registration = accredited(congress)
    make_released(congress, "À huis clos", is_public=False)
    assert "À huis clos" not in browser_of(registration.person).get(path_of(registration)).text


def test_downloads_are_those_of_the_letter_and_private(browser_of, congress):
    registration = accredited(congress)
    reader = browser_of(registration.person)
    answer = reader.client.get(path_of(registration) + "/calendar.ics")
    assert answer.data == calendar_bytes(registration, registration.person.language)
    assert answer.headers["Cache-Control"] == "no-store"
    assert reader.client.get(path_of(registration) + "/badge.pdf").data.startswith(b"%PDF")


def test_page_is_within_its_weight(browser_of, congress):
    registration = accredited(congress, mode=Mode.BOTH)
    for n in range(24):
        make_released(congress, f"Séance numéro {n} sur les villes", starts=f"{8 + n // 2}:00".zfill(5))
    reader = browser_of(registration.person)
    answer = reader.client.get(path_of(registration), headers={"Accept-Encoding": "gzip"})
    assert b"billet" in gzip.decompress(answer.data)
    assert len(answer.data) <= 10 * 1024


def test_worker_sees_only_the_billets_of_its_congress(client, congress):
    answer = client.get(f"/{congress.name}/billet/ticket-worker.js")
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "Service-Worker-Allowed" not in answer.headers


def test_account_key_tells_persons_apart_and_names_nobody(browser_of, congress):
    first, second = accredited(congress), accredited(congress)
    keys = [
        re.search(r'data-account="(\w+)"', browser_of(each.person).get(path_of(each)).body)[1]
        for each in (first, second)
    ]
    assert keys[0] != keys[1]
