"""The programme from the draft to the agendas: publish, move, publish, cancel; the mail server and a simulated calendar see the right thing."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aimf_events.clock import now
from aimf_events.congress.congresses import create_congress
from aimf_events.congress.models import CongressRole, Phase
from aimf_events.congress.phases import change_phase
from aimf_events.congress.venues import add_room, add_venue
from aimf_events.programme.models import SessionKind, SessionMode, SpeakerRole
from aimf_events.programme.sessions import plan_session
from aimf_events.programme.speakers import add_speaker
from tests.factories import make_person, make_staff
from tests.itip import obeys_itip, parse_errors
from tests.journeys.reader import DESK, PHONE
from tests.journeys.site import Site, part_of

pytestmark = pytest.mark.browser

ZONE = ZoneInfo("Africa/Tunis")
ORGANISER, SPEAKER = "programme.ferrand@example.org", "desire@example.org"


def prepare(site: Site) -> str:
    """An organiser, a session in three days, and who speaks in it; returns the session's address."""
    first = (datetime.now(ZONE) + timedelta(days=3)).date()
    with site.within():
        congress = create_congress(
            number=41,
            name="tunis",
            title={"fr": "Congrès de Tunis", "en": "Tunis congress"},
            theme={"fr": "Ville et numérique", "en": "Cities and digital"},
            city={"fr": "Tunis", "en": "Tunis"},
            country="TN",
            time_zone=ZONE.key,
            starts_on=first,
            ends_on=first + timedelta(days=1),
            registration_closes_at=now() + timedelta(hours=20),
            languages=["fr", "en"],
            by=None,
        )
        change_phase(congress, Phase.REGISTRATION, by=None)
        make_staff(CongressRole.PROGRAMME, congress=congress, email=ORGANISER)
        planned = plan_session(
            congress,
            kind=SessionKind.COLLOQUIUM,
            mode=SessionMode.IN_PERSON,
            title={"fr": "La donnée au service des villes", "en": "Data for cities"},
            day=first,
            starts="09:30",
            minutes=90,
            room=add_room(add_venue(congress, name="Palais des congrès"), name="Salle A", capacity=200, by=None),
            languages=["fr"],
            by=None,
        )
        person = make_person("Désiré", "Kouadio", email=SPEAKER)
        add_speaker(planned, person, role=SpeakerRole.SPEAKER, function="Maire de Bouaké", by=None)
        return f"/tunis/programme-desk/sessions/{planned.public_id}"


class Agenda:
    """The speaker's calendar: a client that applies iTIP to each letter that the mail server received."""

    def __init__(self) -> None:
        self.events: dict[bytes, tuple[int, bytes, bytes]] = {}

    def read(self, letter) -> None:
        ics = part_of(letter, "text/calendar")
        assert obeys_itip(ics)
        assert parse_errors(ics) == 0
        uid, sequence = _value(ics, b"UID"), int(_value(ics, b"SEQUENCE"))
        assert sequence > self.events.get(uid, (-1,))[0]
        self.events[uid] = (sequence, _value(ics, b"METHOD"), _value(ics, b"DTSTART"))


def _value(ics: bytes, name: bytes) -> bytes:
    found = re.search(rb"^%s[;:]([^\r]*)" % name, ics.replace(b"\r\n ", b""), re.M)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("size, scripts", [(DESK, True), (PHONE, False)])
def test_programme_is_published_moved_and_cancelled_and_the_speakers_agenda_follows(site, reader, size, scripts):
    session = prepare(site)
    agenda, told = Agenda(), []
    desk, anyone = reader(size=size, scripts=scripts), reader(size=PHONE, scripts=scripts)
    desk.open("/sign-in").fill(email=ORGANISER).send()
    known = 0
    desk.fill(code=site.code_for(ORGANISER, after=known)).send()
    assert "n’est pas encore publié" in anyone.open("/tunis/programme").text()

    def publish_and_tell() -> None:
        before = len(site.smtp.messages)
        desk.open("/tunis/programme-desk/releases/new").examine()
        desk.send("main form[action$='/releases/new'] button")
        desk.examine()
        desk.send("main form[action$='/letters'] button.button--primary")
        agenda.read(site.letter(SPEAKER, after=before))
        [state] = agenda.events.values()
        told.append(state[:2])

    publish_and_tell()
    assert "9 h 30 – 11 h" in _plain(anyone.open("/tunis/programme").text())

    desk.open(session).fill(starts="14:00", ends="15:30").send("main form[data-unsaved] button.button--primary")
    assert "9 h 30 – 11 h" in _plain(anyone.open("/tunis/programme").text())
    publish_and_tell()
    assert "14 h – 15 h 30" in _plain(anyone.open("/tunis/programme").text())
    assert "au lieu de" in anyone.open("/tunis/programme/changes").examine().text()
    [(_sequence, _method, start)] = agenda.events.values()
    assert start.endswith(b"T130000Z")

    desk.open(session + "/cancellation").send("main form.confirm button")
    publish_and_tell()
    assert "Séance annulée" in anyone.open("/tunis/programme").text()
    assert told == [(0, b"REQUEST"), (1, b"REQUEST"), (2, b"CANCEL")]
    assert site.log() == ""


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")
