"""The desk of the grants and the member's page: from a request to the accepted report, and what attackers find."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.assembly.models import Body
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.membership.grant_letters import grant_url
from aimf_events.membership.grant_models import Grant, GrantPaperKind, GrantState
from aimf_events.membership.grants import ask_grant
from aimf_events.web.papers import POLICY
from tests.factories import make_congress, make_member, make_person, make_staff, make_statutes
from tests.factories.assembly import make_cities, make_sitting
from tests.membership.test_grants import awarded, project
from tests.registration.files import pdf
from tests.statements import statements_sent

DESK = "/tunis/grants/"


@pytest.fixture
def congress(app: Flask) -> Any:
    set_for_tests(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    make_statutes()
    make_statutes(Body.BUREAU)
    return make_congress("tunis", starts_on=date(2026, 3, 1))


@pytest.fixture
def desk(congress: Any, browser_of: Any) -> Any:
    return browser_of(make_staff(Role.TREASURY))


def link(grant: Grant) -> str:
    return "/grant/" + grant_url(grant).rpartition("/")[2]


def report(content: bytes | None = None) -> dict[str, Any]:
    return {"file": (io.BytesIO(content or pdf()), "rapport.pdf")}


def test_from_a_request_to_a_closed_grant(desk: Any, browse: Any) -> None:
    city = make_cities(1)[0]
    assert "Aucune demande de subvention" in desk.get(DESK).text
    page = desk.get(f"{DESK}new")
    given = {
        "form_key": page.value("form_key"),
        "member": city.public_id,
        "title": "Eau <b>potable</b>",
        "fund": "emergency",
        "asked": "60000",
        "currency": "EUR",
        "requested_on": "2026-02-01",
    }
    for wrong in ({"asked": "12,5"}, {"asked": "-1"}, {"asked": "9" * 30}, {"currency": "euros"}, {"title": ""}):
        desk.post(f"{DESK}new", {**given, **wrong}, 422)
    desk.post(f"{DESK}new", given)
    desk.post(f"{DESK}new", given)  # pressed twice
    grant = db.session.scalars(db.select(Grant)).one()
    here = f"{DESK}{grant.public_id}"
    assert "1 demande attend le Bureau." in desk.get(DESK).text
    assert "Eau <b>potable</b>" in desk.get(here).text
    award = {
        "awarded": "50000",
        "instalments": "30000 ; 2026-04-01\n20 000 ; 2026-09-01",
        "report_due_on": "2027-06-30",
    }
    assert "Aucun scrutin proclamé" in desk.post(f"{here}/award", award, 422).text
    award["decision"] = "Bureau du 20 février, décision 3"
    page = desk.post(f"{here}/award", {**award, "awarded": "50001"}, 422)
    assert "ces sommes doivent être égales" in page.text
    for wrong_lines in ("beaucoup", "10 ; 2026-13-01", "0 ; 2026-04-01", "1;2026-04-01\n" * 13):
        desk.post(f"{here}/award", {**award, "instalments": wrong_lines}, 422)
    desk.post(f"{here}/award", award)
    assert "n’est plus dans l’état" in desk.post(f"{here}/award", award, 422).text
    first = grant.instalments[0].public_id
    desk.post(f"{here}/instalments/{first}/payment", {"paid_on": "2026-04-02", "reference": ""}, 422)
    page = desk.post(f"{here}/instalments/{first}/payment", {"paid_on": "2026-04-02", "reference": "virement 812"})
    assert "virement 812" in page.text

    page = browse.get(link(grant))
    assert "Le Bureau vous accorde 50 000 EUR. Votre rapport est attendu le 30 juin 2027." in page.text
    assert "ni un PDF" in browse.post(f"{link(grant)}/report", report(b"MZ" + bytes(99)), 422).text
    page = browse.post(f"{link(grant)}/report", report())
    assert "Votre rapport est arrivé" in page.text
    desk.get(here)
    desk.post(f"{here}/report/return", {"note": "les factures", "due_on": "2027-09-01"})
    assert "Ce qui manque au rapport : les factures" in browse.get(link(grant)).text
    browse.post(f"{link(grant)}/report", report(pdf(2)))
    desk.post(f"{here}/report/acceptance", {})
    assert "cette subvention est close" in browse.get(link(grant)).text
    browse.post(f"{link(grant)}/report", report(pdf(3)), 409)
    assert "Eau <b>potable</b>" in desk.get(f"{DESK}members/{city.public_id}").text
    table = desk.client.get(f"{DESK}grants.csv?shown=all").get_data(as_text=True)
    assert "50000" in table


def test_requests_are_put_to_the_bureau_and_an_empty_choice_says_so(desk: Any, congress: Any) -> None:
    assert "Aucune demande n’attend" in desk.get(f"{DESK}bureau").text
    grant = ask_grant(make_member(), project(), by=make_person())
    assert "Aucune réunion du Bureau n’est préparée" in desk.get(f"{DESK}bureau").text
    meeting = make_sitting(Body.BUREAU, congress=congress)
    desk.get(f"{DESK}bureau")
    desk.post(f"{DESK}bureau", {"sitting": meeting.public_id}, 422)
    page = desk.post(f"{DESK}bureau", {"grants": [grant.public_id], "sitting": meeting.public_id})
    assert "1 point est à l’ordre du jour" in page.text
    assert grant.state is GrantState.ON_AGENDA


def test_nobody_reads_another_members_grant(browse: Any, desk: Any, client: Any) -> None:
    mine, theirs = awarded(make_person()), awarded(make_person(), make_cities_one("Kandi"))
    browse.get(link(theirs))
    browse.post(f"{link(theirs)}/report", report())
    paper_id = theirs.papers_of(GrantPaperKind.REPORT)[0].public_id
    for reader, path in ((client, link(theirs)), (desk.client, f"{DESK}{theirs.public_id}")):
        answer = reader.get(f"{path}/papers/{paper_id}")
        assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (200, POLICY)
    for path in (f"{link(mine)}/papers/{paper_id}", f"{DESK}{mine.public_id}/papers/{paper_id}"):
        assert desk.client.get(path).status_code == 404
    desk.get(f"{DESK}{mine.public_id}")
    other_part = theirs.instalments[0].public_id
    desk.post(
        f"{DESK}{mine.public_id}/instalments/{other_part}/payment", {"paid_on": "2026-04-02", "reference": "x"}, 404
    )
    assert client.get(f"/grant/{theirs.public_id}").status_code == 404


def make_cities_one(name: str) -> Any:
    from tests.factories.assembly import make_mayor

    city = make_member(name)
    make_mayor(city)
    return city


def test_other_desks_find_nothing_and_lists_cost_the_same(desk: Any, browser_of: Any, congress: Any) -> None:
    programme = browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))
    for path in (DESK, f"{DESK}new", f"{DESK}bureau", f"{DESK}grants.csv"):
        programme.get(path, 403)
    desk.get(f"{DESK}nothing", 404)

    def questions() -> int:
        with statements_sent() as sent:
            desk.get(DESK)
        return len(sent)

    by = make_person()
    ask_grant(make_member(), project(), by=by)
    few = questions()
    for _number in range(5):
        ask_grant(make_member(), project(), by=by)
    assert questions() == few
