"""One active registration per person and congress."""

import pytest

from aimf_events.accounts.limits import TooOften
from aimf_events.accounts.models import Role
from aimf_events.database import db
from aimf_events.journal import history
from aimf_events.registration import beginnings
from aimf_events.registration.decisions import decisions_of
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.models import ContactRole, Delegation, Registration
from aimf_events.registration.registrations import (
    AlreadyRegistered,
    restore_registration,
    save_identity,
    start_registration,
    withdraw_registration,
)
from tests.factories import category_of, make_congress, make_delegation, make_person, make_staff


def start(delegation, given_name, family_name, email=""):
    category = category_of(delegation.congress, "delegate")
    return start_registration(
        delegation, category=category, given_name=given_name, family_name=family_name, email=email
    )


@pytest.fixture
def cotonou(app):
    return make_delegation(make_congress(), "Cotonou", places={"delegate": 9})


@pytest.mark.parametrize(
    "given_name, family_name",
    [
        ("Aïchatou", "Soumanou Bio"),
        ("AICHATOU", "SOUMANOU-BIO"),
        ("Soumanou Bio", "Aïchatou"),
    ],
)
def test_same_names_in_the_delegation_are_one_person(cotonou, given_name, family_name):
    first = start(cotonou, "Aïchatou", "Soumanou Bio")
    with pytest.raises(AlreadyRegistered) as refused:
        start(cotonou, given_name, family_name, email="autre@cotonou.example")
    assert refused.value.registration.id == first.id


def test_same_names_and_mailbox_in_another_delegation_are_one_person(cotonou):
    other = make_delegation(cotonou.congress, "Parakou")
    start(cotonou, "Aïchatou", "Soumanou Bio", email="bio@benin.example")
    with pytest.raises(AlreadyRegistered):
        start(other, "Aichatou", "Soumanou Bio", email="BIO@benin.example")


def test_same_names_elsewhere_with_another_mailbox_are_two_persons(cotonou):
    other = make_delegation(cotonou.congress, "Parakou")
    first = start(cotonou, "Koffi", "Dossou", email="a@benin.example")
    second = start(other, "Koffi", "Dossou", email="b@benin.example")
    assert first.person_id != second.person_id


def test_one_mailbox_for_two_persons_is_no_double(cotonou):
    first = start(cotonou, "Koffi", "Dossou", email="mairie@cotonou.example")
    second = start(cotonou, "Afi", "Dossou", email="mairie@cotonou.example")
    assert first.person_id != second.person_id


def test_same_person_twice_at_the_same_moment_is_one(cotonou, at_once):
    def send():
        return start(db.session.get(Delegation, cotonou.id), "Koffi", "Dossou").id

    results = at_once(send, send)
    assert [isinstance(r, AlreadyRegistered) for r in results].count(True) == 1
    assert db.session.query(Registration).count() == 1


def test_correcting_a_name_into_another_person_is_refused(cotonou):
    start(cotonou, "Koffi", "Dossou")
    second = start(cotonou, "Afi", "Dossou")
    with pytest.raises(AlreadyRegistered):
        save_identity(second, given_name="Koffi", family_name="Dossou")


def test_one_may_come_back_after_withdrawing_and_the_older_is_then_not_restored(cotonou):
    first = start(cotonou, "Koffi", "Dossou")
    withdraw_registration(first, by=None)
    second = start(cotonou, "Koffi", "Dossou")
    assert second.person_id == first.person_id
    with pytest.raises(AlreadyRegistered):
        restore_registration(first, by=make_staff(Role.SECRETARIAT))


def test_head_already_known_is_the_same_person(cotonou):
    head = make_person("Aïchatou", "Soumanou Bio")
    add_correspondent(cotonou, head, ContactRole.HEAD, head.email, by=None)
    made = start(cotonou, "Aichatou", "Soumanou Bio")
    assert made.person_id == head.id


def test_same_person_at_the_next_congress_is_the_same(cotonou):
    first = start(cotonou, "Koffi", "Dossou", email="koffi@cotonou.example")
    later = make_delegation(make_congress(), member=cotonou.member)
    assert start(later, "Koffi", "Dossou", email="koffi@cotonou.example").person_id == first.person_id


def apart(delegation, given_name, family_name, note="Maire ; l’autre est conseiller", **values):
    category = category_of(delegation.congress, "delegate")
    names = {"given_name": given_name, "family_name": family_name}
    return start_registration(delegation, category=category, namesake_note=note, **names, **values)


def test_two_of_one_name_are_two_persons_once_somebody_says_so_and_the_desk_reads_why(cotonou):
    first = start(cotonou, "Koffi", "Dossou")
    second = apart(cotonou, "Koffi", "Dossou")
    assert first.person_id != second.person_id
    (said,) = decisions_of(second)
    assert (
        said.reason
        == "Homonyme dans la délégation, déclaré comme une autre personne\u00a0: Maire ; l’autre est conseiller"
    )
    assert "namesake_declared" in [entry.verb for entry in history(second)]


def test_namesakes_are_corrected_without_being_told_apart_again(cotonou):
    start(cotonou, "Koffi", "Dossou")
    second = apart(cotonou, "Koffi", "Dossou")
    save_identity(second, given_name="Koffi", family_name="Dossou", function="Maire", email="koffi@cotonou.example")
    assert (second.function, len(decisions_of(second))) == ("Maire", 1)


def test_correcting_a_name_into_a_namesake_s_may_be_said_to_be_another_person(cotonou):
    first = start(cotonou, "Koffi", "Dossou")
    second = start(cotonou, "Kofi", "Dossou")
    save_identity(second, given_name="Koffi", family_name="Dossou", namesake_note="Son neveu")
    assert first.person_id != second.person_id
    assert [d.reason.endswith("Son neveu") for d in decisions_of(second)] == [True]


def test_same_names_and_mailbox_in_another_delegation_stay_one_person_whatever_is_said(cotonou):
    other = make_delegation(cotonou.congress, "Parakou")
    start(cotonou, "Koffi", "Dossou", email="koffi@benin.example")
    with pytest.raises(AlreadyRegistered):
        apart(other, "Koffi", "Dossou", email="koffi@benin.example")


def test_whoever_tries_names_by_the_link_is_counted(cotonou, monkeypatch):
    monkeypatch.setattr(beginnings, "BEGUN_BESIDE_PLACES", -15)  # 9 places: three
    start(cotonou, "Koffi", "Dossou")
    for _time in range(2):
        with pytest.raises(AlreadyRegistered):
            start(cotonou, "Koffi", "Dossou")
    with pytest.raises(TooOften):
        start(cotonou, "Koffi", "Dossou")
