"""The welcome desk's pages: one field, one card, one key for each act; who may do what."""

from typing import Any
from urllib.parse import urlencode

import pytest

from aimf_events.checkin.badges import badge_of, issue_badge
from aimf_events.checkin.day_passes import day_pass_of
from aimf_events.checkin.models import BadgeState
from aimf_events.checkin.print_models import PrintReason, PrintRequest, PrintState
from aimf_events.checkin.print_queue import due_requests
from aimf_events.checkin.prints import last_prints, remember_prints
from aimf_events.congress.models import CongressRole
from aimf_events.database import db, transaction
from aimf_events.registration.models import Registration, RegistrationState
from tests.checkin.doors import make_badge, make_device, make_door, scan, today_congress
from tests.factories import category_of, make_delegation, make_registration, make_staff


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


@pytest.fixture
def volunteer(congress: Any, browser_of: Any) -> Any:
    return browser_of(make_staff(CongressRole.DESK, congress=congress))


@pytest.fixture
def desk(congress: Any, browser_of: Any) -> Any:
    return browser_of(make_staff(CongressRole.ACCREDITATION, congress=congress))


def at(badge: Any, rest: str = "") -> str:
    return f"/{badge.delegation.congress.name}/reception/persons/{badge.registration.public_id}{rest}"


def test_badge_is_found_by_its_code_and_handed_over(congress: Any, volunteer: Any) -> None:
    badge = make_badge(congress)
    assert "Personne ne répond" in volunteer.get(f"/{congress.name}/reception?q=zzz").text
    card = volunteer.get(f"/{congress.name}/reception?q={badge.short_code}")
    assert "Le badge attend ici." in card.text
    done = volunteer.post(at(badge, "/handover"), {"taken_by": ""})
    assert f"Le badge de Mme {badge.registration.person.badge_name} est remis." in done.text
    db.session.refresh(badge)
    assert badge.state is BadgeState.COLLECTED
    assert "est déjà remis" in volunteer.post(at(badge, "/handover"), {"taken_by": ""}, 409).text
    volunteer.get(at(badge))
    assert "Le badge attend ici." in volunteer.post(at(badge, "/handover/withdrawal")).text


def test_delegation_without_a_badge_is_found_and_nobody_is_said_missing(congress: Any, volunteer: Any) -> None:
    make_delegation(congress, "Parakou")
    page = volunteer.get(f"/{congress.name}/reception?q=parakou").text
    assert "Aucune personne de ce nom, mais une délégation répond." in page
    assert "Personne ne répond" not in page


def test_lost_badge_is_issued_again_and_the_old_one_is_recognised(congress: Any, volunteer: Any) -> None:
    badge = make_badge(congress)
    former = badge.token
    volunteer.get(at(badge))
    volunteer.post(at(badge, "/handover"), {"taken_by": "M. Dossou"})
    assert "Un nouveau badge est émis" in volunteer.get(at(badge, "/loss")).text
    card = volunteer.post(at(badge, "/loss"), {"reason": "lost", "note": ""})
    assert "L’ancien badge n’ouvre plus aucune porte." in card.text
    assert "Un badge remis auparavant n’ouvre plus aucune porte" in card.text
    assert "Le badge n’est pas encore imprimé." in card.text
    assert "À réimprimer" not in card.text  # it says what it should, it is the paper that is missing
    volunteer.client.post(at(badge, "/paper"), data={"csrf_token": volunteer.page.csrf})
    assert "Le badge attend ici." in volunteer.get(at(badge)).text
    assert "Le badge présenté a été remplacé" in volunteer.get(f"/{congress.name}/reception?q={former}").text


def test_damaged_badge_is_asked_for_once_more_as_it_is_and_printed_here_or_there_but_once(
    congress: Any, volunteer: Any
) -> None:
    badge = make_badge(congress)
    remember_prints([badge], by=None, reason=PrintReason.FIRST)
    volunteer.get(at(badge))
    assert "attend à l’impression" in volunteer.post(at(badge, "/reprint")).text
    request = db.session.scalars(db.select(PrintRequest)).one()
    assert (request.reason, request.state, request.issue) == (PrintReason.DAMAGED, PrintState.WAITING, 1)
    paper = volunteer.client.post(at(badge, "/paper"), data={"csrf_token": volunteer.page.csrf})
    assert paper.data.startswith(b"%PDF")
    db.session.refresh(request)
    assert request.state is PrintState.DROPPED
    assert last_prints([badge.id])[badge.id].reason is PrintReason.DAMAGED


