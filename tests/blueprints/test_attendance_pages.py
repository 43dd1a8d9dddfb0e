"""The pages of attendance: the day, one session by person and by delegation, the file; who may open them."""

from datetime import timedelta
from typing import Any

import pytest

from aimf_events.checkin.badges import issue_badge
from aimf_events.checkin.day_passes import give_day_pass
from aimf_events.checkin.floaters import set_floaters
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.categories import zones_of
from aimf_events.congress.models import CongressRole
from aimf_events.congress.venues import add_room, add_venue
from aimf_events.hybrid.evidence import record_presence
from aimf_events.hybrid.models import EvidenceSource
from aimf_events.programme.sessions import cancel_session
from aimf_events.registration.models import Capacity, RegistrationState
from aimf_events.reporting.attendance import attendees_of
from tests.checkin.doors import make_device, make_door, scan, today_congress
from tests.factories import make_congress, make_delegation, make_member, make_registration, make_staff
from tests.factories.programme import make_session
from tests.statements import statements_sent


class Sitting:
    """A session under way, whose room has one door: a titular inside, an adviser who left, one who follows from afar."""

    def __init__(self) -> None:
        self.congress = today_congress()
        room = add_room(add_venue(self.congress, name="Palais"), name="Salle plénière", capacity=50)
        zone = zones_of(self.congress)[0]
        self.door = make_door(self.congress, "Porte de la plénière", room=room, zones=1 << zone.bit | 1)
        self.device = make_device(self.congress)
        self.session = make_session(self.congress, "Assemblée générale", starts="10:00", minutes=60, room=room)
        self.delegation = make_delegation(self.congress, member=make_member("Bobo-Dioulasso", country="BF"))
        self.titular, self.adviser = (self.badge(capacity=each) for each in (Capacity.TITULAR, Capacity.OBSERVER))
        [self.card] = set_floaters(self.delegation, {zone: 1}, by=None)
        for minutes, badge, way in [
            (0, self.titular, "in"),
            (1, self.card, "in"),
            (5, self.adviser, "in"),
            (20, self.adviser, "out"),
        ]:
            self.at(minutes)
            assert scan(self.door, self.device, badge, direction=way).verdict == "admitted"
        self.afar = self.badge().registration
        record_presence(self.afar, self.session, source=EvidenceSource.JOIN)
        self.address = f"/{self.congress.name}/door/attendance"

    def badge(self, **values: Any) -> Any:
        how = {"state": RegistrationState.APPROVED, "category": "delegate", **values}
        return issue_badge(make_registration(self.delegation, **how))

    def at(self, minutes: int) -> None:
        set_for_tests(self.session.starts_at + timedelta(minutes=minutes))


@pytest.fixture
def sitting(app: Any) -> Sitting:
    return Sitting()


@pytest.fixture
def supervisor(sitting: Sitting, browser_of: Any) -> Any:
    return browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=sitting.congress))


def test_the_day_leads_to_the_session(sitting: Sitting, supervisor: Any) -> None:
    page = supervisor.get(sitting.address)
    assert "Assemblée générale" in page.text
    assert "en cours" in page.text
    assert (f"{sitting.address}/{sitting.session.public_id}", "Assemblée générale") in page.links


def test_by_person_and_by_delegation(sitting: Sitting, supervisor: Any) -> None:
    page = supervisor.get(f"{sitting.address}/{sitting.session.public_id}")
    assert "2 personnes étaient dans la salle, de 1 délégation ; 1 a suivi à distance." in spaced(page.text)
    assert "1 carte transférable est entrée aussi." in page.text
    assert "non notée" in page.text
    groups = supervisor.get(f"{sitting.address}/{sitting.session.public_id}?by=delegations")
    assert "Bobo-Dioulasso" in groups.text
    assert "présent" in groups.text
    for sort in ("name", "-came", "minutes", "-minutes", "nothing"):
        supervisor.get(f"{sitting.address}/{sitting.session.public_id}?sort={sort}")
    assert (
        "Personne ne répond"
        in supervisor.get(f"{sitting.address}/{sitting.session.public_id}?q=personne+de+ce+nom").text
    )


def spaced(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_file_has_a_line_for_each_person(sitting: Sitting, supervisor: Any) -> None:
    sitting.at(90)
    answer = supervisor.client.get(f"{sitting.address}/{sitting.session.public_id}/people.csv")
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert [line.split(";")[4] for line in lines[1:]] == ["titulaire", "observateur", "sans voix"]
    assert [line.split(";")[8] for line in lines[1:]] == ["60", "15", ""]


def test_a_cancelled_session_has_nobody(sitting: Sitting, supervisor: Any) -> None:
    cancel_session(sitting.session, by=None)
    page = supervisor.get(f"{sitting.address}/{sitting.session.public_id}")
    assert "Cette séance est annulée." in page.text


def test_before_anything_is_planned_or_seen(app: Any, browser_of: Any) -> None:
    congress = today_congress()
    browser = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))
    assert "Aucune séance" in browser.get(f"/{congress.name}/door/attendance").text
    alone = make_session(congress, "Visite", room=None)
    page = browser.get(f"/{congress.name}/door/attendance/{alone.public_id}")
    assert "Aucune porte ne sert cette séance" in page.text


def test_who_may_read_attendance(sitting: Sitting, browser_of: Any) -> None:
    address = f"{sitting.address}/{sitting.session.public_id}"
    browser_of(make_staff(CongressRole.DOOR, congress=sitting.congress)).get(address, 403)
    browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=make_congress())).get(address, 403)
    here = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=sitting.congress))
    here.get(f"{sitting.address}/{make_session(make_congress()).public_id}", 404)


def test_questions_do_not_grow(sitting: Sitting, supervisor: Any) -> None:
    counts = []
    for _ in range(3):
        sitting.at(30)
        badge = sitting.badge()
        scan(sitting.door, sitting.device, badge)
        make_session(sitting.congress, starts="10:00", room=sitting.session.room)
        addresses = (sitting.address, f"{sitting.address}/{sitting.session.public_id}")
        with statements_sent() as sent:
            for address in addresses:
                supervisor.get(address)
        counts.append(len(sent))
    assert counts[1] == counts[2]
    assert now() > sitting.session.starts_at


def test_somebody_with_a_day_pass_is_one_person_in_the_room_and_from_afar(sitting: Sitting) -> None:
    give_day_pass(sitting.titular, by=None)
    record_presence(sitting.titular.registration, sitting.session, source=EvidenceSource.JOIN)
    sitting.at(30)
    _seen, found = attendees_of(sitting.congress, sitting.session)
    mine = [each for each in found if each.registration is sitting.titular.registration]
    assert [(each.here is not None, each.online_at is not None) for each in mine] == [(True, True)]
