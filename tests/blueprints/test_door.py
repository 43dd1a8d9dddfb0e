"""The doors' pages: hold, scan by typing without JavaScript, verdicts, counters, badges, devices, keys."""

from typing import Any

import pytest

from aimf_events.checkin.badges import issue_badge, revoke_badge
from aimf_events.checkin.keys import ensure_keys
from aimf_events.checkin.models import Scan, ScanDevice
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.registration.models import RegistrationState
from tests.checkin.doors import make_badge, make_door, today_congress
from tests.factories import make_congress, make_delegation, make_registration, make_staff


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


@pytest.fixture
def volunteer(congress: Any, browser_of: Any) -> Any:
    return browser_of(make_staff(CongressRole.DOOR, congress=congress))


@pytest.fixture
def supervisor(congress: Any, browser_of: Any) -> Any:
    return browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))


def hold(browser: Any, congress: Any, door: Any, label: str = "porte B") -> str:
    """Begin a shift; return the address of the scan page."""
    browser.get(f"/{congress.name}/door/checkpoints/{door.public_id}/hold")
    page = browser.post(f"/{congress.name}/door/checkpoints/{door.public_id}/hold", {"label": label})
    assert page.h1 == [door.name]
    return f"/{congress.name}/door/scan/{door.public_id}"


def type_code(browser: Any, address: str, code: str, direction: str = "in") -> Any:
    """Type a code on the scan page, as without JavaScript."""
    page = browser.get(address)
    return browser.post(address, {"code": code, "direction": direction, "nonce": page.value("nonce")})


def test_volunteer_types_a_code_without_javascript_and_reads_the_verdicts(congress: Any, volunteer: Any) -> None:
    badge, door = make_badge(congress), make_door(congress)
    address = hold(volunteer, congress, door)
    first, second = type_code(volunteer, address, badge.short_code), type_code(volunteer, address, badge.short_code)
    assert first.h1 == ["Entrez"]
    assert badge.registration.person.badge_name in first.text
    assert second.h1 == ["Déjà entré"]
    assert "porte B" in second.text


def test_was_out_is_an_exit_and_an_entry_without_javascript(congress: Any, volunteer: Any) -> None:
    badge, address = make_badge(congress), hold(volunteer, congress, make_door(congress))
    assert type_code(volunteer, address, badge.short_code).h1 == ["Entrez"]
    page = type_code(volunteer, address, badge.short_code)
    assert "Sortie non notée" in page.text
    act = next(form["action"] for form in page.forms if form["action"].endswith("/was-out"))
    assert volunteer.post(act).h1 == ["Entrez"]
    volunteer.get(address)
    assert volunteer.post(act).h1 == ["Entrez"]
    rows = db.session.execute(db.select(Scan.direction, Scan.reason).order_by(Scan.seq)).all()
    assert [tuple(row) for row in rows] == [
        ("in", "welcome"),
        ("in", "already_in"),
        ("out", "goodbye"),
        ("in", "welcome"),
    ]


def test_whoever_holds_the_door_lets_someone_pass_and_the_supervisor_writes_the_rest(
    congress: Any, volunteer: Any, supervisor: Any
) -> None:
    badge, door = make_badge(congress), make_door(congress, category_numbers=[99])
    address = hold(volunteer, congress, door)
    refused = type_code(volunteer, address, badge.short_code)
    assert "Laisser passer" in refused.text
    act = next(form["action"] for form in refused.forms if form["action"].endswith("/let-in"))
    for _ in range(2):  # touched twice, it is one fact
        assert volunteer.post(act, {}).h1 == ["Entrez"]
        volunteer.get(address)
    assert [s.reason for s in db.session.scalars(db.select(Scan).order_by(Scan.id))] == ["other_category", "let_in"]
    listed = supervisor.get(f"/{congress.name}/door/incidents")
    assert badge.registration.person.badge_name in listed.text
    settle = next(form["action"] for form in listed.forms if form["action"].endswith("/review"))
    assert "en disant qui est entré" in supervisor.post(settle, {"note": ""}, 422).text
    assert "C’est noté." in supervisor.post(settle, {"note": "Invité du Gouverneur"}).text
    assert "Invité du Gouverneur" in supervisor.get(f"/{congress.name}/door/incidents?seen=1").text
    volunteer.get(f"/{congress.name}/door/incidents", 403)


