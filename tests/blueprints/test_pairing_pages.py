"""The supervisor's pages: a code, a number, a device; what a revoked device sent; and the scanner's own page."""

import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aimf_events.checkin.devices import revoke_device
from aimf_events.checkin.models import DevicePairing, QuarantinedScan, Scan, ScanDevice
from aimf_events.checkin.pairing import link_of
from aimf_events.congress.models import Congress, CongressRole
from aimf_events.database import db
from tests.checkin.doors import make_badge, make_door, today_congress
from tests.checkin.phones import PairedPhone, claim_body, shown
from tests.factories import make_staff


@pytest.fixture
def congress(app: Any) -> Congress:
    return today_congress()


@pytest.fixture
def supervisor(congress: Congress, browser_of: Any) -> Any:
    return browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))


def begin(supervisor: Any, congress: Congress) -> tuple[Any, DevicePairing]:
    """Ask for a code; the page that shows it, and the pairing."""
    supervisor.get(f"/{congress.name}/door/devices")
    page = supervisor.post(f"/{congress.name}/door/pairings")
    return page, db.session.scalars(db.select(DevicePairing)).one()


def action(page: Any, ending: str) -> str:
    """Where the form that ends so is sent."""
    return next(str(form["action"]) for form in page.forms if form["action"].endswith(ending))


def test_supervisor_shows_a_code_compares_a_number_and_names_the_device(
    congress: Congress, supervisor: Any, client: Any
) -> None:
    page, pairing = begin(supervisor, congress)
    assert page.h1 == ["Apparier un téléphone"]
    source = supervisor.client.get(page.path).text
    assert "Code d’appariement" in source
    assert link_of(pairing) not in source  # it is in the drawing only
    client.post("/api/v1/pairings", json=claim_body(link_of(pairing), Ed25519PrivateKey.generate()))
    db.session.expire_all()
    page = supervisor.get(f"/{congress.name}/door/pairings/{pairing.public_id}")
    assert page.h1 == ["Est-ce le même numéro ?"]
    assert f"{pairing.number[:3]} {pairing.number[3:]}" in page.text  # type: ignore[index]
    confirm = action(page, "/confirmation")
    assert "Écrivez où il servira" in supervisor.post(confirm, {"label": "", "role": "door"}, 422).text
    listed = supervisor.post(confirm, {"label": "Hall, porte B", "role": "supervisor"})
    assert listed.h1 == ["Les appareils aux portes"]
    assert "Hall, porte B" in listed.text
    assert "apparié · responsable" in listed.text
    again = supervisor.get(f"/{congress.name}/door/pairings/{pairing.public_id}")
    assert again.h1 == ["Les appareils aux portes"]


def test_a_different_number_is_refused(congress: Congress, supervisor: Any, client: Any) -> None:
    _page, pairing = begin(supervisor, congress)
    client.post("/api/v1/pairings", json=claim_body(link_of(pairing), Ed25519PrivateKey.generate()))
    page = supervisor.get(f"/{congress.name}/door/pairings/{pairing.public_id}")
    assert "il ne peut rien" in supervisor.post(action(page, "/refusal")).text
    assert supervisor.get(f"/{congress.name}/door/pairings/{pairing.public_id}").h1 == ["Téléphone refusé"]
    assert db.session.scalars(db.select(ScanDevice)).all() == []


def test_only_supervisors_pair(congress: Congress, supervisor: Any, browser_of: Any) -> None:
    _page, pairing = begin(supervisor, congress)
    volunteer = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    volunteer.get(f"/{congress.name}/door/pairings/{pairing.public_id}", 403)
    volunteer.post(f"/{congress.name}/door/pairings", status=403)


def test_what_a_revoked_device_sent_is_counted_by_one_gesture(congress: Congress, supervisor: Any, client: Any) -> None:
    phone, badge, door = PairedPhone(client, congress, "Escalier nord"), make_badge(congress), make_door(congress)
    phone.post(door, shown(badge, 1))
    revoke_device(phone.device, by=None)
    assert "pas encore prévenu" in supervisor.get(f"/{congress.name}/door/devices").text
    odd = {**shown(badge, 4), "token": "1\0\ud800", "online": True, "more": "x" * 300}
    phone.post(door, {"scans": [shown(badge, 2), shown(badge, 3, direction="out"), odd]})
    page = supervisor.get(f"/{congress.name}/door/devices")
    assert "qui ne sont plus écoutés" in page.text
    assert "prévenu : il s’efface" in supervisor.get(f"/{congress.name}/door/devices").text
    assert "3 passages sont comptés." in supervisor.post(action(page, "/release")).text
    scans = db.session.scalars(db.select(Scan).order_by(Scan.seq)).all()
    assert [scan.reason for scan in scans] == ["welcome", "already_in", "goodbye", "unreadable"]
    assert not any(scan.is_online for scan in scans)
    assert {str(each.content) for each in db.session.scalars(db.select(QuarantinedScan))} == {"{}"}


def test_incident_of_a_paired_device_is_listed(congress: Congress, supervisor: Any, client: Any) -> None:
    phone, badge, door = PairedPhone(client, congress, "Escalier nord"), make_badge(congress), make_door(congress)
    other = PairedPhone(client, congress, "Escalier sud")
    for each in (phone, other):
        each.post(door, {"scans": [shown(badge, 1)]})
    page = supervisor.get(f"/{congress.name}/door/incidents")
    assert "Entré deux fois" in page.text
    assert "Escalier sud · appareil apparié" in page.text


def test_scanner_opens_for_anyone_and_names_nobody(congress: Congress, browse: Any) -> None:
    badge = make_badge(congress)
    page = browse.get(f"/{congress.name}/door/scanner/")
    assert page.h1 == ["Contrôle des accès"]
    answer = browse.client.get(f"/{congress.name}/door/scanner/")
    assert badge.registration.person.badge_name not in answer.text
    assert "csrf" not in answer.text
    assert answer.headers.get("Set-Cookie") is None


def test_worker_and_manifest_are_served_where_they_serve(congress: Congress, client: Any) -> None:
    scope = f"/{congress.name}/door/scanner/"
    worker = client.get(f"{scope}worker.js")
    assert worker.mimetype == "text/javascript"
    manifest = client.get(f"{scope}manifest.json")
    told = manifest.get_json(force=True)
    assert manifest.mimetype == "application/manifest+json"
    assert (told["start_url"], told["scope"], told["display"]) == (scope, scope, "standalone")
    assert client.get("/nowhere/door/scanner/").status_code == 404


def test_every_file_of_the_scanner_is_there_and_weighs_little(congress: Congress, client: Any) -> None:
    import gzip

    page = client.get(f"/{congress.name}/door/scanner/", headers={"Accept-Language": "fr"})
    files = sorted(set(re.findall(r"/static/[^\"'\s&?#]+", page.text)))
    weights = {}
    for file in files:
        answer = client.get(file)
        assert answer.status_code == 200, file
        weights[file] = len(gzip.compress(answer.data, 9))
    assert sum(weights.values()) + len(gzip.compress(page.data, 9)) <= 600 * 1024, weights
    assert any(file.endswith(".wasm") and "/dist/" in file for file in files)
