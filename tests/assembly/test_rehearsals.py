"""A rehearsal: the same voices and agenda on a record that counts for nothing."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from aimf_events.accounts.models import Role
from aimf_events.assembly.attendance_sheet import attendance_pdf
from aimf_events.assembly.ballot_counts import Hands, close_by_totals, publish_ballot
from aimf_events.assembly.ballots import ballots_of
from aimf_events.assembly.bodies import bureau_members
from aimf_events.assembly.convocation import convene, recipients_of
from aimf_events.assembly.facts import ballot_published
from aimf_events.assembly.mandates import last_bureau, seat_members, seats_of
from aimf_events.assembly.models import Body
from aimf_events.assembly.proxies import offer_proxy
from aimf_events.assembly.rehearsal_limits import RehearsalCountsForNothing
from aimf_events.assembly.rehearsals import AgendaToRehearse, plan_rehearsal, rehearsals_of
from aimf_events.assembly.rolls import quorum_of
from aimf_events.assembly.sitting_models import SittingState
from aimf_events.assembly.sittings import NoStatutes, SittingMoved, close_sitting, open_sitting, plan_second_call
from aimf_events.clock import set_for_tests
from aimf_events.database import db
from aimf_events.mail.models import OutgoingMessage
from aimf_events.members.models import Member
from tests.factories import make_congress, make_staff, make_statutes
from tests.factories.assembly import come_in, make_cities, make_open_ballot, make_sitting

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)
NOTHING_COUNTS = "rien de ce qui se passe ici ne compte"


@pytest.fixture
def sitting(app: Flask):
    set_for_tests(MARCH)
    make_statutes()
    make_congress("tunis", starts_on=MAY)
    make_cities(4)
    return make_sitting(day=MAY, items=2)


def letters():
    return db.session.query(OutgoingMessage).count()


def names(sitting):
    return [seat.member.name for seat in seats_of(sitting)]


def test_it_has_the_same_voices_and_agenda_and_nobody_is_written_to(sitting):
    convene(sitting, by=None)
    before = letters()
    rehearsal = plan_rehearsal(sitting, by=None)
    assert rehearsal.state is SittingState.CONVENED
    assert names(rehearsal) == names(sitting) != []
    assert [item.title for item in rehearsal.items] == ["Rapport 1", "Rapport 2"]
    assert rehearsal.profile_id == sitting.profile_id
    assert (recipients_of(rehearsal), letters()) == ([], before)
    assert rehearsals_of(sitting) == [rehearsal]


def test_a_sitting_is_rehearsed_before_it_is_convened(sitting):
    rehearsal = plan_rehearsal(sitting, by=None)
    assert len(names(rehearsal)) == 4
    assert (sitting.state, names(sitting)) == (SittingState.DRAFT, [])


def test_what_happens_in_it_leaves_the_sitting_as_it_was(sitting):
    convene(sitting, by=None)
    rehearsal = open_sitting(plan_rehearsal(sitting, by=None), by=None)
    come_in(rehearsal, seats_of(rehearsal))
    make_open_ballot(rehearsal)
    assert quorum_of(rehearsal).counted == 4
    assert quorum_of(sitting).counted == 0
    assert ballots_of(sitting) == []
    assert sitting.state is SittingState.CONVENED


def test_it_convenes_nobody_is_not_called_again_and_carries_no_proxy(sitting):
    convene(sitting, by=None)
    rehearsal = plan_rehearsal(sitting, by=None)
    giver, holder, *_others = seats_of(rehearsal)
    for act in (
        lambda: convene(rehearsal, by=None),
        lambda: plan_second_call(rehearsal, day=MAY, starts="11:00", by=None),
        lambda: offer_proxy(rehearsal, giver, holder, by=None),
        lambda: plan_rehearsal(rehearsal, by=None),
    ):
        with pytest.raises(RehearsalCountsForNothing):
            act()
    assert letters() == 4


def test_a_sitting_that_is_over_or_has_no_agenda_is_not_rehearsed(sitting):
    with pytest.raises(AgendaToRehearse):
        plan_rehearsal(make_sitting(day=MAY, items=0), by=None)
    convene(sitting, by=None)
    close_sitting(open_sitting(sitting, by=None), by=None)
    with pytest.raises(SittingMoved):
        plan_rehearsal(sitting, by=None)


def test_without_statutes_nothing_can_be_rehearsed(app):
    with pytest.raises(NoStatutes):
        plan_rehearsal(make_sitting(), by=None)


def test_a_result_published_in_it_is_announced_to_nobody(sitting):
    convene(sitting, by=None)
    real, rehearsal = open_sitting(sitting, by=None), open_sitting(plan_rehearsal(sitting, by=None), by=None)
    heard = []
    with ballot_published.connected_to(lambda ballot, **_: heard.append(ballot.item.sitting_id)):
        for each in (rehearsal, real):
            come_in(each, seats_of(each))
            ballot = make_open_ballot(each)
            set_for_tests(MARCH + timedelta(minutes=30))
            close_by_totals(ballot, Hands(4, 0, 0), by=None)
            publish_ballot(ballot, by=None)
    assert heard == [real.id]


def test_the_bureau_is_never_read_from_a_rehearsal(sitting):
    members = db.session.query(Member).order_by(Member.id).all()
    make_statutes(Body.BUREAU)
    congress = make_congress("fes", starts_on=MAY)
    real = make_sitting(Body.BUREAU, day=MAY)
    seat_members(real, members[:2], by=None)
    expected = bureau_members(congress)
    rehearsal = plan_rehearsal(real, by=None)
    seat_members(rehearsal, members, by=None)
    assert names(rehearsal) == [member.name for member in members]
    later = make_sitting(Body.BUREAU, day=MAY.replace(day=25))
    assert last_bureau(later) == members[:2]
    assert bureau_members(congress) == expected != set()


def test_every_paper_of_it_says_so_across_the_page(sitting):
    convene(sitting, by=None)
    words = [
        PdfReader(io.BytesIO(attendance_pdf(each))).pages[0].extract_text()
        for each in (plan_rehearsal(sitting, by=None), sitting)
    ]
    assert ["RÉPÉTITION" in each for each in words] == [True, False]


def test_the_desk_rehearses_in_one_gesture_and_every_page_says_so(sitting, browser_of):
    convene(sitting, by=None)
    desk = browser_of(make_staff(Role.SECRETARIAT))
    page = f"/tunis/assembly/sittings/{sitting.public_id}"
    assert NOTHING_COUNTS not in desk.get(page).text
    said = desk.post(f"{page}/rehearsals").text
    assert "Répétition : Assemblée générale" in said
    assert NOTHING_COUNTS in said
    assert "Convocation" not in said
    (rehearsal,) = rehearsals_of(sitting)
    for name in ("presence", "ballots", "agenda", "voters"):
        assert NOTHING_COUNTS in desk.get(f"/tunis/assembly/sittings/{rehearsal.public_id}/{name}").text, name
    assert "Voir la répétition" in desk.get(page).text