def test_a_personality_without_a_badge_enters_at_one_touch(congress: Any, volunteer: Any) -> None:
    address = hold(volunteer, congress, make_door(congress))
    page = volunteer.get(address)
    act = next(form for form in page.forms if form["action"].endswith("/without-badge"))
    nonce = next(field["value"] for field in act["fields"] if field.get("name") == "nonce")
    for _ in range(2):
        assert volunteer.post(act["action"], {"nonce": nonce}).h1 == ["Entrez"]
        volunteer.get(address)
    assert [s.reason for s in db.session.scalars(db.select(Scan))] == ["let_in"]


def test_nobody_lets_pass_on_another_one_s_scan(congress: Any, volunteer: Any) -> None:
    address = hold(volunteer, congress, make_door(congress))
    volunteer.post(f"{address}/verdicts/{'0' * 32}/let-in", status=404)


def test_was_out_of_a_scan_that_is_not_one_s_own_does_not_exist(congress: Any, volunteer: Any) -> None:
    address = hold(volunteer, congress, make_door(congress))
    volunteer.post(f"{address}/verdicts/{'0' * 32}/was-out", status=404)


def test_form_sent_twice_is_one_scan(congress: Any, volunteer: Any) -> None:
    badge, address = make_badge(congress), hold(volunteer, congress, make_door(congress))
    sent = {"code": badge.short_code, "direction": "in", "nonce": volunteer.get(address).value("nonce")}
    assert volunteer.post(address, sent).h1 == ["Entrez"]
    volunteer.get(address)
    assert volunteer.post(address, sent).h1 == ["Entrez"]
    assert len(db.session.scalars(db.select(Scan)).all()) == 1


@pytest.mark.parametrize(
    "rules, word",
    [
        ({"category_numbers": [1]}, "Pas cette salle"),
        ({"zones": 4}, "Pas cette salle"),
        ({"is_open": False}, "Porte fermée"),
    ],
)
def test_words_of_a_refusal(congress: Any, volunteer: Any, rules: Any, word: str) -> None:
    badge, address = make_badge(congress), hold(volunteer, congress, make_door(congress, **rules))
    assert type_code(volunteer, address, badge.short_code).h1 == [word]


def test_words_for_dead_and_unknown_badges(congress: Any, volunteer: Any) -> None:
    badge, address = make_badge(congress), hold(volunteer, congress, make_door(congress))
    revoke_badge(badge, by=None)
    assert type_code(volunteer, address, badge.short_code).h1 == ["Badge annulé"]
    assert type_code(volunteer, address, "000000000").h1 == ["Badge inconnu"]
    assert type_code(volunteer, address, "AAAAAAAAB").h1 == ["Code illisible"]


def test_empty_code_is_asked_again(congress: Any, volunteer: Any) -> None:
    address = hold(volunteer, congress, make_door(congress))
    page = volunteer.get(address)
    again = volunteer.post(address, {"code": "", "direction": "in", "nonce": page.value("nonce")}, status=422)
    assert "Tapez le code" in again.text


def test_door_of_another_congress_does_not_exist_here(congress: Any, volunteer: Any) -> None:
    elsewhere = make_door(make_congress())
    volunteer.get(f"/{congress.name}/door/scan/{elsewhere.public_id}", status=404)


def test_supervisor_adds_a_door_and_changes_it(congress: Any, supervisor: Any) -> None:
    base = f"/{congress.name}/door"
    supervisor.get(f"{base}/checkpoints/new")
    page = supervisor.post(
        f"{base}/checkpoints/new", {"name": "Déjeuner", "is_open": "y", "limit": "200", "categories": ["1", "2"]}
    )
    assert "Déjeuner" in page.text
    address = page.link("Déjeuner")
    supervisor.get(f"{address}/edit")
    changed = supervisor.post(f"{address}/edit", {"name": "Dîner", "is_open": "y"})
    assert changed.h1 == ["Dîner"]


def test_wrong_limit_comes_back_with_a_sentence(congress: Any, supervisor: Any) -> None:
    address = f"/{congress.name}/door/checkpoints/new"
    supervisor.get(address)
    assert "Écrivez un nombre" in supervisor.post(address, {"name": "A", "limit": "0"}, status=422).text


def test_volunteer_may_not_change_doors_nor_keys(congress: Any, volunteer: Any) -> None:
    for path in ("checkpoints/new", "keys", "devices", "badges"):
        volunteer.get(f"/{congress.name}/door/{path}", status=403)


