"""Transferable cards on screen: the desk gives them, the door counts them, the head downloads them."""

import io

import pytest
from pypdf import PdfReader

from aimf_events.accounts.models import Role
from aimf_events.checkin.badges import issue_badge
from aimf_events.checkin.floaters import floaters_of, set_floaters
from aimf_events.congress.categories import zones_of
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.registration.delegations import add_correspondent, invitation_token
from aimf_events.registration.models import ContactRole, DelegationState, RegistrationState
from tests.checkin.doors import make_device, make_door, scan, today_congress
from tests.factories import make_delegation, make_person, make_registration, make_staff
from tests.statements import statements_sent


@pytest.fixture
def congress(app):
    return today_congress()


@pytest.fixture
def delegation(congress):
    return make_delegation(congress, "Cotonou", state=DelegationState.COMPOSING)


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(CongressRole.ACCREDITATION, congress=congress))


@pytest.fixture
def head(delegation, browser_of):
    person = make_person("Rose", "Adjovi")
    add_correspondent(delegation, person, ContactRole.HEAD, person.email, by=None)
    return browser_of(person)


def cards(delegation):
    return f"/{delegation.congress.name}/accreditation/delegations/{delegation.public_id}/cards"


def home(delegation, rest=""):
    return f"/{delegation.congress.name}/delegation/{invitation_token(delegation)}{rest}"


def give(delegation, count, bit=1):
    return set_floaters(delegation, {zones_of(delegation.congress)[bit]: count}, by=None)


def wanted(**zones):
    return {"zone_0": "0", "zone_1": "0", "zone_2": "0", **zones}


def test_desk_gives_cards_and_takes_some_back(delegation, desk):
    assert "ne tient aucune carte" in desk.get(cards(delegation)).text
    page = desk.post(cards(delegation), wanted(zone_1="2", zone_2="1"))
    assert "Cotonou : 3 cartes, Assemblée (2) et Bureau (1). Aucune n’est à l’intérieur." in page.text
    assert "Cotonou : 1 carte, Assemblée." in desk.post(cards(delegation), wanted(zone_1="1")).text


@pytest.mark.parametrize("given", ["", "-1", "21", "deux"])
def test_a_number_that_is_none_is_said_beside_its_zone_and_nothing_changes(delegation, desk, given):
    desk.get(cards(delegation))
    page = desk.post(cards(delegation), wanted(zone_1=given, zone_2="1"), status=422)
    assert page.value("zone_1") == given
    assert floaters_of(delegation) == []


def test_a_withdrawn_card_that_is_inside_is_asked_for(congress, delegation, desk):
    card = give(delegation, 1)[0]
    scan(make_door(congress, zones=0b10), make_device(congress), card)
    assert "1 à l’intérieur sur 1" in desk.get(cards(delegation)).text
    assert "1 carte retirée est encore à l’intérieur" in desk.post(cards(delegation), wanted()).text


def test_contested_delegation_gets_no_card_and_the_desk_is_told_why(delegation, desk):
    desk.get(cards(delegation))
    delegation.state = DelegationState.CONTESTED
    db.session.commit()
    assert "Personne de cette délégation" in desk.post(cards(delegation), wanted(zone_1="1"), status=409).text


def test_others_give_no_card(congress, delegation, head, browser_of):
    for nobody in (
        head,
        browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress, email="p@example.org")),
    ):
        nobody.get(cards(delegation), status=403)


def test_secretariat_and_supervisor_read_how_many_are_inside(congress, delegation, browser_of):
    card = give(delegation, 3)[0]
    door = make_door(congress, "Salle de l’Assemblée", zones=0b10)
    scan(door, make_device(congress), card)
    secretary = browser_of(make_staff(Role.SECRETARIAT, email="s@example.org"))
    page = secretary.get(f"/{congress.name}/secretariat/delegations/{delegation.public_id}")
    assert "1 à l’intérieur sur 3" in page.text
    volunteer = browser_of(make_staff(CongressRole.DOOR, congress=congress, email="v@example.org"))
    shown = volunteer.get(f"/{congress.name}/door/checkpoints/{door.public_id}")
    assert "Cartes transférables" in shown.text
    assert "Cotonou" in shown.text
    live = volunteer.client.get(f"/live/door:{door.public_id}?since=0").get_json()
    assert live["events"][-1]["data"]["cards_in"] == 1


