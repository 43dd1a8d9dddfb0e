"""The change set: empty if and only if readers see the same, applied to the old it gives the new, over every field."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from aimf_events.programme.changes import (
    KIND_OF_FIELD,
    ChangeKind,
    apply_changes,
    change_set,
    in_order,
    public_changes,
    seen_by_readers,
)
from aimf_events.programme.models import SessionKind, SessionMode, SpeakerRole
from aimf_events.programme.released import Part, Place, ReleasedSession, Theme, from_json, to_json, withdrawn

MOMENT = datetime(2026, 11, 27, 12, tzinfo=UTC)
OPENING = ReleasedSession(
    id=1,
    public_id="a" * 22,
    number=1,
    kind=SessionKind.CEREMONY,
    mode=SessionMode.HYBRID,
    title={"fr": "Ouverture"},
    text={},
    day=date(2026, 12, 9),
    starts="09:30",
    minutes=90,
    time_zone="Africa/Tunis",
    languages=["fr"],
    room=Place("r" * 22, "Grande salle", "Palais"),
    revised_at=MOMENT,
    offset=60,
)
OTHER_VALUES = {
    "kind": SessionKind.SOCIAL,
    "mode": SessionMode.ONLINE,
    "title": {"fr": "Ouverture solennelle"},
    "text": {"en": "Welcome"},
    "day": date(2026, 12, 10),
    "starts": "10:00",
    "minutes": 30,
    "time_zone": "Europe/Paris",
    "offset": 120,
    "languages": ["fr", "ar"],
    "room": None,
    "place": "Patio",
    "track": Theme("t" * 22, {"fr": "Eau"}),
    "is_public": False,
    "is_cancelled": True,
    "speakers": (Part(7, SpeakerRole.CHAIR, "Maire", 3),),
    "summary": {"fr": "Ce qui s’est dit"},
}
PRIVATE = {"id", "public_id", "number", "sequence", "revised_at", "was_public", "is_withdrawn"}


@st.composite
def releases(draw):
    ids = draw(st.lists(st.integers(1, 6), unique=True, max_size=6))
    made = []
    for ident in ids:
        names = draw(st.lists(st.sampled_from(sorted(OTHER_VALUES)), unique=True, max_size=3))
        session = replace(OPENING, id=ident, **{name: OTHER_VALUES[name] for name in names})
        made.append(withdrawn(session, at=MOMENT) if draw(st.integers(0, 9)) == 0 else session)
    return in_order(made)


def seen(sessions):
    return [(each.id, *seen_by_readers(each)) for each in sessions if not each.is_withdrawn]


@settings(max_examples=300, deadline=None)
@given(releases(), releases())
def test_changes_are_empty_only_if_readers_see_the_same_and_lead_from_one_to_the_other(old, new):
    changes = change_set(old, new)
    assert (changes == []) == (seen(old) == seen(new))
    assert seen(apply_changes(old, changes)) == seen(new)
    assert change_set(new, new) == []


def test_every_field_that_readers_see_makes_a_change_of_its_kind():
    assert set(KIND_OF_FIELD) == set(OTHER_VALUES) == {each.name for each in fields(ReleasedSession)} - PRIVATE
    for name, value in OTHER_VALUES.items():
        [change] = change_set([OPENING], [replace(OPENING, **{name: value})])
        assert (change.fields, change.kinds) == ((name,), {KIND_OF_FIELD[name]})


def test_session_comes_goes_and_comes_back():
    gone, cancelled = withdrawn(OPENING, at=MOMENT), replace(OPENING, is_cancelled=True)
    assert [each.kinds for each in change_set([], [OPENING])] == [{ChangeKind.NEW}]
    assert [each.kinds for each in change_set([OPENING], [gone])] == [{ChangeKind.CANCELLED}]
    assert [each.kinds for each in change_set([gone], [OPENING])] == [{ChangeKind.NEW}]
    assert [each.kinds for each in change_set([cancelled], [OPENING])] == [{ChangeKind.NEW}]
    assert change_set([gone], []) == []


def test_to_the_public_a_session_made_public_is_new_and_one_hidden_is_gone():
    hidden = replace(OPENING, is_public=False)
    assert [each.kinds for each in public_changes([hidden], [OPENING])] == [{ChangeKind.NEW}]
    assert [each.kinds for each in public_changes([OPENING], [hidden])] == [{ChangeKind.CANCELLED}]
    assert public_changes([hidden], [replace(hidden, starts="11:00")]) == []


@given(releases())
def test_what_is_kept_is_read_back_the_same(sessions):
    assert [from_json(to_json(each), each.speakers) for each in sessions] == sessions
