"""One contract for every kind of room online."""

from datetime import UTC, datetime

import pytest

from aimf_events.hybrid.providers import PROVIDERS, provider_of
from aimf_events.hybrid.providers.contract import Part, Participant, Place
from aimf_events.hybrid.room_models import RoomHealth, RoomKind
from tests.hybrid.janus_server import JanusServer
from tests.hybrid.stream import Origin

UNTIL = datetime(2026, 12, 9, 8, 35, tzinfo=UTC)
SOMEBODY = Participant("anOpaqueIdOfSomebody", "oneEntryOfTheirs", Part.SPECTATOR, "fr")
PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfirst.ts\n"


@pytest.fixture
def origin(tmp_path):
    (tmp_path / "media.m3u8").write_text(PLAYLIST)
    (tmp_path / "master.m3u8").write_text("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=9\nmedia.m3u8\n")
    server = Origin(tmp_path)
    yield server
    server.kill()


@pytest.fixture
def janus(request, tmp_path):
    """A server for the one kind that needs it."""
    if "janus" not in request.node.name:
        yield None
        return
    server = JanusServer(tmp_path / "janus")
    yield server
    server.kill()


@pytest.fixture(params=sorted(PROVIDERS))
def room(request, app, origin, janus):
    """The provider of each kind, with a room as its settings would be."""
    settings = {
        RoomKind.HLS: {"address": f"{origin.address}/master.m3u8"},
        RoomKind.AUDIO: {"address": f"{origin.address}/media.m3u8"},
        RoomKind.LINK: {"address": "https://room.example.org/j/4711?who={participant}"},
        RoomKind.TELEPHONE: {"number": "+21671123456", "code": "42#"},
        RoomKind.JANUS: janus.settings if janus else {},
    }
    return provider_of(request.param), Place("a-room", settings[request.param])


def test_making_and_ending_a_room_twice_is_harmless(room):
    provider, place = room
    for _ in range(2):
        provider.ensure_room(place)
    for _ in range(2):
        provider.close(place)


def test_a_way_leads_somewhere_until_the_moment_asked_for(room):
    provider, place = room
    provider.ensure_room(place)
    way = provider.join(place, SOMEBODY, until=UNTIL)
    assert way.until == UNTIL
    assert bool(way.address) != bool(way.number)
    assert "{participant}" not in way.address


def test_who_is_inside_is_said_only_by_a_kind_that_can(room):
    provider, place = room
    provider.ensure_room(place)
    told = provider.list_present(place)
    assert (told is not None) == provider.capabilities().says_who_is_in


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"type": 64, "event": 7}', b"[" * 5000])
def test_a_message_that_is_not_its_own_tells_nothing(room, body):
    provider, place = room
    assert list(provider.parse_webhook(place, body, {"Authorization": "forged"})) == []


def test_recordings_are_those_of_a_kind_that_records(room):
    provider, place = room
    assert list(provider.recordings(place)) == []


def test_retiring_and_removing_twice_is_harmless_whether_the_room_is_there_or_not(room):
    provider, place = room
    for _ in range(2):
        provider.retire(place, [SOMEBODY.entry])
        provider.remove(place, SOMEBODY.entry)
        provider.ensure_room(place)


def test_health_is_looked_at_and_a_killed_provider_is_down(room, origin, janus):
    provider, place = room
    tells = provider.capabilities().tells_health
    assert provider.health(place) is (RoomHealth.UP if tells else RoomHealth.UNKNOWN)
    origin.kill()
    if janus:
        janus.kill()
    assert provider.health(place) is (RoomHealth.DOWN if tells else RoomHealth.UNKNOWN)


@pytest.mark.parametrize("address", ["", "file:///etc/passwd", "http://127.0.0.1:1/x.m3u8", "http://[::", "nothing"])
def test_an_odd_address_of_a_stream_is_down(address):
    assert provider_of(RoomKind.HLS).health(Place("a-room", {"address": address})) is RoomHealth.DOWN


def test_a_playlist_whose_stream_is_gone_is_down(origin, tmp_path):
    place = Place("a-room", {"address": f"{origin.address}/master.m3u8"})
    (tmp_path / "media.m3u8").unlink()
    assert provider_of(RoomKind.HLS).health(place) is RoomHealth.DOWN
