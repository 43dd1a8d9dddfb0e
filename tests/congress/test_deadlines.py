"""Deadlines: one moment for each thing, on the clock of the congress's city."""

from datetime import UTC, date, datetime

import pytest

from aimf_events.accounts.models import Role
from aimf_events.congress.deadlines import closing_of, deadline_of, set_deadlines
from aimf_events.congress.models import DeadlineKind
from aimf_events.database import db
from aimf_events.journal import history
from tests.factories import make_congress, make_staff

D = DeadlineKind


@pytest.fixture
def secretary(app):
    return make_staff(Role.SECRETARIAT)


@pytest.fixture
def congress(app):
    return make_congress("tunis", starts_on=date(2030, 12, 9))


def test_deadline_is_set_moved_and_taken_away(congress, secretary):
    first, later = datetime(2030, 11, 1, tzinfo=UTC), datetime(2030, 11, 8, tzinfo=UTC)
    set_deadlines(congress, {D.VISA: first, D.TRAVEL: None}, by=secretary)
    set_deadlines(congress, {D.VISA: first}, by=secretary)
    set_deadlines(congress, {D.VISA: later}, by=secretary)
    db.session.expire_all()
    assert (deadline_of(congress, D.VISA), deadline_of(congress, D.TRAVEL)) == (later, None)
    set_deadlines(congress, {D.VISA: None}, by=secretary)
    db.session.expire_all()
    assert congress.deadlines == []
    assert len(history(congress)) == 3


def test_what_has_no_moment_closes_with_registration_or_on_the_first_day(congress, secretary):
    first_day = datetime(2030, 12, 8, 23, 0, tzinfo=UTC)  # midnight in Tunis
    closes = {kind: closing_of(congress, kind) for kind in D}
    assert closes == {
        D.SUBSTITUTION: congress.registration_closes_at,
        D.VISA: congress.registration_closes_at,
        D.TRAVEL: first_day,
        D.DOCUMENTS: first_day,
    }
    set_deadlines(congress, {D.DOCUMENTS: datetime(2030, 12, 1, tzinfo=UTC)}, by=secretary)
    assert closing_of(congress, D.DOCUMENTS) == datetime(2030, 12, 1, tzinfo=UTC)


def test_settings_take_the_hour_of_the_city_and_show_it_again(congress, secretary, browser_of):
    desk = browser_of(secretary)
    page = desk.get("/tunis/settings/deadlines")
    assert "Les heures sont celles de Tunis" in page.text
    form = {"travel_on": "2030-11-20", "travel_at": "18:00", "visa_on": "2030-11-01", "visa_at": ""}
    form |= {"documents_on": "2030-11-25", "documents_at": "12:00"}
    assert "Les dates limites sont enregistrées." in desk.post("/tunis/settings/deadlines", form).text
    db.session.expire_all()
    assert deadline_of(congress, D.TRAVEL) == datetime(2030, 11, 20, 17, 0, tzinfo=UTC)
    assert deadline_of(congress, D.VISA) == datetime(2030, 11, 1, 22, 59, tzinfo=UTC)
    assert deadline_of(congress, D.DOCUMENTS) == datetime(2030, 11, 25, 11, 0, tzinfo=UTC)
    page = desk.get("/tunis/settings/deadlines")
    assert (page.value("travel_on"), page.value("travel_at")) == ("2030-11-20", "18:00")
    assert "Voyage et chambres · " in desk.get("/tunis/settings").text


def test_deadline_after_the_congress_is_refused(congress, secretary, browser_of):
    desk = browser_of(secretary)
    desk.get("/tunis/settings/deadlines")
    page = desk.post("/tunis/settings/deadlines", {"visa_on": "2031-01-01"}, status=422)
    assert "Choisissez un jour avant la fin du congrès." in page.text
