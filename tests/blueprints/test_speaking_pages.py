"""The organiser's list and the speaker's own page: the whole way by forms; strangers, other congresses, wrong files."""

import io
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.mail.models import OutgoingMessage
from aimf_events.mail.rendering import render
from aimf_events.programme import session_files, speaker_profiles, speakers, speaking
from aimf_events.programme.models import Speaker, SpeakerRole
from aimf_events.programme.speaking_models import SessionFile, SpeakerProfile, SpeakingInvitation
from aimf_events.registration.document_files import prepare_document
from aimf_events.registration.models import Mode
from tests.factories import make_congress, make_person, make_staff
from tests.factories.programme import make_session, publish
from tests.registration.files import pdf, picture


@pytest.fixture
def congress(app):
    return make_congress(starts_on=date(2026, 12, 9))


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))


@pytest.fixture
def planned(congress):
    return make_session(congress, "Ville et numérique")


def question(form, **values):
    given = {"role": "speaker", "function": "Maire", "email": "desire@example.org", "message": "Venez !"}
    day = (now() + timedelta(days=7)).date().isoformat()
    return {f"{form}-{name}": value for name, value in {**given, "answer_by": day, **values}.items()}


def base(congress):
    return f"/{congress.name}/programme-desk/"


def own(congress, person):
    profile = speaker_profiles.profile_in(congress, person)
    return f"/{congress.name}/speaking/{speaker_profiles.profile_token(profile)}"


def speaker_page(congress, planned, *roles):
    person = make_person("Désiré", "Kouadio")
    for role in roles or (SpeakerRole.SPEAKER,):
        speakers.add_speaker(planned, person, role=role, by=None)
    speaker_profiles.profile_of(congress, person)
    db.session.commit()
    return person, own(congress, person)


def test_somebody_new_is_invited_answers_and_the_list_says_so(congress, planned, desk, browse):
    desk.get(f"{base(congress)}sessions/{planned.public_id}/invitations")
    names = {"new-given_name": "Désiré", "new-family_name": "Kouadio", "new-civility": "m", "new-language": "fr"}
    page = desk.post(f"{base(congress)}sessions/{planned.public_id}/invitations/new", question("new") | names, 422)
    assert "Civilité" in page.text
    names["new-civility"] = ""
    page = desk.post(f"{base(congress)}sessions/{planned.public_id}/invitations/new", question("new") | names)
    assert "L’invitation part à desire@example.org." in page.text
    assert "1 attend une réponse" in page.text
    invitation = db.session.scalars(db.select(SpeakingInvitation)).one()
    address = own(congress, invitation.person)
    assert "Une invitation attend votre réponse" in browse.get(address).text
    asked = browse.page.link("Répondre à l’invitation")
    assert "Venez" in browse.get(asked).text
    assert "Dites si vous acceptez." in browse.post(asked, {"mode": "online"}, 422).text
    page = browse.post(asked, {"answer": "yes", "mode": "online", "word": "Avec joie"})
    assert "Ce que nous attendons de vous" in page.text
    page = desk.get(f"{base(congress)}speakers?standing=to_register")
    assert "Inscrire au congrès" in page.text
    assert "Aucune délégation du Secrétariat n’a de place" in page.text
    assert "Avec joie" in desk.get(f"{base(congress)}speakers/{invitation.public_id}").text
    desk.get(f"{base(congress)}speakers/{invitation.public_id}/end")
    desk.post(f"{base(congress)}speakers/{invitation.public_id}/end")
    assert db.session.scalars(db.select(Speaker)).all() == []


def test_biography_portrait_slides_and_summary_by_the_link(congress, planned, browse):
    _person, address = speaker_page(congress, planned, SpeakerRole.SPEAKER, SpeakerRole.RAPPORTEUR)
    browse.get(f"{address}/biography")
    browse.post(f"{address}/biography", {"text_fr": "Maire\x00 depuis 2014.\r\nÉlu en Côte d’Ivoire.", "may_show": "y"})
    browse.get(f"{address}/photo")
    browse.post(f"{address}/photo", {"photo": (io.BytesIO(b"<svg onload=x>"), "a.jpg")}, 422)
    browse.post(f"{address}/photo", {"photo": (io.BytesIO(picture()), "a.jpg"), "may_show": "y"})
    publish(congress)
    page = browse.get(f"/{congress.name}/programme/{planned.public_id}")
    assert "Maire depuis 2014." in page.text
    shown = next(part for part in page.body.split('"') if "/programme/files/" in part)
    assert browse.client.get(shown).data.startswith(b"\xff\xd8")
    browse.get(f"{address}/photo")
    browse.post(f"{address}/photo/removal")
    assert browse.client.get(shown).status_code == 404
    assert "/programme/files/" not in browse.get(f"/{congress.name}/programme/{planned.public_id}").body
    slides = f"{address}/sessions/{planned.public_id}/slides"
    browse.get(slides)
    assert "n’est pas un PDF" in browse.post(slides, {"file": (io.BytesIO(picture()), "a.pdf")}, 422).text
    browse.post(slides, {"file": (io.BytesIO(pdf(javascript="x")), "a.pdf")}, 422)
    assert "version 1" in browse.post(slides, {"file": (io.BytesIO(pdf()), "a.pdf"), "may_publish": "y"}).text
    file = db.session.scalars(db.select(SessionFile)).one()
    assert browse.client.get(f"{address}/files/{file.public_id}").data == pdf()
    browse.get(slides)
    browse.post(f"{address}/files/{file.public_id}/removal")
    assert browse.client.get(f"{address}/files/{file.public_id}").status_code == 404
    summary = f"{address}/sessions/{planned.public_id}/summary"
    assert "une fois la séance commencée" in browse.get(summary).text
    set_for_tests(planned.ends_at)
    browse.get(summary)
    browse.post(summary, {"text_fr": "Les villes partagent leurs données."})
    publish(congress, "Après")
    assert "Les villes partagent leurs données." in browse.get(f"/{congress.name}/programme/{planned.public_id}").text


