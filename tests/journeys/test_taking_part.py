"""Two participants in a Janus room, with a camera and a microphone that Chromium pretends: one speaks, the other sees and hears."""

import pytest

from aimf_events.clock import now
from aimf_events.database import db
from aimf_events.hybrid.links import join_link, join_token
from aimf_events.hybrid.models import EvidenceSource, PresenceEvidence
from aimf_events.hybrid.room_models import RoomKind
from aimf_events.hybrid.room_order import add_room
from aimf_events.registration.models import Mode, RegistrationState
from tests.chromium import CHROMIUM, QUIET
from tests.factories import make_congress, make_delegation, make_person, make_registration
from tests.factories.programme import make_released
from tests.hybrid.janus_server import JanusServer
from tests.journeys.reader import DESK, PHONE, Reader

pytestmark = pytest.mark.browser

SPEAKER, LISTENER = "hue@example.org", "ndjamena@example.org"
_FAKE = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
_SEEN = "() => [...document.querySelectorAll('.player-people video')].filter((each) => each.videoWidth > 0 && each.currentTime > 0).length"


@pytest.fixture
def janus(site, tmp_path):
    server = JanusServer(tmp_path / "janus", events_to=f"{site.url}/providers/events")
    yield server
    server.kill()


def test_one_speaks_and_the_other_sees(site, playwright, janus):
    paths = _session(site, janus)
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *_FAKE])
    speaker = Reader(browser, site.url, language="fr", size=PHONE)
    listener = Reader(browser, site.url, language="fr", size=DESK)
    for reader, mailbox, path in ((speaker, SPEAKER, paths[0]), (listener, LISTENER, paths[1])):
        reader.context.add_cookies([site.cookie_of(mailbox)])
        reader.open(path).send()
        reader.page.get_by_role("button", name="Entrer dans la salle").click()
        reader.page.get_by_text("Vous suivez la séance.").wait_for()
    speaker.page.get_by_role("button", name="Prendre la parole").click()
    listener.page.wait_for_selector(".player-people video")
    _until(listener, _SEEN, 1)
    speaker.page.get_by_role("button", name="Couper le micro et la caméra").wait_for()
    speaker.examine()
    listener.examine()
    speaker.page.get_by_role("button", name="Couper le micro et la caméra").click()
    listener.page.wait_for_selector(".player-people video", state="detached")
    assert listener.problems + speaker.problems == []
    with site.within():
        rows = db.select(PresenceEvidence.detail).filter_by(source=EvidenceSource.PROVIDER)
        assert db.session.scalars(rows).all() == ["joined", "joined"]
    browser.close()


def _until(reader, what, wanted) -> None:
    """Ask until the page says so; the policy of our pages lets no text be evaluated inside them, so it is asked from outside."""
    for _ in range(200):
        if reader.page.evaluate(what) == wanted:
            return
        reader.page.wait_for_timeout(50)
    raise AssertionError(f"never {wanted}: {what}")


def _session(site, janus) -> list[str]:
    with site.within():
        congress = make_congress("tunis", starts_on=now().date())
        session = make_released(congress, "Ville et numérique", starts="00:30", minutes=23 * 60, online_address=None)
        add_room(session, RoomKind.JANUS, janus.settings, by=None)
        paths = []
        for mailbox in (SPEAKER, LISTENER):
            person = make_person(email=mailbox, language="fr")
            given = {"person": person, "state": RegistrationState.APPROVED, "mode": Mode.ONLINE}
            registration = make_registration(make_delegation(congress), **given)
            paths.append(f"/r/{join_token(join_link(registration, session))}")
        return paths
