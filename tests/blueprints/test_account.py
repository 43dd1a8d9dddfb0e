"""Signing in, as a reader sees it."""

from datetime import timedelta

from aimf_events.accounts.models import Role, SignInSession
from aimf_events.clock import now
from aimf_events.database import db
from aimf_events.mail.models import OutgoingMessage
from tests.factories import make_person, make_staff


def code_sent_to(address):
    letters = db.select(OutgoingMessage).filter_by(recipient=address).order_by(OutgoingMessage.id.desc())
    return db.session.scalars(letters).first().data["code"]


def sign_in_by_code(browse, address, next_page=""):
    browse.get(f"/sign-in?next={next_page}")
    browse.post("/sign-in", {"email": address, "next": next_page})
    return browse.post("/sign-in/code", {"code": code_sent_to(address), "next": next_page})


def test_reader_signs_in_with_a_code(browse):
    make_person("Aïchatou", "Soumanou Bio", email="a@example.org")
    page = sign_in_by_code(browse, "a@example.org", "/account/sessions")
    assert page.h1 == ["Vos appareils connectés"]


def test_wrong_code_says_so_beside_the_field(browse):
    make_person(email="a@example.org")
    browse.get("/sign-in")
    browse.post("/sign-in", {"email": "a@example.org"})
    page = browse.post("/sign-in/code", {"code": "12 34 5"}, status=422)
    assert "Le code a six chiffres" in page.text


def test_address_that_is_none_is_refused_with_the_input_kept(browse):
    page = browse.post("/sign-in", {"email": "mairie@"}, status=422)
    assert page.value("email") == "mairie@"
    assert "nom@ville.org" in page.text


def test_shared_mailbox_asks_who_you_are(browse):
    make_person("Aïchatou", "Soumanou Bio", email="mairie@example.org")
    second = make_person("Rachidi", "Gounou Yérima", email="mairie@example.org", civility=None)
    page = sign_in_by_code(browse, "mairie@example.org", "/account/sessions")
    assert page.h1 == ["Qui êtes-vous ?"]
    browse.post("/sign-in/who", {"person": second.public_id})
    opened = db.session.scalars(db.select(SignInSession)).one()
    assert opened.person_id == second.id


def test_person_behind_another_mailbox_cannot_be_chosen(browse):
    make_person("A", "Un", email="mairie@example.org")
    make_person("B", "Deux", email="mairie@example.org")
    stranger = make_person("C", "Trois", email="other@example.org")
    sign_in_by_code(browse, "mairie@example.org")
    browse.post("/sign-in/who", {"person": stranger.public_id}, status=422)
    assert db.session.scalars(db.select(SignInSession)).one().person_id is None


def test_link_from_outside_cannot_send_the_reader_elsewhere(browse):
    make_person(email="a@example.org")
    browse.get("/sign-in")
    browse.post("/sign-in", {"email": "a@example.org"})
    answer = browse.client.post(
        "/sign-in/code",
        data={"csrf_token": browse.page.csrf, "code": code_sent_to("a@example.org"), "next": "//evil.example"},
    )
    assert answer.headers["Location"] == "/"


def test_ended_session_is_signed_out_everywhere(app, browser_of):
    person = make_person(email="a@example.org")
    here, there = browser_of(person), browser_of(person)
    page = here.get("/account/sessions")
    other = db.session.scalars(db.select(SignInSession).order_by(SignInSession.id.desc())).first()
    assert "2 appareils" in page.text
    here.post(f"/account/sessions/{other.public_id}/end")
    assert there.get("/account/sessions").h1 == ["Connexion"]


def test_session_of_another_mailbox_is_not_found(app, browser_of):
    mine, other = browser_of(make_person(email="a@example.org")), browser_of(make_person(email="b@example.org"))
    other.get("/account/sessions")
    theirs = db.session.scalars(db.select(SignInSession).order_by(SignInSession.id.desc())).first()
    mine.get("/account/sessions")
    mine.post(f"/account/sessions/{theirs.public_id}/end", status=404)
    db.session.refresh(theirs)
    assert theirs.ended_at is None


def test_signing_out_clears_what_the_browser_kept(app, browser_of):
    reader = browser_of(make_person(email="a@example.org"))
    reader.get("/account/sessions")
    answer = reader.client.post("/sign-out", data={"csrf_token": reader.page.csrf})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert reader.get("/account/sessions").h1 == ["Connexion"]


def test_administrator_invites_a_colleague_who_is_written_to(app, browser_of):
    desk = browser_of(make_staff(Role.ADMINISTRATOR))
    desk.get("/people/")
    page = desk.post(
        "/people/",
        {
            "given_name": "Thuỳ Dương",
            "family_name": "Phạm Nguyễn Thị",
            "email": "duong@example.org",
            "role": "secretariat",
        },
    )
    assert "Phạm Nguyễn Thị" in page.text
    letter = db.session.scalars(db.select(OutgoingMessage).filter_by(fact="colleague_invited")).one()
    assert letter.recipient == "duong@example.org"


def test_name_made_of_spaces_is_no_answer(app, browser_of):
    desk = browser_of(make_staff(Role.ADMINISTRATOR))
    desk.get("/people/")
    page = desk.post(
        "/people/",
        {"given_name": "   ", "family_name": "B", "email": "a@example.org", "role": "secretariat"},
        status=422,
    )
    assert "Écrivez le prénom." in page.text


def test_auditor_needs_a_last_day(app, browser_of):
    desk = browser_of(make_staff(Role.ADMINISTRATOR))
    desk.get("/people/")
    page = desk.post(
        "/people/", {"given_name": "A", "family_name": "B", "email": "a@example.org", "role": "auditor"}, status=422
    )
    assert "dernier jour" in page.text


def test_auditor_is_out_after_the_last_day(app, browser_of):
    auditor = make_staff(Role.AUDITOR, until_on=now().date() - timedelta(days=1))
    browser_of(auditor).get("/people/", status=403)


def test_form_without_its_protection_changes_nothing(app, browser_of):
    desk = browser_of(make_staff(Role.ADMINISTRATOR))
    answer = desk.client.post(
        "/people/", data={"given_name": "A", "family_name": "B", "email": "x@example.org", "role": "secretariat"}
    )
    assert answer.status_code == 400
    assert db.session.scalars(db.select(OutgoingMessage)).all() == []


def test_pages_speak_english_to_an_english_reader(browse):
    page = browse.get("/sign-in?lang=en")
    assert page.lang == "en"
