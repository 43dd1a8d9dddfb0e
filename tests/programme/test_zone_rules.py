"""A country changes its clocks after the invitations left: every agenda is told, with the same UID and a higher SEQUENCE."""

import zoneinfo
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from aimf_events.database import db, transaction
from aimf_events.mail.attachments import parts_of
from aimf_events.mail.models import MessageState, OutgoingMessage
from aimf_events.programme import change_letters, change_text, releases
from aimf_events.programme.models import SpeakerRole
from aimf_events.programme.speakers import add_speaker
from tests.factories import make_congress, make_person
from tests.factories.programme import make_session, publish


@pytest.fixture
def other_rules(tmp_path: Path) -> Any:
    """Call it, and the clocks of Tunis are two hours further: another data set of zones, as a new tzdata would bring."""
    before = zoneinfo.TZPATH

    def change() -> None:
        (tmp_path / "Africa").mkdir()
        (tmp_path / "Africa" / "Tunis").write_bytes((files("tzdata.zoneinfo.Europe") / "Moscow").read_bytes())
        zoneinfo.reset_tzpath([str(tmp_path), *before])
        zoneinfo.ZoneInfo.clear_cache()

    yield change
    zoneinfo.reset_tzpath(before)
    zoneinfo.ZoneInfo.clear_cache()


def letters() -> list[OutgoingMessage]:
    return list(db.session.scalars(db.select(OutgoingMessage).order_by(OutgoingMessage.id)))


def send(congress: Any) -> None:
    change_letters.send_letters(congress, seen=change_letters.letters_to_send(congress).seen, by=None)


def test_zone_that_changes_its_rules_after_the_invitations_left(app: Any, other_rules: Any) -> None:
    congress = make_congress(starts_on=date(2026, 12, 9))
    planned = make_session(congress)
    add_speaker(planned, make_person("Rose", "Adjovi", email="rose@example.org"), role=SpeakerRole.SPEAKER, by=None)
    publish(congress)
    send(congress)
    with transaction():
        db.session.execute(db.update(OutgoingMessage).values(state=MessageState.ACCEPTED))
    db.session.expire_all()
    assert releases.pending_changes(congress)[0] == []
    before = planned.starts_at
    other_rules()
    assert planned.starts_at == before - timedelta(hours=2)
    [change] = releases.pending_changes(congress)[0]
    assert change.fields == ("offset",)
    assert "L’heure légale de Tunis a changé" in change_text.sentences(change)[0].replace("\u00a0", " ")
    publish(congress)
    send(congress)
    first, second = (parts_of(each)[0].content.decode() for each in letters())
    uid = next(line for line in first.splitlines() if line.startswith("UID:"))
    assert uid in second
    assert ("SEQUENCE:0" in first, "SEQUENCE:1" in second) == (True, True)
    assert ("DTSTART:20261209T083000Z" in first, "DTSTART:20261209T063000Z" in second) == (True, True)
    assert releases.pending_changes(congress)[0] == []