def test_counters_and_arrivals_of_a_door(congress: Any, supervisor: Any, volunteer: Any) -> None:
    door = make_door(congress)
    address = hold(volunteer, congress, door)
    type_code(volunteer, address, make_badge(congress).short_code)
    type_code(volunteer, address, "000000000")
    page = supervisor.get(f"/{congress.name}/door/checkpoints/{door.public_id}")
    assert "Présents 1" in page.text
    assert "Refusés 1" in page.text
    assert "Arrivées par quart d’heure" in page.text


def test_doors_and_board_count_a_person_behind_two_doors_once(congress: Any, supervisor: Any, volunteer: Any) -> None:
    badge = make_badge(congress)
    for name in ("Accueil", "Grande salle"):
        type_code(volunteer, hold(volunteer, congress, make_door(congress, name), label=name), badge.short_code)
    doors = supervisor.get(f"/{congress.name}/door/").text
    assert "1 personne est sur place." in doors
    assert "1 personne est sur place" in supervisor.get(f"/{congress.name}/door/board").text


def test_devices_are_counted_in_a_sentence(congress: Any, supervisor: Any, volunteer: Any) -> None:
    hold(volunteer, congress, make_door(congress))
    page = supervisor.get(f"/{congress.name}/door/devices").text
    assert "Un appareil est écouté. Aucun téléphone n’est apparié" in page
    device = db.session.scalars(db.select(ScanDevice)).one()
    supervisor.post(f"/{congress.name}/door/devices/{device.public_id}/revocation")
    assert "Plus aucun appareil n’est écouté." in supervisor.get(f"/{congress.name}/door/devices").text


def test_revoked_device_must_begin_again(congress: Any, supervisor: Any, volunteer: Any) -> None:
    door = make_door(congress)
    address = hold(volunteer, congress, door)
    device = db.session.scalars(db.select(ScanDevice)).one()
    supervisor.get(f"/{congress.name}/door/devices")
    assert "plus écouté" in supervisor.post(f"/{congress.name}/door/devices/{device.public_id}/revocation").text
    assert volunteer.get(address).h1 == ["Tenir la porte"]


def test_keys_turned_withdrawn_and_badges_issued_again(congress: Any, supervisor: Any) -> None:
    ensure_keys(congress)
    badge, base = make_badge(congress), f"/{congress.name}/door/keys"
    supervisor.get(base)
    assert "clé 1" in supervisor.post(f"{base}/rotation").text
    supervisor.get(f"{base}/0/withdrawal")
    supervisor.post(f"{base}/0/withdrawal", {"reason": ""}, status=422)
    assert "n’ouvre plus rien" in supervisor.post(f"{base}/0/withdrawal", {"reason": "serveur copié"}).text
    assert "Un badge est émis de nouveau" in supervisor.post(f"{base}/reissue").text
    db.session.refresh(badge)
    assert (badge.kid, badge.issue) == (1, 2)


def test_accreditation_finds_a_delegation_s_badges_from_the_desk_and_no_door_it_may_not_open(
    congress: Any, browser_of: Any
) -> None:
    for city in ("N’Djaména", "Huế"):
        issue_badge(make_registration(make_delegation(congress, city), state=RegistrationState.APPROVED))
    officer = browser_of(make_staff(CongressRole.ACCREDITATION, congress=congress))
    desk = officer.get(f"/{congress.name}/reception")
    assert f"/{congress.name}/door/badges" in [address for address, _words in desk.links]
    page = officer.get(f"/{congress.name}/door/badges")
    assert "2 badges sont émis." in page.text
    assert f"/{congress.name}/door/" not in [address for address, _words in page.links]
    found = officer.get(f"/{congress.name}/door/badges?q=ndjamena")
    assert "N’Djaména" in found.text
    assert "Huế" not in found.text
    assert "Rien ne répond à ce choix" in officer.get(f"/{congress.name}/door/badges?q=zzz").text


def test_badges_are_printed_and_issued_again(congress: Any, supervisor: Any) -> None:
    badge = make_badge(congress)
    page = supervisor.get(f"/{congress.name}/door/badges")
    listed = supervisor.get(page.link(badge.registration.delegation.name))
    run = supervisor.get(listed.link("Imprimer la délégation"))
    assert badge.registration.person.badge_name in run.text
    assert supervisor.client.get(listed.link("PDF")).data.startswith(b"%PDF")
    again = listed.link("Émettre de nouveau")
    supervisor.get(again)
    assert "n’ouvre plus aucune porte" in supervisor.post(again, {"reason": "perdu"}).text
