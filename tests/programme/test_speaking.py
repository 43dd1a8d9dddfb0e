"""Inviting people to speak: asked, answered, reminded, replaced; registered within the places; nobody named who has not agreed."""

from datetime import date, timedelta

import pytest

from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import Category
from aimf_events.database import db, transaction
from aimf_events.errors import NotAllowed
from aimf_events.mail.models import MessageState, OutgoingMessage
from aimf_events.programme import session_files, speaker_profiles, speakers, speaking
from aimf_events.programme.models import Speaker, SpeakerRole
from aimf_events.programme.public import public_session
from aimf_events.programme.releases import NothingToPublish, latest_release
from aimf_events.programme.speaking import AlreadyInvited, InvitationClosed, RemindedAlready
from aimf_events.programme.speaking_list import Standing, parts_of_congress
from aimf_events.programme.speaking_models import Presentation, SpeakingInvitation
from aimf_events.programme.version import programme_version
from aimf_events.registration.delegations import open_service_delegation
from aimf_events.registration.document_files import prepare_document
from aimf_events.registration.models import Delegation, Mode, Registration, RegistrationState
from aimf_events.registration.photos import prepare_photo
from aimf_events.registration.quotas import QuotaFull, set_places
from tests.factories import category_of, make_congress, make_delegation, make_person, make_registration
from tests.factories.programme import make_session, publish
from tests.registration.files import pdf, picture
from tests.statements import statements_sent


@pytest.fixture
def congress(app):
    congress = make_congress(starts_on=date(2026, 12, 9))
    speaker = {"label": {"fr": "Intervenant", "en": "Speaker"}, "feminine": {}, "zones": 1, "default_places": {}}
    with transaction():
        db.session.add(
            Category(
                congress_id=congress.id, code="speaker", number=9, letter="I", colour="#123456", position=9, **speaker
            )
        )
    open_service_delegation(congress, "Intervenants", categories=("speaker",), by=None)
    places(congress, 2)
    return congress


def places(congress, count):
    home = db.session.scalars(db.select(Delegation).filter_by(congress_id=congress.id, name="Intervenants")).one()
    set_places(home, category_of(congress, "speaker"), count, by=None)


def invite(planned, person=None, *, role=SpeakerRole.SPEAKER, **values):
    person = person or make_person("Désiré", "Kouadio", email="desire@example.org")
    given = {"email": "desire@example.org", "answer_by": now() + timedelta(days=7), "by": None, "function": "Maire"}
    return speaking.invite_speaker(planned, person, role=role, **{**given, **values})


def letters(fact):
    return list(db.session.scalars(db.select(OutgoingMessage).filter_by(fact=fact).order_by(OutgoingMessage.id)))


def named(planned):
    return {each.person_id for each in db.session.scalars(db.select(Speaker).filter_by(session_id=planned.id))}


def test_whoever_is_invited_is_named_once_they_accept_and_is_registered_in_the_right_category(congress):
    planned = make_session(congress, "Ville et numérique")
    invitation = invite(planned)
    [asked] = letters("speaking_invited")
    assert asked.recipient == "desire@example.org"
    assert "/speaking/" in asked.data["speaker_url"]
    assert named(planned) == set()
    speaking.accept_invitation(invitation, mode=Mode.ONLINE, answer="Avec joie")
    speaking.accept_invitation(invitation, mode=Mode.ONLINE)
    assert named(planned) == {invitation.person_id}
    made = db.session.scalars(db.select(Registration).filter_by(person_id=invitation.person_id)).one()
    assert (made.category.code, made.state, made.mode) == ("speaker", RegistrationState.SUBMITTED, Mode.ONLINE)
    assert made.delegation.name == "Intervenants"
    assert len(letters("speaking_accepted")) == 1


def test_who_is_registered_keeps_their_registration(congress):
    held = make_registration(make_delegation(congress), state=RegistrationState.APPROVED)
    invitation = invite(make_session(congress), held.person)
    speaking.accept_invitation(invitation, mode=Mode.ONLINE)
    assert db.session.scalars(db.select(Registration).filter_by(person_id=held.person_id)).all() == [held]
    assert (held.state, held.mode) == (RegistrationState.APPROVED, Mode.IN_PERSON)


