"""The public pages: light, right in both cities, kept per version, without a cookie."""

import gzip

from sqlalchemy import event

from aimf_events.database import db
from aimf_events.programme import sessions
from tests.factories import make_congress, make_person
from tests.factories.programme import make_programme, make_released, publish, room_of


def test_empty_programme_says_that_it_comes(browse):
    congress = make_congress()
    assert "n’est pas encore publié" in browse.get(f"/{congress.name}/").text
    assert "n’est pas encore publié" in browse.get(f"/{congress.name}/programme").text


def test_programme_shows_hours_in_the_city_and_in_mine(browse):
    congress = make_congress()
    make_released(congress, "Ouverture")
    page = browse.get(f"/{congress.name}/programme?zone=America/Port-au-Prince")
    assert "9 h 30 – 11 h" in page.text.replace("\u00a0", " ")
    assert "3 h 30 – 5 h à Port-au-Prince" in page.text.replace("\u00a0", " ")


def test_english_reader_reads_english(browse):
    congress = make_congress()
    make_released(congress, title={"fr": "Ouverture", "en": "Opening"})
    page = browse.get(f"/{congress.name}/programme", language="en")
    assert "Opening" in page.text
    assert "9:30 – 11:00" in page.text


def test_choice_that_finds_nothing_offers_all(browse):
    congress = make_congress()
    make_released(congress, languages=["fr"])
    page = browse.get(f"/{congress.name}/programme?day=1999-01-01")
    assert "Aucune séance ne répond" in page.text
    assert page.link("Tout afficher") == f"/{congress.name}/programme"


def test_nonsense_in_the_address_counts_as_not_asked(browse):
    congress = make_congress()
    make_released(congress, "Ouverture")
    page = browse.get(f"/{congress.name}/programme?zone=%00&day=tomorrow&kind=x&room=")
    assert "Ouverture" in page.text


def test_title_is_text_never_markup(browse):
    congress = make_congress()
    make_released(congress, "<script>alert(1)</script>" + "É" * 150)
    assert "<script>alert" not in browse.get(f"/{congress.name}/programme").body


def test_online_address_is_on_no_public_page(browse):
    congress = make_congress()
    planned = make_released(congress)
    for path in ("", "programme", f"programme/{planned.public_id}"):
        assert "room.example.org" not in browse.get(f"/{congress.name}/{path}").body


def test_session_of_another_congress_or_not_public_is_not_there(browse):
    congress = make_congress()
    other, hidden = make_released(make_congress()), make_released(congress, is_public=False)
    browse.get(f"/{congress.name}/programme/{other.public_id}", status=404)
    browse.get(f"/{congress.name}/programme/{hidden.public_id}", status=404)
    browse.get("/nowhere/programme", status=404)


def test_anonymous_reader_gets_an_etag_then_304_and_no_cookie(client):
    congress = make_congress()
    make_released(congress)
    path = f"/{congress.name}/programme"
    first = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert first.headers["Vary"] == "Accept-Encoding, Accept-Language"
    assert "Set-Cookie" not in first.headers
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Content-Security-Policy" in first.headers
    assert b"programme-item" in gzip.decompress(first.data)
    etag = first.headers["ETag"]
    assert not etag.startswith("W/")
    again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    plain = client.get(path, headers={"If-None-Match": etag})
    assert (plain.status_code, plain.headers["ETag"] == etag) == (200, False)
    assert client.get(path, headers={"Accept-Encoding": "br;q=0, gzip"}).headers["Content-Encoding"] == "gzip"


def test_change_is_seen_at_the_request_after_its_release(client):
    congress = make_congress()
    planned = make_released(congress, "Ouverture")
    path = f"/{congress.name}/programme"
    assert b"Ouverture" in client.get(path).data
    sessions.cancel_session(planned, by=None)
    assert "Séance annulée".encode() not in client.get(path).data  # the draft is nobody's
    publish(congress)
    assert "Séance annulée".encode() in client.get(path).data


def test_languages_and_zones_are_not_mixed_up(client):
    congress = make_congress()
    make_released(congress, title={"fr": "Ouverture", "en": "Opening"})
    path = f"/{congress.name}/programme"
    assert b"Ouverture" in client.get(path, headers={"Accept-Language": "fr"}).data
    assert b"Opening" in client.get(path, headers={"Accept-Language": "en"}).data
    assert b"Hanoi" not in client.get(path, headers={"Accept-Language": "fr"}).data


def test_signed_in_reader_does_not_get_the_kept_page(browser_of):
    congress = make_congress()
    page = browser_of(make_person()).get(f"/{congress.name}/programme")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Se déconnecter" in page.text


def test_large_programme_is_light_and_is_not_rendered_again_when_kept(client):
    congress = make_congress()
    make_programme(congress)
    publish(congress)
    path = f"/{congress.name}/programme"
    first = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert len(first.data) < 30 * 1024
    seen = []
    count = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", count)
    client.get(path, headers={"Accept-Encoding": "gzip"})
    event.remove(db.engine, "before_cursor_execute", count)
    assert seen == []  # the version is asked on a connection of its own


def test_first_load_of_the_public_page_is_within_its_budget(client):
    congress = make_congress()
    make_programme(congress)
    publish(congress)
    answer = client.get(f"/{congress.name}/", headers={"Accept-Encoding": "gzip"})
    assert len(answer.data) < 14 * 1024


def test_filters_are_kept_in_the_address(browse):
    congress = make_congress()
    make_released(congress, "Ici", languages=["fr"])
    make_released(congress, "Ailleurs", room=None, place="Palais", languages=["ar"])
    page = browse.get(f"/{congress.name}/programme?room={room_of(congress).public_id}")
    assert "Ici" in page.text
    assert "Ailleurs" not in page.text