def test_merged_or_corrected_person_s_badge_is_to_be_printed_again(congress: Any, volunteer: Any) -> None:
    badge = make_badge(congress)
    remember_prints([badge], by=None, reason=PrintReason.FIRST)
    assert "À réimprimer" not in volunteer.get(at(badge)).text
    with transaction():  # as a merge leaves it: another name, the same badge
        badge.registration.person.badge_name = "Rose Adjovi"
    assert "À réimprimer" in volunteer.get(at(badge)).text
    volunteer.client.post(at(badge, "/paper"), data={"csrf_token": volunteer.page.csrf})
    assert "À réimprimer" not in volunteer.get(at(badge)).text


def test_delegation_s_badges_are_given_against_a_receipt_that_is_signed(congress: Any, volunteer: Any) -> None:
    badge = make_badge(congress)
    delegation = badge.delegation
    other = issue_badge(make_registration(delegation, state=RegistrationState.APPROVED))
    address = f"/{congress.name}/reception/delegations/{delegation.public_id}"
    assert "2 badges attendent au bureau." in volunteer.get(address).text
    given = {"badges": [badge.public_id], "receiver": " ", "function": "", "language": "fr"}
    assert volunteer.post(address, given, 422).h1 == [f"Badges à remettre : {delegation.name}"]
    page = volunteer.post(address, {**given, "receiver": "Jean Dossou"})
    assert "1 badge remis à Jean Dossou." in page.text
    number = f"RB-{congress.number}-0001"
    assert volunteer.client.get(page.path + ".pdf").headers["Content-Disposition"] == f"inline; filename={number}.pdf"
    assert "illisible" in volunteer.post(page.path + "/signature", {"strokes": "[]"}, 422).text
    volunteer.get(page.path)
    signed = volunteer.post(page.path + "/signature", {"strokes": "[[[1,2],[3,4]]]"})
    assert "Le reçu est signé." in signed.text
    assert "<path" in signed.body
    assert "déjà signé" in volunteer.post(page.path + "/signature", {"on_paper": "1"}, 409).text
    volunteer.get(page.path)
    back = volunteer.post(f"{page.path}/lines/{badge.public_id}/withdrawal")
    assert "attend de nouveau au bureau" in back.text
    db.session.refresh(badge)
    assert (badge.state, other.state) == (BadgeState.ISSUED, BadgeState.ISSUED)
    elsewhere = today_congress()
    for rest in ("", ".pdf"):
        volunteer.get(f"/{elsewhere.name}/reception/receipts/{page.path.rsplit('/', 1)[1]}{rest}", 403)


def test_forgotten_badge_is_replaced_for_the_day(congress: Any, volunteer: Any) -> None:
    badge = make_badge(congress)
    volunteer.get(at(badge))
    volunteer.post(at(badge, "/handover"), {"taken_by": ""})
    volunteer.get(at(badge))
    assert "attend à l’impression" in volunteer.post(at(badge, "/day-pass")).text
    paper = {"csrf_token": volunteer.page.csrf}
    assert volunteer.client.post(at(badge, "/day-pass/paper"), data=paper).data.startswith(b"%PDF")
    held = day_pass_of(badge.registration)
    assert (
        "Un laissez-passer du jour vaut jusqu’à ce soir"
        in volunteer.get(f"/{congress.name}/reception?q={held.token}").text
    )
    volunteer.post(at(badge, "/day-pass/revocation"))
    assert volunteer.client.post(at(badge, "/day-pass/paper"), data=paper).status_code == 404
    assert "Le badge présenté est annulé" in volunteer.get(f"/{congress.name}/reception?q={held.token}").text


def test_card_shows_where_the_person_passed_today(congress: Any, volunteer: Any) -> None:
    badge = make_badge(congress)
    scan(make_door(congress, "Porte A"), make_device(congress), badge)
    assert "Porte A" in volunteer.get(at(badge)).text


def test_name_is_corrected_and_the_badge_issued_again(congress: Any, desk: Any) -> None:
    badge = make_badge(congress)
    desk.get(at(badge, "/name"))
    given = {"civility": "madam", "given_name": "Aïcha", "family_name": "Soumanou", "badge_name": ""}
    assert "Le nom est corrigé." in desk.post(at(badge, "/name"), given).text
    db.session.refresh(badge)
    assert badge.issue == 2
    person = db.session.get_one(Registration, badge.registration_id).person
    db.session.refresh(person)
    assert person.badge_name == "Aïcha Soumanou"
    desk.post(at(badge, "/name"), {**given, "family_name": " "}, 422)


