"""The member's page on which a voice is given, accepted and taken back; the desk's list; and who sees what."""

import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.convocation_letter import papers_url
from aimf_events.assembly.emargement import hand_over, make_code
from aimf_events.assembly.emargement_models import VotingState
from aimf_events.assembly.proxies import offer_proxy
from aimf_events.assembly.proxy_models import Proxy
from aimf_events.assembly.signed_proxies import CONTENT
from aimf_events.assembly.sitting_models import Convocation
from aimf_events.assembly.voters import voters_of
from aimf_events.assembly.voting_devices import Act
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db, transaction
from aimf_events.journal import JournalEntry
from aimf_events.mail.models import OutgoingMessage
from tests.factories import make_congress, make_staff, make_statutes
from tests.factories.assembly import come_in, give_proxy, make_cities, make_sitting, seat_for
from tests.factories.voting import Phone, base64url, handed_code
from tests.registration.files import pdf

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)
SECRET = "Votez contre le budget"


@pytest.fixture
def sitting(app: Flask):
    set_for_tests(MARCH)
    make_statutes()
    make_congress("tunis", starts_on=MAY)
    make_cities(4)
    made = make_sitting(day=MAY)
    convene(made, by=None)
    return made


@pytest.fixture
def desk(sitting, browser_of):
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def address(sitting, number):
    """The page of the convocation of a city."""
    found = db.session.query(Convocation).filter_by(sitting_id=sitting.id).order_by(Convocation.id).all()[number]
    return papers_url(found).removeprefix("http://localhost")


def seats(sitting):
    found = db.session.query(Convocation).filter_by(sitting_id=sitting.id).order_by(Convocation.id)
    return [seat_for(sitting, each.member) for each in found]


def test_a_voice_is_given_in_three_pages_accepted_and_taken_back(sitting, browse, desk):
    giver, holder = address(sitting, 0), address(sitting, 1)
    page = browse.get(giver)
    assert "Donner pouvoir à un autre membre" in page.text
    page = browse.get(page.link("Donner pouvoir"))
    assert "au plus 2 pouvoirs" in page.text
    assert "Cité 000" not in [words for _href, words in page.links]
    assert "Aucun membre ne répond" in browse.get(page.path + "?q=zzz").text
    page = browse.get(browse.get(page.path + "?q=cite 001").link("Cité 001"))
    path = page.path
    assert "Écrivez 1000 caractères au plus" in browse.post(path, {"instructions": "x" * 1001}, 422).text
    page = browse.post(path, {"instructions": SECRET})
    assert "Votre pouvoir est proposé à Cité 001" in page.text
    assert SECRET not in browse.get(page.link("Cité 001")).text
    page = browse.get(browse.get(holder).link("Cité 000"))
    assert SECRET in page.text
    proxy = page.path
    assert "Cité 000 vous confie sa voix" in browse.post(proxy + "/acceptance").text
    assert "Cité 001 porte votre voix" in browse.get(giver).text
    browse.get(giver + "/proxies/" + proxy.rsplit("/", 1)[1])
    browse.post(giver + "/proxies/" + proxy.rsplit("/", 1)[1] + "/acceptance", {}, 404)
    browse.post(proxy + "/revocation", {}, 404)
    page = browse.post(giver + "/proxies/" + proxy.rsplit("/", 1)[1] + "/revocation")
    assert "votre voix vous revient" in page.text
    assert SECRET not in browse.get(proxy).text
    browse.post(proxy + "/acceptance", {}, 409)


def test_a_third_member_a_forged_link_and_another_sitting_see_nothing(sitting, browse):
    first, second, *_others = seats(sitting)
    proxy = offer_proxy(sitting, first, second, instructions=SECRET, by=None)
    browse.get(f"{address(sitting, 2)}/proxies/{proxy.public_id}", 404)
    browse.post(f"{address(sitting, 2)}/proxies/{proxy.public_id}/acceptance", {}, 404)
    browse.get(f"{address(sitting, 1)[:-1]}-/proxies/{proxy.public_id}", 404)
    other = make_sitting(day=MAY)
    convene(other, by=None)
    browse.get(f"{address(other, 1)}/proxies/{proxy.public_id}", 404)
    browse.get(f"{address(sitting, 0)}/proxy/{seat_for(other, first.member).mandate.public_id}", 404)
    browse.get(f"{address(sitting, 0)}/proxy/x", 404)