def test_links_open_their_own_page_only(congress, planned, browse):
    _person, address = speaker_page(congress, planned)
    other = make_session(congress)
    browse.get(f"{address}/sessions/{other.public_id}/slides", 404)
    browse.get(f"{address}/sessions/{planned.public_id}/summary", 404)
    browse.get(address[:-1] + ("A" if address[-1] != "A" else "B"), 404)
    elsewhere = make_congress()
    browse.get(address.replace(f"/{congress.name}/", f"/{elsewhere.name}/"), 404)
    profile = db.session.scalars(db.select(SpeakerProfile)).one()
    profile.link_generation += 1
    db.session.commit()
    browse.get(address, 404)


def test_desk_is_the_programmes_and_of_this_congress_alone(congress, planned, browser_of):
    other = make_congress()
    invitation = f"sessions/{planned.public_id}/invitations"
    stranger = browser_of(make_staff(CongressRole.PROGRAMME, congress=other))
    stranger.get(base(congress) + "speakers", 403)
    stranger.get(base(other) + invitation, 404)
    assert "Personne n’est encore invité" in stranger.get(base(other) + "speakers").text
    door = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    door.get(base(congress) + invitation, 403)
    assert "Inviter une personne" in browser_of(make_staff(Role.SECRETARIAT)).get(base(congress) + invitation).text


def test_slides_are_public_after_the_session_and_only_with_consent(congress, browse):
    planned = make_session(congress, "Ville et numérique")
    agreed, not_agreed = make_person("Rose", "Adjovi"), make_person("Ali", "Bio")
    for person, may_publish in ((agreed, True), (not_agreed, False)):
        speakers.add_speaker(planned, person, role=SpeakerRole.SPEAKER, by=None)
        given = prepare_document(pdf(2 if may_publish else 3), "a.pdf")
        session_files.add_slides(planned, person, given, may_publish=may_publish, by=person)
    publish(congress)
    shown, hidden = (session_files.slides_of(planned, each)[0] for each in (agreed, not_agreed))
    page = f"/{congress.name}/programme/{planned.public_id}/"
    assert "Aucun document pour le moment" in browse.get(page + "documents").text
    assert browse.client.get(page + f"files/{shown.public_id}").status_code == 404
    set_for_tests(planned.ends_at)
    assert "Rose Adjovi" in browse.get(page + "documents").text
    assert "Ali Bio" not in browse.page.text
    assert browse.client.get(page + f"files/{shown.public_id}").data == pdf(2)
    assert browse.client.get(page + f"files/{hidden.public_id}").status_code == 404


def test_a_congress_chooses_its_deadlines_and_letters_and_pages_say_them(congress, planned, desk, browse):
    set_for_tests(planned.starts_at - timedelta(days=60))
    address = f"{base(congress)}speakers/deadlines"
    page = desk.get(address)
    assert [page.value(name) for name in ("answer_within", "presented_before", "slides_before")] == ["14", "21", "3"]
    given = {"answer_within": "10", "presented_before": "30", "slides_before": "5", "summary_after": "2"}
    for wrong in ({"answer_within": "0"}, {"slides_before": "181"}, {"summary_after": ""}, {"presented_before": "x"}):
        desk.post(address, {**given, **wrong}, 422)
    desk.post(address, given)
    person, own_page = speaker_page(congress, planned, SpeakerRole.SPEAKER, SpeakerRole.RAPPORTEUR)
    told = browse.get(own_page).text
    assert all(f"avant le {day}" in told for day in ("lundi 9 novembre", "vendredi 4 décembre", "vendredi 11 décembre"))
    form = desk.get(f"{base(congress)}sessions/{planned.public_id}/invitations?person={person.public_id}")
    assert form.value("known-answer_by") == (now() + timedelta(days=10)).date().isoformat()
    asked = question("known", person=person.public_id, role="moderator")
    desk.post(f"{base(congress)}sessions/{planned.public_id}/invitations", asked)
    invitation = db.session.scalars(db.select(SpeakingInvitation)).one()
    speaking.accept_invitation(invitation, mode=Mode.ONLINE)
    letter = db.session.scalars(db.select(OutgoingMessage).filter_by(fact="speaking_accepted")).one()
    body = message_from_bytes(render(letter)[1], policy=policy.default).get_body(("plain",))
    text = body.get_content().replace("\u00a0", " ")
    assert "Biographie et portrait : avant le lundi 9 novembre" in text
    assert "Diapositives, si vous en montrez : avant le vendredi 4 décembre" in text


def test_deadlines_are_of_this_congress_alone(congress, browser_of):
    other = make_congress()
    stranger = browser_of(make_staff(CongressRole.PROGRAMME, congress=other))
    stranger.get(f"{base(congress)}speakers/deadlines", 403)
