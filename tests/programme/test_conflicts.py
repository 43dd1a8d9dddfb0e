"""Conflicts of a draft, rule by rule; and that they cost no more than sorting."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aimf_events.i18n import local_to_utc, use_language
from aimf_events.programme.conflict_models import Rule
from aimf_events.programme.conflict_text import sentence
from aimf_events.programme.draft import Draft, Published, Seat, Slot
from aimf_events.programme.judgement import find_conflicts
from aimf_events.programme.models import SessionKind, SessionMode, SpeakerRole

DAY = date(2026, 12, 9)
HALL = Seat(id=1, public_id="hall", name="Grande salle", venue_id=1, venue="Hôtel de ville", capacity=300)
ROOM = Seat(id=2, public_id="room", name="Salle A", venue_id=1, venue="Hôtel de ville", capacity=40)
AWAY = Seat(id=3, public_id="away", name="Salle B", venue_id=2, venue="Palais", capacity=40)
MAYOR = 7


def slot(ident, starts="09:30", minutes=90, *, day=DAY, zone="Africa/Tunis", **values):
    begin = local_to_utc(day, starts, zone)
    given = {
        "id": ident,
        "public_id": f"s{ident}",
        "kind": SessionKind.WORKSHOP,
        "mode": SessionMode.IN_PERSON,
        "title": {"fr": f"Séance {ident}"},
        "day": day,
        "starts": starts,
        "minutes": minutes,
        "zone": zone,
        "begin": begin,
        "end": begin + timedelta(minutes=minutes),
        "seat": HALL,
        "place": "",
        "languages": ("fr",),
        "room_places": None,
        "has_address": True,
        "parts": (),
    }
    return Slot(**{**given, **values})


def draft(*slots, **values):
    given = {
        "zone": slots[0].zone,
        "slots": slots,
        "names": {MAYOR: "Lydie Polfer"},
        "bodies": {},
        "afar": {},
        "sign_ups": {},
        "published": {},
        "convened": {},
        "between_rooms": timedelta(minutes=5),
        "between_venues": timedelta(minutes=20),
        "now": datetime(2026, 11, 1, tzinfo=UTC),
    }
    return Draft(**{**given, **values})


def rules(*slots, **values):
    return [each.rule for each in find_conflicts(draft(*slots, **values))]


def speaks(role=SpeakerRole.SPEAKER, person=MAYOR):
    return ((person, role),)


def test_room_is_not_held_twice_and_two_that_touch_do_not_share_it(app):
    assert rules(slot(1), slot(2, "10:30")) == [Rule.ROOM_TWICE]
    assert rules(slot(1), slot(2, "11:00")) == []
    assert rules(slot(1), slot(2, "10:30", seat=ROOM)) == []


def test_each_pair_in_a_room_is_named(app):
    found = find_conflicts(draft(slot(1, minutes=300), slot(2, "10:30"), slot(3, "11:00")))
    assert [tuple(each.id for each in c.slots) for c in found] == [(2, 1), (3, 1), (3, 2)]


@pytest.mark.parametrize("role", list(SpeakerRole))
def test_person_is_not_at_two_places_in_any_role(app, role):
    assert rules(slot(1, parts=speaks()), slot(2, "10:30", seat=AWAY, parts=speaks(role))) == [Rule.PERSON_TWICE]


def test_two_roles_in_one_session_are_no_conflict(app):
    assert rules(slot(1, parts=(*speaks(), *speaks(SpeakerRole.CHAIR)))) == []


def test_member_of_the_bureau_does_not_speak_elsewhere_while_it_sits(app):
    bureau = slot(1, kind=SessionKind.BUREAU)
    bodies = {SessionKind.BUREAU: frozenset({MAYOR})}
    there = slot(2, "10:30", seat=ROOM, parts=speaks())
    assert rules(bureau, there, bodies=bodies) == [Rule.BODY_MEMBER_ELSEWHERE]
    assert rules(bureau, slot(2, "14:00", seat=ROOM, parts=speaks()), bodies=bodies) == []
    assert rules(bureau, there) == []


def test_walk_takes_longer_between_buildings_than_between_rooms_and_nothing_on_a_screen(app):
    first = slot(1, parts=speaks())  # until 11:00
    assert rules(first, slot(2, "11:04", seat=ROOM, parts=speaks())) == [Rule.NO_TIME_TO_WALK]
    assert rules(first, slot(2, "11:05", seat=ROOM, parts=speaks())) == []
    assert rules(first, slot(2, "11:19", seat=AWAY, parts=speaks())) == [Rule.NO_TIME_TO_WALK]
    assert rules(first, slot(2, "11:20", seat=AWAY, parts=speaks())) == []
    assert rules(first, slot(2, "11:00", seat=None, mode=SessionMode.ONLINE, parts=speaks())) == []
    afar = {MAYOR: "Africa/Lome"}
    assert rules(first, slot(2, "11:00", seat=AWAY, parts=speaks()), afar=afar) == []


def test_several_languages_need_an_interpreter_but_not_at_the_break(app):
    assert rules(slot(1, languages=("fr", "en"))) == [Rule.NO_INTERPRETER]
    assert rules(slot(1, languages=("fr", "en"), parts=speaks(SpeakerRole.INTERPRETER))) == []
    assert rules(slot(1, languages=("fr", "en"), kind=SessionKind.BREAK)) == []


@pytest.mark.parametrize("mode", [SessionMode.ONLINE, SessionMode.HYBRID])
def test_session_online_needs_a_way_to_join(app, mode):
    assert rules(slot(1, mode=mode, has_address=False)) == [Rule.NO_WAY_TO_JOIN]
    assert rules(slot(1, mode=mode)) == []


def test_room_holds_those_who_come_and_those_to_whom_places_are_offered(app):
    assert rules(slot(1, seat=ROOM), sign_ups={1: 40}) == []
    assert rules(slot(1, seat=ROOM), sign_ups={1: 41}) == [Rule.OVER_CAPACITY]
    assert rules(slot(1, seat=ROOM, room_places=30), sign_ups={1: 31}) == [Rule.OVER_CAPACITY]
    assert rules(slot(1, seat=ROOM, room_places=41)) == [Rule.OVER_CAPACITY]


@pytest.mark.parametrize(
    "zone, starts, minutes, asleep",
    [
        ("Asia/Ho_Chi_Minh", "15:00", 60, False),  # 21:00 to 22:00 there
        ("Asia/Ho_Chi_Minh", "15:00", 61, True),
        ("America/Port-au-Prince", "13:00", 60, False),  # 7:00 there
        ("America/Port-au-Prince", "12:59", 60, True),
    ],
)
def test_who_speaks_from_afar_does_so_between_7_and_22_at_home(app, zone, starts, minutes, asleep):
    online = slot(1, starts, minutes, mode=SessionMode.HYBRID, parts=speaks())
    assert rules(online, afar={MAYOR: zone}) == ([Rule.REMOTE_HOUR] if asleep else [])


def test_change_less_than_a_day_ahead_is_said_in_either_direction(app):
    now = local_to_utc(date(2026, 12, 8), "12:00", "Africa/Tunis")
    read = {1: Published((DAY.isoformat(), "09:30", 90), "hall", slot(1).begin)}
    assert rules(slot(1), now=now, published=read) == []
    assert rules(slot(1, "17:00"), now=now, published=read) == [Rule.LATE_CHANGE]
    assert rules(slot(1, seat=ROOM), now=now, published=read) == [Rule.LATE_CHANGE]
    assert rules(slot(1, seat=ROOM), now=now - timedelta(days=2), published=read) == []


def test_session_across_midnight_is_said_and_one_that_ends_at_midnight_is_not(app):
    assert rules(slot(1, "22:00", 120)) == []
    assert rules(slot(1, "22:00", 121)) == [Rule.ACROSS_MIDNIGHT]


def test_session_across_a_change_of_clocks_or_in_the_hour_that_comes_twice_is_said(app):
    paris = {"zone": "Europe/Paris"}
    assert rules(slot(1, "01:30", 60, day=date(2026, 3, 29), **paris)) == [Rule.ACROSS_CLOCKS]
    assert rules(slot(1, "02:15", 15, day=date(2026, 10, 25), **paris)) == [Rule.ACROSS_CLOCKS]
    assert rules(slot(1, "04:00", 60, day=date(2026, 10, 25), **paris)) == []


def test_key_follows_the_facts(app):
    [one] = find_conflicts(draft(slot(1), slot(2, "10:30")))
    [same] = find_conflicts(draft(slot(2, "10:30"), slot(1)))
    [moved] = find_conflicts(draft(slot(1), slot(2, "10:35")))
    assert one.key == same.key != moved.key
    [lack] = find_conflicts(draft(slot(1, languages=("fr", "en"))))
    [later] = find_conflicts(draft(slot(1, "15:00", languages=("fr", "en"))))
    assert lack.key == later.key


def test_every_rule_has_its_sentence_in_both_languages(app):
    worst = {
        "parts": speaks(),
        "mode": SessionMode.HYBRID,
        "has_address": False,
        "languages": ("fr", "en"),
        "zone": "Europe/Paris",
        "day": date(2026, 10, 24),
    }
    slots = [
        slot(1, "23:00", 240, **worst, room_places=500),
        slot(2, "23:30", 60, **worst),
        slot(3, "21:00", 119, **{**worst, "parts": speaks()}, seat=ROOM),
        slot(4, "21:30", 5, **{**worst, "parts": ()}, kind=SessionKind.BUREAU, seat=AWAY),
    ]
    found = find_conflicts(
        draft(
            *slots,
            bodies={SessionKind.BUREAU: frozenset({MAYOR})},
            afar={},
            sign_ups={2: 400},
            now=slots[0].begin - timedelta(hours=3),
            published={1: Published(("2026-10-24", "22:00", 240), "hall", slots[0].begin)},
        )
    ) + find_conflicts(draft(slots[0], afar={MAYOR: "Africa/Tunis"}))
    assert {each.rule for each in found} == set(Rule) - {Rule.CONVENED}
    for code in ("fr", "en"):
        with use_language(code):
            said = [sentence(each) for each in found]
            assert all("Séance" in text and "%" not in text for text in said)


def test_thousands_of_sessions_are_judged_in_the_time_of_sorting(app):
    def took(days):
        slots = [
            slot(
                n * 8 + r,
                f"{8 + n % 10:02d}:00",
                55,
                day=DAY + timedelta(days=n // 10),
                seat=_seat(r),
                parts=_people(n, r),
            )
            for n in range(10 * days)
            for r in range(8)
        ]
        begin = time.process_time()
        found = find_conflicts(draft(*slots))
        assert found == []
        return time.process_time() - begin

    took(1)
    assert took(40) < 9 * took(10)  # 4 times as many; comparing all pairs would take 16 times as long


def _seat(number):
    return Seat(id=number, public_id=str(number), name=f"Salle {number}", venue_id=1, venue="V", capacity=50)


def _people(hour, room):
    return ((1000 + room, SpeakerRole.CHAIR), (5000 + hour * 8 + room, SpeakerRole.SPEAKER))


def test_zone_of_the_congress_is_the_one_that_counts_at_midnight(app):
    late = slot(1, "23:30", 60, zone="Asia/Ho_Chi_Minh")
    assert late.begin.astimezone(ZoneInfo("Europe/Paris")).hour == 17
    assert rules(late) == [Rule.ACROSS_MIDNIGHT]