def test_a_refusal_names_the_article_on_the_page(sitting, browse):
    first, second, third, _fourth = seats(sitting)
    give_proxy(sitting, first, third)
    give_proxy(sitting, second, third)
    page = browse.get(f"{address(sitting, 3)}/proxy/{third.mandate.public_id}", 409)
    assert "Cité 002 porte déjà 2 pouvoirs" in page.text
    assert "(article" in page.text
    assert "Cité 002" not in browse.get(address(sitting, 3) + "/proxy").text


def test_the_desk_never_sees_what_the_giver_asked(sitting, desk, browser_of):
    first, second, *_others = seats(sitting)
    proxy = offer_proxy(sitting, first, second, instructions=SECRET, by=None)
    here = f"/tunis/assembly/sittings/{sitting.public_id}"
    for reader in (desk, browser_of(make_staff(Role.SECRETARIAT)), browser_of(make_staff(Role.ADMINISTRATOR))):
        for path in ("/proxies", f"/proxies/{proxy.public_id}", "", "/presence", "/weather"):
            answer = reader.client.get(here + path)
            assert SECRET not in answer.get_data(as_text=True)
    assert not [each for each in db.session.query(JournalEntry) if "budget" in str(each.payload)]
    assert not [each for each in db.session.query(OutgoingMessage) if "budget" in f"{each.data}{each.content}"]


def test_a_paper_is_entered_by_one_and_confirmed_by_another(sitting, desk, browser_of):
    first, second, *_others = seats(sitting)
    here = f"/tunis/assembly/sittings/{sitting.public_id}/proxies"
    page = desk.get(here)
    assert "Aucun pouvoir" in page.text
    page = desk.get(page.link("Enregistrer un pouvoir sur papier"))
    form = {"giver": first.mandate.public_id, "holder": second.mandate.public_id, "day": "2026-03-01", "hour": "09:30"}
    send = lambda **values: desk.client.post(  # noqa: E731 -- one call, several bodies
        here + "/new", data={**form, "csrf_token": page.csrf, **values}, follow_redirects=True
    )
    assert send().status_code == 422
    assert send(file=(io.BytesIO(b"<script>"), "p.pdf")).status_code == 422
    assert "pas encore passée" in send(file=(io.BytesIO(pdf(1)), "p.pdf"), hour="23:59").get_data(as_text=True)
    twice = send(file=(io.BytesIO(pdf(1)), "p.pdf"), holder=first.mandate.public_id)
    assert "On ne se donne pas pouvoir" in twice.get_data(as_text=True)
    assert send(file=(io.BytesIO(pdf(1)), "p.pdf")).status_code == 200
    proxy = db.session.query(Proxy).one()
    page = desk.get(f"{here}/{proxy.public_id}")
    assert "Vous l’avez saisi" in page.text
    desk.post(page.path + "/confirmation", {}, 409)
    assert desk.client.get(page.path + "/documents/scan").data == pdf(1)
    colleague = browser_of(make_staff(Role.SECRETARIAT))
    page = colleague.get(colleague.get(here).link("Cité 000"))
    assert "Écrivez le motif" in colleague.post(page.path + "/refusal", {"reason": ""}, 422).text
    assert "1 pouvoir est donné." in colleague.post(page.path + "/confirmation").text
    come_in(sitting, [second])
    assert "1 compte en ce moment" in desk.get(here + "?shown=counting").text
    assert "Aucun pouvoir ne répond" in desk.get(here + "?shown=waiting").text
    assert "porté par Cité 001" in desk.get(here.replace("proxies", "presence?shown=there")).text
    page = desk.post(f"{here}/{proxy.public_id}/revocation", {"reason": "Lettre du 2 mars"})
    assert "Lettre du 2 mars" in page.text


