"""The accreditation desk: the list, one registration, a decision on many."""

import io

import pytest
from PIL import Image
from sqlalchemy import event

from aimf_events.accounts.models import Role
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.registration.models import Registration, RegistrationState
from aimf_events.registration.particulars import save_photo
from aimf_events.registration.photos import prepare_photo
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff

R = RegistrationState


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress("tunis"), "Cotonou", places={"delegate": 99})


@pytest.fixture
def desk(browser_of, delegation):
    return browser_of(make_staff(Role.SECRETARIAT))


def state(registration):
    return db.session.get(Registration, registration.id).state


def test_desk_is_closed_to_others(browse, browser_of, delegation):
    made = make_registration(delegation)
    for rest in ("", f"/{made.public_id}", f"/{made.public_id}/portrait"):
        assert browse.client.get(f"/tunis/accreditation{rest}").status_code == 302
        browser_of(make_person()).get(f"/tunis/accreditation{rest}", status=403)
    officer = browser_of(make_staff(CongressRole.ACCREDITATION, congress=delegation.congress))
    officer.get("/tunis/accreditation")


def test_portraits_are_not_kept_by_a_shared_browser(desk, delegation):
    made = make_registration(delegation)
    picture = io.BytesIO()
    Image.effect_noise((600, 800), 60).convert("RGB").save(picture, "JPEG")  # harder to compress than any face
    save_photo(made, prepare_photo(picture.getvalue()), by=None)
    weights = {}
    for which in ("", "?full=1"):
        answer = desk.client.get(f"/tunis/accreditation/{made.public_id}/portrait{which}")
        assert answer.headers["Cache-Control"] == "no-store"
        assert (answer.status_code, answer.mimetype, "ETag" in answer.headers) == (200, "image/jpeg", False)
        weights[which] = len(answer.data)
    assert weights[""] < 16_000  # what each view of a registration costs again, since nothing is kept
    page = desk.get(f"/tunis/accreditation/{made.public_id}")
    desk.client.post("/sign-out", data={"csrf_token": page.csrf})
    assert desk.client.get(f"/tunis/accreditation/{made.public_id}/portrait").status_code == 302


def test_list_says_what_waits_and_keeps_filters(desk, delegation):
    make_registration(delegation, person=make_person("Koffi", "Dossou"))
    make_registration(delegation, person=make_person("Afi", "Adjovi"), state=R.APPROVED)
    page = desk.get("/tunis/accreditation?state=submitted&q=dossou&sort=name")
    assert "Dossou" in page.text
    assert "Adjovi" not in page.text
    assert page.value("q") == "dossou"
    assert "1 inscription est à examiner" in page.text
    assert "Aucune inscription ne répond" in desk.get("/tunis/accreditation?q=zzz").text
    desk.get("/tunis/accreditation?page=999&state=nonsense&country=<b>")


def test_list_keeps_its_number_of_queries(app, desk, delegation):
    def queries():
        counted = []
        listener = lambda *args: counted.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        try:
            desk.get("/tunis/accreditation")
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len(counted)

    make_registration(delegation)
    one = queries()
    for _ in range(4):
        make_registration(make_delegation(delegation.congress))
    assert queries() == one


def test_approving_one_writes_who_decided(desk, delegation):
    made = make_registration(delegation, person=make_person("Koffi", "Dossou"))
    desk.get(f"/tunis/accreditation/{made.public_id}")
    page = desk.post(f"/tunis/accreditation/{made.public_id}/decision", {"decision": "approve"})
    assert "Camille Roux" in page.text
    assert state(made) is R.APPROVED


def test_refusal_without_a_reason_is_asked_for_it(desk, delegation):
    made = make_registration(delegation)
    target = f"/tunis/accreditation/{made.public_id}/decision"
    desk.get(f"/tunis/accreditation/{made.public_id}")
    assert "Écrivez le motif" in desk.post(target, {"decision": "refuse"}, status=422).text
    desk.post(target, {"decision": "refuse", "reason": "Le mandat a pris fin."})
    assert state(made) is R.REFUSED
    assert "Le mandat a pris fin." in desk.get(f"/tunis/accreditation/{made.public_id}").text