def test_place_changes_hands_at_the_desk_with_the_badge(congress: Any, desk: Any) -> None:
    badge = make_badge(congress)
    desk.get(at(badge, "/replacement"))
    given = {
        "civility": "sir", "given_name": "Joël", "family_name": "Houénou", "function": "Adjoint", "email": "",
        "source": "la cheffe de délégation, au guichet", "accredited": "y", "form_key": desk.page.value("form_key"),
    }  # fmt: skip
    card = desk.post(at(badge, "/replacement"), given)
    assert card.h1 == ["M. Joël Houénou"]
    assert "Le badge n’est pas encore imprimé." in card.text
    db.session.refresh(badge)
    assert badge.state is BadgeState.REVOKED
    new = db.session.scalars(db.select(Registration).filter_by(replaces_id=badge.registration_id)).one()
    assert (new.state, new.source, badge_of(new).state) == (
        RegistrationState.APPROVED,
        given["source"],
        BadgeState.ISSUED,
    )
    desk.get(at(badge, "/replacement"))
    assert desk.post(at(badge, "/replacement"), {**given, "family_name": "Autre", "form_key": ""}, 409)


def test_walk_in_asked_at_the_desk_comes_back_to_the_desk(congress: Any, desk: Any) -> None:
    delegation, address = make_delegation(congress, "Cotonou"), f"/{congress.name}/accreditation/walk-in?reception=1"
    desk.get(address)
    given = {
        "delegation": delegation.public_id, "category": category_of(congress, "delegate").public_id, "civility": "madam",
        "family_name": "Adjovi", "given_name": "Rose", "function": "", "email": "", "source": "au guichet", "accredited": "y",
        "form_key": desk.page.value("form_key"),
    }  # fmt: skip
    card = desk.post(address, given)
    assert "/reception/persons/" in card.path
    assert "Le badge n’est pas encore imprimé." in card.text
    desk.post(address, given)  # sent twice
    assert [request.reason for request in due_requests(congress)] == [PrintReason.WALK_IN]


def test_volunteer_hands_over_and_decides_nothing(congress: Any, volunteer: Any) -> None:
    badge = make_badge(congress)
    assert "le bureau des accréditations le fait" in volunteer.get(at(badge)).text
    for rest in ("/name", "/replacement"):
        volunteer.get(at(badge, rest), 403)
    volunteer.get(f"/{congress.name}/accreditation", 403)
    volunteer.get(f"/{congress.name}/door/badges", 403)


def test_nobody_of_another_congress_has_a_card_here(congress: Any, volunteer: Any) -> None:
    elsewhere = make_badge(today_congress())
    address = f"/{congress.name}/reception/persons/{elsewhere.registration.public_id}"
    for rest in ("", "/portrait", "/loss"):
        volunteer.get(address + rest, 404)
    volunteer.get(f"/{congress.name}/reception")
    volunteer.post(f"{address}/handover", {"taken_by": ""}, 404)


@pytest.mark.parametrize("text", ["%", "' OR 1=1", "<script>alert(1)</script>", "1" * 400, "\u202e\u0000x", "ﷺ", "_"])
def test_odd_words_find_nobody(congress: Any, volunteer: Any, text: str) -> None:
    make_badge(congress)
    page = volunteer.get(f"/{congress.name}/reception?{urlencode({'q': text})}")
    assert page.h1 == ["Bureau d’accueil"]


def test_a_loss_that_is_told_twice_ends_one_badge(congress: Any, volunteer: Any) -> None:
    badge = make_badge(congress)
    volunteer.get(at(badge, "/loss"))
    told = {"reason": "lost", "note": "", "issue": "1"}
    for _table in range(2):  # the form sent again, or two desks to whom the same person goes
        volunteer.post(at(badge, "/loss"), told)
    db.session.expire_all()
    assert badge_of(badge.registration).issue == 2  # type: ignore[union-attr]
    assert len(due_requests(congress)) == 1
    assert 'name="issue" type="hidden" value="2"' in volunteer.client.get(at(badge, "/loss")).text
    volunteer.post(at(badge, "/loss"), {**told, "issue": "2"})
    db.session.expire_all()
    assert badge_of(badge.registration).issue == 3  # type: ignore[union-attr]