def test_verdict_of_a_card_without_scripts(congress, delegation, browser_of):
    card, door = give(delegation, 1)[0], make_door(congress, zones=0b10)
    volunteer = browser_of(make_staff(CongressRole.DOOR, congress=congress, email="v@example.org"))
    volunteer.get(f"/{congress.name}/door/checkpoints/{door.public_id}/hold")
    volunteer.post(f"/{congress.name}/door/checkpoints/{door.public_id}/hold", {"label": "A"})
    for word, advice in (("Entrez", "une personne à la fois"), ("Déjà entrée", "gardez la carte")):
        page = volunteer.get(f"/{congress.name}/door/scan/{door.public_id}")
        typed = {"code": card.short_code, "direction": "in", "nonce": page.value("nonce")}
        page = volunteer.post(f"/{congress.name}/door/scan/{door.public_id}", typed)
        assert page.h1 == [word]
        for words in (advice, "Carte transférable 1", "Cotonou", "Z Carte transférable"):
            assert words in page.text


def test_cards_stand_among_the_badges_of_the_delegation_and_are_issued_again(delegation, desk):
    card = give(delegation, 2)[1]
    base = f"/{delegation.congress.name}/door/badges"
    listed = desk.get(f"{base}/delegations/{delegation.public_id}")
    assert "Z · Assemblée" in listed.text
    assert "carte transférable 2" in desk.get(f"{base}/{card.public_id}/reissue").text
    for _time in range(2):  # sent again, the form is one reissue
        desk.post(f"{base}/{card.public_id}/reissue", {"reason": "perdue", "issue": "1"})
    db.session.refresh(card)
    assert card.issue == 2


def test_head_sees_the_cards_and_downloads_them_with_the_badges(delegation, head, browse):
    issue_badge(make_registration(delegation, state=RegistrationState.APPROVED))
    assert "Cartes transférables" not in head.get(home(delegation)).text
    give(delegation, 2)
    page = head.get(home(delegation))
    assert "Badges : 1 · Cartes transférables : 2, zone Assemblée" in page.text
    pdf = head.client.get(page.link("Télécharger les badges et les cartes"))
    assert len(PdfReader(io.BytesIO(pdf.data)).pages) == 2 * 3
    stranger = browse.client.get(home(delegation, "/badges.pdf"))
    assert stranger.status_code == 302


def test_without_a_badge_there_is_nothing_to_download(delegation, head):
    assert "Télécharger les badges" not in head.get(home(delegation)).text
    head.get(home(delegation, "/badges.pdf"), status=404)


def test_a_declined_delegation_reads_that_its_cards_are_gone(delegation, head):
    give(delegation, 1)
    head.get(home(delegation, "/refusal"))
    head.post(home(delegation, "/refusal"), {})
    assert floaters_of(delegation) == []


def test_door_page_takes_a_constant_number_of_queries(congress, delegation, browser_of):
    door = make_door(congress, zones=0b10)
    volunteer = browser_of(make_staff(CongressRole.DOOR, congress=congress, email="v@example.org"))
    volunteer.get(f"/{congress.name}/door/checkpoints/{door.public_id}")
    costs = []
    for other in (delegation, make_delegation(congress, "Parakou"), make_delegation(congress, "Huế")):
        give(other, 2)
        with statements_sent() as sent:
            volunteer.get(f"/{congress.name}/door/checkpoints/{door.public_id}")
        costs.append([each for each in sent if "SELECT" in each])
    assert [len(each) for each in costs] == [len(costs[0])] * 3, costs
