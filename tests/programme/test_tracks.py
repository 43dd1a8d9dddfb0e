"""Themes: added, renamed, never taken from under their sessions, copied with a congress."""

import pytest

from aimf_events.database import db
from aimf_events.errors import NotFound
from aimf_events.programme import sessions, tracks
from tests.factories import make_congress
from tests.factories.programme import make_session


def test_theme_with_sessions_is_not_taken_away(app):
    congress = make_congress()
    track = tracks.add_track(congress, name={"fr": "Eau"}, by=None)
    planned = make_session(congress, track=track)
    with pytest.raises(tracks.TrackInUse):
        tracks.remove_track(track, by=None)
    assert tracks.sessions_per_track(congress) == {track.id: 1}
    sessions.change_session(planned, by=None, **{**sessions.as_plan(planned), "track": None})
    tracks.remove_track(track, by=None)
    assert tracks.tracks_of(congress) == []


def test_theme_of_another_congress_does_not_exist_here(app):
    track = tracks.add_track(make_congress(), name={"fr": "Eau"}, by=None)
    with pytest.raises(NotFound):
        tracks.track_of(make_congress(), track.public_id)


def test_themes_stand_in_the_order_in_which_they_were_added(app):
    congress = make_congress()
    for name in ("Eau", "Mobilités", "Budget"):
        tracks.add_track(congress, name={"fr": name}, by=None)
    db.session.expire_all()
    assert [each.name["fr"] for each in tracks.tracks_of(congress)] == ["Eau", "Mobilités", "Budget"]
