"""« Sommes-nous prêts ? » says of each thing what it found, and never that something is ready which was not looked at."""

from datetime import timedelta
from typing import Any

import pytest

from aimf_events.checkin import keys
from aimf_events.checkin.badges import revoke_badge
from aimf_events.checkin.blanks import make_blanks
from aimf_events.checkin.keys import keys_of, withdraw_key
from aimf_events.checkin.models import ScanDevice
from aimf_events.checkin.print_models import PrintReason
from aimf_events.checkin.prints import remember_prints
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import Congress, CongressRole
from aimf_events.database import db, transaction
from aimf_events.jobs import drain
from aimf_events.mail.channel import stop_channel
from aimf_events.reception.models import BackupCheck
from aimf_events.reception.pack import ask_for_pack
from aimf_events.reception.readiness import readiness_of
from aimf_events.reception.readiness_lines import Known
from tests.checkin.doors import make_badge, make_device, make_door, scan, today_congress
from tests.factories import make_staff
from tests.statements import statements_sent

PLACES = ("badges", "papers", "blanks", "keys", "doors", "devices", "tried", "clocks", "pack", "backup", "mail")


@pytest.fixture
def congress(app: Any) -> Congress:
    return today_congress()


def found(congress: Congress) -> dict[str, Any]:
    return dict(zip(PLACES, readiness_of(congress), strict=True))


def states(congress: Congress) -> dict[str, str]:
    return {place: line.known.value for place, line in found(congress).items()}


def pair(congress: Congress, label: str = "porte B") -> ScanDevice:
    with transaction():
        device = ScanDevice(
            congress_id=congress.id, label=label, public_key=b"k" * 32, opened_at=now(), last_seen_at=now()
        )
        db.session.add(device)
    return device


def test_nothing_is_claimed_of_a_congress_that_has_nothing(congress: Congress) -> None:
    assert "ok" not in states(congress).values()


def test_each_line_turns_when_the_thing_is_done(congress: Congress) -> None:
    badge, door = make_badge(congress), make_door(congress)
    assert states(congress) | {"papers": "left", "devices": "left", "tried": "left", "pack": "left"} == states(congress)
    assert (states(congress)["badges"], states(congress)["keys"], states(congress)["doors"]) == ("ok", "ok", "ok")
    remember_prints([badge], by=None, reason=PrintReason.FIRST)
    pair(congress)
    scan(door, make_device(congress), badge)
    make_blanks(congress, 10, by=make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))
    ask_for_pack(congress, by=None)
    drain()
    with transaction():
        db.session.add(BackupCheck(checked_at=now(), dumped_at=now(), is_good=True, tables=90, rows=12, told=""))
    told = states(congress)
    assert {place for place, known in told.items() if known != "ok"} <= {"mail"}
    make_door(congress, "Porte sans téléphone")
    assert "Porte sans téléphone" in found(congress)["tried"].told


def test_what_was_true_yesterday_is_not_true_today(congress: Congress) -> None:
    badge, door = make_badge(congress), make_door(congress)
    pair(congress)
    scan(door, make_device(congress), badge)
    ask_for_pack(congress, by=None)
    drain()
    set_for_tests(now() + timedelta(hours=25))
    told = found(congress)
    assert "porte B" in told["devices"].told
    assert [told[place].known for place in ("devices", "tried", "clocks", "pack")] == [
        Known.LEFT, Known.LEFT, Known.UNKNOWN, Known.LEFT
    ]  # fmt: skip


def test_badge_that_is_missing_and_name_that_changed_are_said(congress: Congress) -> None:
    badge, gone = make_badge(congress), make_badge(congress)
    remember_prints([badge], by=None, reason=PrintReason.FIRST)
    with transaction():
        badge.registration.person.badge_name = "Autre nom"
    revoke_badge(gone, by=None)
    told = found(congress)
    assert told["badges"].known is Known.LEFT
    assert "1 à réimprimer" in told["papers"].told.replace("\u00a0", " ")


def test_key_alone_and_key_that_signs_wrongly_are_found(congress: Congress, monkeypatch: pytest.MonkeyPatch) -> None:
    make_badge(congress)
    other = make_badge(today_congress()).delegation.congress
    foreign = keys.signing_key(keys_of(other)[0])
    with monkeypatch.context() as patched:
        patched.setattr("aimf_events.reception.readiness_badges.signing_key", lambda key: foreign)
        assert "BadSignature" in found(congress)["keys"].told
    for key in keys_of(congress)[1:]:
        withdraw_key(key, by=None, reason="essai")
    assert found(congress)["keys"].known is Known.LEFT


def test_clock_that_is_wrong_and_mail_that_is_stopped_are_said(congress: Congress) -> None:
    badge, door, device = make_badge(congress), make_door(congress), make_device(congress, "porte lente")
    scan(door, device, badge, clock_offset_ms=-400_000)
    assert "porte lente" in found(congress)["clocks"].told
    stop_channel("535 refusé")
    assert found(congress)["mail"].known is Known.LEFT


def test_old_or_failed_restore_is_said(congress: Congress) -> None:
    for good, dumped in ((False, now()), (True, now() - timedelta(days=8))):
        with transaction():
            db.session.add(
                BackupCheck(
                    checked_at=now(), dumped_at=dumped, is_good=good, tables=0, rows=0, told="the restore failed"
                )
            )
        assert found(congress)["backup"].known is Known.LEFT


def test_as_many_questions_for_many_as_for_few(congress: Congress) -> None:
    make_badge(congress)
    make_door(congress)
    counts = []
    for more in (1, 5):
        for number in range(more):
            make_badge(congress)
            make_door(congress, f"Porte {number}")
            pair(congress, f"téléphone {number}")
        with statements_sent() as sent:
            readiness_of(congress)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_supervisor_reads_what_is_left_and_a_volunteer_does_not(congress: Congress, browser_of: Any) -> None:
    make_door(congress)
    supervisor = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))
    page = supervisor.get(f"/{congress.name}/reception/readiness")
    assert page.h1 == ["Sommes-nous prêts ?"]
    assert "points restent à voir" in page.text
    browser_of(make_staff(CongressRole.DESK, congress=congress)).get(f"/{congress.name}/reception/readiness", 403)
