"""A participant watches a stream in two languages; it is killed; the operator switches, and the page goes on in the other stream."""

import pytest

from aimf_events.clock import now
from aimf_events.congress.models import CongressRole
from aimf_events.hybrid.links import join_link, join_token
from aimf_events.hybrid.room_models import RoomKind
from aimf_events.hybrid.room_order import add_room
from aimf_events.registration.models import Mode, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.factories.programme import make_released
from tests.hybrid.stream import Origin, write_stream
from tests.journeys.reader import DESK, PHONE

pytestmark = pytest.mark.browser

GUEST, OPERATOR = "invitee@example.org", "regie@example.org"


@pytest.fixture
def origins(tmp_path):
    folder = tmp_path / "stream"
    folder.mkdir()
    write_stream(folder)
    both = Origin(folder), Origin(folder)
    yield both
    for each in both:
        each.kill()


def test_a_stream_in_two_languages_is_killed_and_the_session_goes_on(site, reader, origins):
    main, spare = origins
    link, console = _session(site, main, spare)
    guest, operator = reader("fr", size=PHONE), reader("fr", size=DESK)
    guest.context.add_cookies([site.cookie_of(GUEST)])
    operator.context.add_cookies([site.cookie_of(OPERATOR)])
    guest.open(link).send()
    guest.page.get_by_role("button", name="Regarder la séance").click()
    guest.page.get_by_text("Vous suivez la séance.").wait_for()
    language = guest.page.get_by_label("Langue que vous écoutez")
    assert language.locator("option").all_inner_texts() == ["français", "anglais"]
    with guest.page.expect_response(lambda answer: answer.url.startswith(f"{main.address}/en")):
        language.select_option("en")
    tracks = guest.page.evaluate("document.querySelector('[data-player-media]').textTracks.length")
    assert tracks == 1
    guest.examine()

    main.kill()
    operator.open(console).send("form[action$='/health'] button")
    assert "Flux vidéo » (ne répond plus)" in operator.text().replace("\u00a0", " ")
    with guest.page.expect_response(lambda answer: answer.url.startswith(spare.address), timeout=6_000):
        operator.send("[data-live-list] form button")
    guest.page.locator("[data-player-kind='audio']").get_by_text("Vous suivez la séance.").wait_for()
    guest._errors.clear()  # the requests that the killed stream refused


def _session(site, main, spare) -> tuple[str, str]:
    """The link of a guest into a session that is on, and the operator's page."""
    with site.within():
        congress = make_congress("tunis", starts_on=now().date())
        session = make_released(congress, "Ville et numérique", starts="00:30", minutes=23 * 60, online_address=None)
        make_staff(CongressRole.ONLINE_OPERATOR, congress=congress, email=OPERATOR, language="fr")
        guest = make_person("Hoàng", "Mai", email=GUEST, language="fr")
        registration = make_registration(
            make_delegation(congress), person=guest, state=RegistrationState.APPROVED, mode=Mode.ONLINE
        )
        add_room(session, RoomKind.HLS, {"address": f"{main.address}/master.m3u8"}, by=None)
        add_room(session, RoomKind.AUDIO, {"address": f"{spare.address}/master.m3u8"}, by=None)
        link = f"/r/{join_token(join_link(registration, session))}"
        return link, f"/tunis/online/sessions/{session.public_id}"