def test_many_by_preview_then_report(desk, delegation):
    waiting, gone = make_registration(delegation), make_registration(delegation, state=R.WITHDRAWN)
    other = make_registration(make_delegation(make_congress("dakar")))
    desk.get("/tunis/accreditation")
    chosen = [waiting.public_id, gone.public_id, other.public_id]
    page = desk.post("/tunis/accreditation/preview", {"decision": "approve", "chosen": chosen})
    assert "1 personne est concernée." in page.text
    assert state(waiting) is R.SUBMITTED
    page = desk.post("/tunis/accreditation/decisions", {"decision": "approve", "chosen": chosen})
    assert "1 décision est prise." in page.text
    assert "1 inscription est restée comme elle était" in page.text
    assert (state(waiting), state(gone), state(other)) == (R.APPROVED, R.WITHDRAWN, R.SUBMITTED)


def test_whole_list_of_the_filters_is_chosen(desk, delegation):
    for _ in range(3):
        make_registration(delegation)
    make_registration(delegation, state=R.ON_HOLD)
    desk.get("/tunis/accreditation")
    page = desk.post("/tunis/accreditation/preview?state=submitted", {"decision": "approve", "whole_list": "1"})
    assert "3 personnes sont concernées." in page.text


def test_nothing_chosen_is_said(desk, delegation):
    make_registration(delegation)
    desk.get("/tunis/accreditation")
    assert "Choisissez d’abord" in desk.post("/tunis/accreditation/preview", {"decision": "approve"}).text
    desk.post("/tunis/accreditation/preview", {"decision": "delete"}, status=404)


def test_refusing_many_asks_for_the_reason(desk, delegation):
    made = make_registration(delegation)
    desk.get("/tunis/accreditation")
    form = {"decision": "refuse", "chosen": [made.public_id]}
    assert "Écrivez le motif" in desk.post("/tunis/accreditation/decisions", form, status=422).text
    desk.post("/tunis/accreditation/decisions", {**form, "reason": "Complet."})
    assert state(made) is R.REFUSED


def test_identity_corrected_by_the_desk_stays_approved(desk, delegation):
    made = make_registration(delegation, state=R.APPROVED)
    target = f"/tunis/accreditation/{made.public_id}/identity"
    desk.get(target)
    form = {
        "given_name": "Koffi",
        "family_name": "Dossou",
        "function": "Maire",
        "civility": "sir",
        "category": made.category.public_id,
        "capacity": "titular",
    }
    desk.post(target, {**form, "given_name": "x" * 300}, status=422)
    desk.post(target, form)
    assert state(made) is R.APPROVED
    assert db.session.get(Registration, made.id).function == "Maire"


def test_withdrawing_and_restoring(desk, delegation):
    made = make_registration(delegation)
    target = f"/tunis/accreditation/{made.public_id}"
    desk.get(f"{target}/withdrawal")
    desk.post(f"{target}/withdrawal", {"reason": "Par téléphone"})
    assert state(made) is R.WITHDRAWN
    desk.post(f"{target}/restoration")
    assert state(made) is R.SUBMITTED


def test_registration_of_another_congress_is_no_page(desk, delegation):
    other = make_registration(make_delegation(make_congress("dakar")))
    for rest in ("", "/identity", "/portrait", "/withdrawal"):
        desk.get(f"/tunis/accreditation/{other.public_id}{rest}", status=404)
    desk.get("/tunis/accreditation")
    desk.post(f"/tunis/accreditation/{other.public_id}/decision", {"decision": "approve"}, status=404)


def test_auditor_reads_and_changes_nothing(browser_of, delegation):
    auditor = browser_of(make_staff(Role.AUDITOR))
    made = make_registration(delegation)
    auditor.get(f"/tunis/accreditation/{made.public_id}")
    auditor.post(f"/tunis/accreditation/{made.public_id}/decision", {"decision": "approve"}, status=403)
