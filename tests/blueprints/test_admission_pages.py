"""The candidate city's pages and the desk's: a dossier by its link, from the request to the roll, and what attackers find."""

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
from aimf_events.membership.application_letters import dossier_url
from aimf_events.membership.application_models import ApplicationState, MembershipApplication, Opinion, PaperKind
from aimf_events.membership.applications import begin_dossier, record_bureau_opinion
from aimf_events.web.papers import POLICY
from tests.factories import make_congress, make_person, make_staff, make_statutes
from tests.factories.assembly import make_sitting
from tests.membership.test_admissions import asked, sitting_with, vote
from tests.registration.files import pdf
from tests.statements import statements_sent

DESK = "/tunis/admissions/"


@pytest.fixture
def congress(app: Flask) -> Any:
    set_for_tests(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    make_statutes()
    make_statutes(Body.BUREAU)
    return make_congress("tunis", starts_on=date(2026, 3, 1))


@pytest.fixture
def desk(congress: Any, browser_of: Any) -> Any:
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def one() -> MembershipApplication:
    return db.session.scalars(db.select(MembershipApplication)).one()


def link(application: MembershipApplication) -> str:
    return "/admission/" + dossier_url(application).rpartition("/")[2]


def paper(kind: str = "letter", content: bytes | None = None) -> dict[str, Any]:
    return {"kind": kind, "file": (io.BytesIO(content or pdf()), "lettre.pdf")}


def test_from_a_public_request_to_the_agenda_of_the_assembly(browse: Any, desk: Any, congress: Any) -> None:
    browse.get("/admission")
    request = {"name": "Ziguinchor", "country": "SN", "category": "member_city", "email": "mairie@example.org"}
    assert "Écrivez le nom de la ville." in browse.post("/admission", {**request, "name": " "}, 422).text
    assert "Une lettre est partie" in browse.post("/admission", request).text
    here = link(one())
    page = browse.get(here)
    assert "Il manque encore : Lettre à la présidence de l’AIMF" in page.text
    browse.get(f"{here}/city")
    city = {**request, "mayor_given_name": "Awa", "mayor_family_name": "Diédhiou", "mayor_title": "Maire"}
    browse.post(f"{here}/city", city)
    browse.post(f"{here}/papers", paper())
    page = browse.post(f"{here}/papers", paper("deliberation"))
    assert "Déposer la demande" in page.text
    page = browse.post(f"{here}/submission", {})
    assert "Le Bureau l’examine à sa prochaine réunion." in page.text
    browse.get(f"{here}/city", 404)

    assert "1 dossier attend l’examen du Bureau." in desk.get(DESK).text
    meeting, assembly = make_sitting(Body.BUREAU, congress=congress), make_sitting(congress=congress, items=0)
    page_of = f"{DESK}{one().public_id}"
    desk.get(page_of)
    desk.post(f"{page_of}/opinion", {"opinion": "favourable", "sitting": "none"}, 422)
    desk.post(f"{page_of}/opinion", {"opinion": "favourable", "sitting": meeting.public_id, "note": ""})
    desk.post(f"{page_of}/capital", {"capital": "favourable"})
    desk.get(f"{DESK}agenda")
    given = {"applications": [one().public_id], "sitting": assembly.public_id, "how": "apart"}
    page = desk.post(f"{DESK}agenda", given)
    assert "Demande d’adhésion de Ziguinchor (Sénégal)" in page.text
    assert "à l’ordre du jour de l’Assemblée générale du" in browse.get(here).text
    desk.get(page_of)
    desk.post(f"{page_of}/admission", {}, 409)


def test_a_refusal_is_read_by_the_city_with_its_reason(desk: Any, browse: Any) -> None:
    application = begin_dossier(asked(), by=make_person())
    here = f"{DESK}{application.public_id}"
    desk.get(here)
    for kind in ("letter", "deliberation"):
        desk.post(f"{here}/papers", paper(kind))
    desk.post(f"{here}/submission", {})
    assert "Écrivez le motif" in desk.post(f"{here}/refusal", {"outcome": "refused", "reason": ""}, 422).text
    assert "Ne pas retenir" not in desk.get(here).text, "the desk does not refuse in place of the Assembly"
    early = desk.post(f"{here}/refusal", {"outcome": "refused", "reason": "trop tôt"}, 409)
    assert "L’Assemblée générale n’a pas refusé cette demande" in early.text
    record_bureau_opinion(
        application, Opinion.UNFAVOURABLE, at=make_sitting(Body.BUREAU), note="", by=make_person("Camille", "R.")
    )
    vote(sitting_with([application], make_person("Camille", "S.")), against=3)
    assert "Ne pas retenir" in desk.get(here).text
    desk.post(f"{here}/refusal", {"outcome": "refused", "reason": "<b>hors du réseau</b>"})
    assert "<b>hors du réseau</b>" in browse.get(link(one())).text
    desk.post(f"{here}/refusal", {"outcome": "refused", "reason": "encore"}, 409)


def test_a_city_that_gives_up_by_letter_is_noted_as_withdrawn(desk: Any) -> None:
    application = begin_dossier(asked(), by=make_person())
    here = f"{DESK}{application.public_id}"
    desk.get(here)
    for kind in ("letter", "deliberation"):
        desk.post(f"{here}/papers", paper(kind))
    desk.post(f"{here}/submission", {})
    page = desk.post(f"{here}/refusal", {"outcome": "withdrawn", "reason": "lettre du 2 mars"})
    assert "Le retrait est enregistré." in page.text
    assert (application.state, application.reason) == (ApplicationState.WITHDRAWN, "lettre du 2 mars")


def test_a_file_is_what_its_content_says_and_not_too_heavy(browse: Any, congress: Any) -> None:
    here = link(begin_dossier(asked(), by=make_person()))
    browse.get(here)
    assert "ni un PDF" in browse.post(f"{here}/papers", paper(content=b"<script>alert(1)</script>"), 422).text
    assert "trop lourd" in browse.post(f"{here}/papers", paper(content=b"%PDF-" + bytes(10_500_000)), 422).text
    browse.post(f"{here}/papers", {"kind": "letter"}, 422)
    browse.post(f"{here}/papers", paper("nonsense"), 422)
    assert one().papers == []


def test_nobody_reads_a_paper_of_another_dossier(browse: Any, desk: Any, client: Any) -> None:
    mine, theirs = begin_dossier(asked(), by=make_person()), begin_dossier(asked("Kolda"), by=make_person())
    browse.get(link(theirs))
    browse.post(f"{link(theirs)}/papers", paper())
    paper_id = theirs.papers_of(PaperKind.LETTER)[0].public_id
    answer = client.get(f"{link(theirs)}/papers/{paper_id}")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    assert answer.headers["Content-Security-Policy"] == POLICY
    at_desk = desk.client.get(f"{DESK}{theirs.public_id}/papers/{paper_id}")
    assert (at_desk.status_code, at_desk.headers["Content-Security-Policy"]) == (200, POLICY)
    for path in (f"{link(mine)}/papers/{paper_id}", f"{DESK}{mine.public_id}/papers/{paper_id}"):
        assert desk.client.get(path).status_code == 404
    browse.post(f"{link(mine)}/papers/{paper_id}/removal", {}, 404)
    assert client.get(f"/admission/{theirs.public_id}").status_code == 404
    assert client.get(f"/admission/{'A' * 500}").status_code == 404


def test_after_the_city_has_handed_it_in_its_papers_stay(browse: Any, congress: Any) -> None:
    here = link(begin_dossier(asked(), by=make_person()))
    browse.get(here)
    for kind in ("letter", "deliberation"):
        browse.post(f"{here}/papers", paper(kind))
    browse.post(f"{here}/submission", {})
    paper_id = one().papers_of(PaperKind.LETTER)[0].public_id
    browse.post(f"{here}/papers/{paper_id}/removal", {}, 409)
    browse.post(f"{here}/papers", paper("capital"))  # may still follow
    browse.get(f"{here}/withdrawal")
    browse.post(f"{here}/withdrawal", {})
    assert one().state is ApplicationState.WITHDRAWN
    browse.post(f"{here}/papers", paper("other"), 409)


def test_empty_pages_say_how_to_begin_and_other_roles_find_nothing(desk: Any, browser_of: Any, congress: Any) -> None:
    assert "Aucune demande d’adhésion" in desk.get(DESK).text
    assert "Aucun dossier n’est prêt" in desk.get(f"{DESK}agenda").text
    desk.get(f"{DESK}nothing", 404)
    programme = browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))
    application = begin_dossier(asked(), by=make_person())
    for path in (DESK, f"{DESK}new", f"{DESK}agenda", f"{DESK}{application.public_id}"):
        programme.get(path, 403)


def test_a_list_costs_the_same_questions_for_one_dossier_and_for_many(desk: Any) -> None:
    def questions() -> int:
        with statements_sent() as sent:
            desk.get(DESK)
        return len(sent)

    begin_dossier(asked(), by=make_person())
    few = questions()
    for number in range(6):
        begin_dossier(asked(f"Ville {number}", email=f"v{number}@example.org"), by=make_person())
    assert questions() == few