def test_no_place_left_keeps_the_yes_and_tells_the_organiser(congress):
    places(congress, 1)
    planned = make_session(congress)
    first, second = invite(planned), invite(planned, make_person("Rose", "Adjovi"), email="rose@example.org")
    for each in (first, second):
        speaking.accept_invitation(each, mode=Mode.IN_PERSON)
    assert (first.trouble, second.trouble) == ("", "quota_full")
    assert named(planned) == {first.person_id, second.person_id}
    standing = {line.person.id: line.standing for line in parts_of_congress(congress)}
    assert standing == {first.person_id: Standing.ACCEPTED, second.person_id: Standing.TO_REGISTER}
    with pytest.raises(QuotaFull):
        speaking.register_speaker(second, by=None)
    places(congress, 2)
    speaking.register_speaker(second, by=None)
    assert second.trouble == ""
    assert {line.standing for line in parts_of_congress(congress)} == {Standing.ACCEPTED}


def test_last_place_goes_to_one_of_two_who_accept_at_once(congress, at_once):
    places(congress, 1)
    planned = make_session(congress)
    ids = [invite(planned).id, invite(planned, make_person("Rose", "Adjovi"), email="rose@example.org").id]

    def accept(ident):
        def run():
            return speaking.accept_invitation(db.session.get(SpeakingInvitation, ident), mode=Mode.IN_PERSON).trouble

        return run

    assert sorted(at_once(*(accept(ident) for ident in ids))) == ["", "quota_full"]
    assert db.session.scalar(db.select(db.func.count(Registration.id))) == 1


def test_no_and_then_another_is_asked_and_the_first_can_answer_no_longer(congress):
    planned = make_session(congress)
    first = invite(planned)
    speaking.accept_invitation(first, mode=Mode.IN_PERSON)
    speaking.decline_invitation(first, answer="Empêché")
    assert named(planned) == set()
    second = invite(planned, make_person("Rose", "Adjovi"), email="rose@example.org", instead_of=first)
    with pytest.raises(InvitationClosed):
        speaking.accept_invitation(first, mode=Mode.IN_PERSON)
    assert {line.standing for line in parts_of_congress(congress)} == {Standing.REPLACED, Standing.INVITED}
    assert first.instead == second.person


def test_letter_that_has_not_left_is_withheld_once_it_is_answered_or_withdrawn(congress):
    planned = make_session(congress)
    speaking.decline_invitation(invite(planned))
    other = invite(planned, make_person("Rose", "Adjovi"), email="rose@example.org")
    speaking.withdraw_invitation(other, by=None)
    db.session.expire_all()
    assert {each.state for each in letters("speaking_invited")} == {MessageState.SUPERSEDED}
    with pytest.raises(InvitationClosed):
        speaking.decline_invitation(other)


def test_same_part_is_asked_once_and_reminded_once_a_day(congress):
    planned = make_session(congress)
    invitation = invite(planned)
    with pytest.raises(AlreadyInvited):
        invite(planned, invitation.person)
    with pytest.raises(RemindedAlready):
        speaking.remind_speaker(invitation, by=None)
    set_for_tests(now() + timedelta(days=2))
    assert speaking.remind_silent(congress, by=None) == 1
    assert speaking.remind_silent(congress, by=None) == 0
    assert len(letters("speaking_reminded")) == 1
    set_for_tests(now() + timedelta(days=10))
    assert [line.standing for line in parts_of_congress(congress)] == [Standing.SILENT]


def test_list_of_parts_costs_the_same_for_one_and_for_many(congress):
    planned = make_session(congress)
    invite(planned)
    with statements_sent() as one:
        parts_of_congress(congress)
    for n in range(4):
        invite(make_session(congress), make_person(f"Nom{n}", "Adjovi"), email=f"n{n}@example.org")
    speakers.add_speaker(planned, make_person("Nommé", "Déjà"), role=SpeakerRole.CHAIR, by=None)
    db.session.expire_all()
    with statements_sent() as many:
        lines = parts_of_congress(congress)
    assert len(lines) == 6
    assert len(many) <= len(one) + 1  # the congress itself, read again