def test_the_forecast_offers_to_give_a_proxy(sitting, desk):
    here = f"/tunis/assembly/sittings/{sitting.public_id}"
    page = desk.get(here + "/weather")
    assert "Lui proposer de donner pouvoir" in page.text
    action = next(form["action"] for form in page.forms if "/suggestions/" in form.get("action", ""))
    for _again in range(2):
        assert "une minute lui suffit" in desk.post(action).text
    assert db.session.query(OutgoingMessage).filter_by(fact="proxy_suggested").count() == 1
    desk.post(here + "/suggestions/x", {}, 404)


def test_other_roles_and_other_congresses(sitting, browser_of):
    congress = make_congress("kigali", starts_on=MAY)
    elsewhere = make_sitting(day=MAY, congress=congress)
    convene(elsewhere, by=None)
    first, second, *_others = seats(sitting)
    proxy = offer_proxy(sitting, first, second, by=None)
    desk = browser_of(make_staff(Role.SITTING_SECRETARY))
    desk.get(f"/tunis/assembly/sittings/{elsewhere.public_id}/proxies", 404)
    desk.get(f"/kigali/assembly/sittings/{elsewhere.public_id}/proxies/{proxy.public_id}", 404)
    desk.get(f"/tunis/assembly/sittings/{sitting.public_id}/proxies/{proxy.public_id}/documents/scan", 404)
    stranger = browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))
    stranger.get(f"/kigali/assembly/sittings/{elsewhere.public_id}/proxies", 403)
    stranger.post(f"/kigali/assembly/sittings/{elsewhere.public_id}/proxies/new", {}, 403)


def test_once_a_device_is_bound_the_link_alone_gives_no_voice_away(sitting, browse):
    """A mailbox is read by five people: from then on the device signs, and for this holder alone."""
    giver, holder, other = seats(sitting)[:3]
    made, phone = handed_code(sitting), Phone()
    assert made.credential.mandate_id == giver.mandate.id
    phone.bind(made.credential, made.code)
    paths = [f"{address(sitting, 0)}/proxy/{each.mandate.public_id}" for each in (holder, other)]
    page = browse.get(paths[0])
    assert "un pouvoir ne se donne plus que depuis cet appareil" in page.text
    assert (page.value("nonce"), page.value("signature")) == ("", "")
    proof = phone.sign(Act.GRANT, made.credential.reference, (holder.mandate.public_id,), CONTENT)
    signed = {"instructions": "", "nonce": proof["nonce"], "signature": base64url(proof["signature"])}
    forged = Phone().sign(Act.GRANT, made.credential.reference, (holder.mandate.public_id,), CONTENT)
    browse.post(paths[0], {"instructions": ""}, 403)
    browse.post(paths[0], {**signed, "signature": base64url(forged["signature"])}, 403)
    browse.post(paths[1], signed, 403)
    assert db.session.query(Proxy).count() == 0
    browse.post(paths[0], signed)
    assert db.session.query(Proxy).one().holder_id == holder.mandate.id
    made = make_code(sitting, voters_of(sitting)[0], seen=1, by=None)
    again = made.credential
    for state in (VotingState.MADE, VotingState.HANDED, VotingState.LOCKED):
        assert again.state is state
        assert "un pouvoir ne se donne plus que depuis cet appareil" in browse.get(paths[1]).text
        for sent in ({"instructions": ""}, granted(phone, again, other), granted(Phone(), again, other)):
            assert "une autre feuille" in browse.post(paths[1], sent, 403).text
        if state is VotingState.MADE:
            hand_over(again, by=None)
        else:
            with transaction():
                again.locked_at = MARCH
    assert db.session.query(Proxy).count() == 1
    made, phone = handed_code(sitting), Phone()
    phone.bind(made.credential, made.code)
    browse.post(paths[1], granted(phone, made.credential, other))
    assert db.session.query(Proxy).count() == 2


def granted(phone, sheet, holder):
    proof = phone.sign(Act.GRANT, sheet.reference, (holder.mandate.public_id,), CONTENT)
    return {"instructions": "", "nonce": proof["nonce"], "signature": base64url(proof["signature"])}