def presented(congress, person):
    profile = speaker_profiles.profile_of(congress, person)
    speaker_profiles.save_biography(profile, biography={"fr": "Maire depuis 2014."}, may_show=True, by=person)
    speaker_profiles.save_portrait(profile, prepare_photo(picture()), may_show=True, by=person)
    return profile


def test_biography_and_portrait_are_seen_with_the_next_release_and_gone_at_once_without_consent(congress):
    planned, person = make_session(congress), make_person("Désiré", "Kouadio")
    speakers.add_speaker(planned, person, role=SpeakerRole.SPEAKER, by=None)
    publish(congress)
    profile = presented(congress, person)
    assert public_session(congress, planned.public_id).speakers[0].presentation_id is None
    publish(congress)
    shown = db.session.get(Presentation, public_session(congress, planned.public_id).speakers[0].presentation_id)
    assert (shown.biography, shown.has_portrait) == ({"fr": "Maire depuis 2014."}, True)
    before = programme_version(congress.name)
    speaker_profiles.save_biography(profile, biography={"fr": "Maire depuis 2014."}, may_show=False, by=person)
    speaker_profiles.remove_portrait(profile, by=person)
    db.session.expire_all()
    assert (shown.biography, shown.has_portrait, shown.jpeg) == ({}, False, None)
    assert programme_version(congress.name) != before
    assert latest_release(congress).number == 2


def test_biography_that_is_not_to_be_shown_is_nothing_to_publish(congress):
    planned, person = make_session(congress), make_person()
    speakers.add_speaker(planned, person, role=SpeakerRole.SPEAKER, by=None)
    publish(congress)
    profile = speaker_profiles.profile_of(congress, person)
    speaker_profiles.save_biography(profile, biography={"fr": "Discret."}, may_show=False, by=person)
    with pytest.raises(NothingToPublish):
        publish(congress)


def test_slides_come_in_versions_and_a_version_taken_back_is_gone(congress):
    planned, person = make_session(congress), make_person()
    with pytest.raises(NotAllowed):
        session_files.add_slides(planned, person, prepare_document(pdf()), may_publish=False, by=person)
    speakers.add_speaker(planned, person, role=SpeakerRole.SPEAKER, by=None)
    first = session_files.add_slides(planned, person, prepare_document(pdf(1), "a.pdf"), may_publish=True, by=person)
    again = session_files.add_slides(planned, person, prepare_document(pdf(1), "a.pdf"), may_publish=True, by=person)
    second = session_files.add_slides(planned, person, prepare_document(pdf(2), "b.pdf"), may_publish=True, by=person)
    assert (again, first.version, second.version) == (first, 1, 2)
    assert session_files.slides_content(second) == pdf(2)
    session_files.remove_slides(second, by=person)
    assert session_files.slides_of(planned, person) == [first]
    assert second.sealed is None


def test_summary_is_the_rapporteurs_and_appears_with_the_next_release(congress):
    planned, person = make_session(congress), make_person()
    speakers.add_speaker(planned, person, role=SpeakerRole.SPEAKER, by=None)
    publish(congress)
    set_for_tests(planned.ends_at)
    with pytest.raises(NotAllowed):
        session_files.write_summary(planned, text={"fr": "Dit."}, by=person)
    speakers.add_speaker(planned, person, role=SpeakerRole.RAPPORTEUR, by=None)
    set_for_tests(planned.starts_at - timedelta(hours=1))
    with pytest.raises(session_files.TooEarlyToSummarise):
        session_files.write_summary(planned, text={"fr": "Dit."}, by=person)
    set_for_tests(planned.ends_at)
    session_files.write_summary(planned, text={"fr": "Dit."}, by=person)
    publish(congress)
    assert public_session(congress, planned.public_id).summary == {"fr": "Dit."}
