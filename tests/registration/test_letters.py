"""Letters about registrations: to whom, in which language, how the reader is called, and that each text renders."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.database import db
from aimf_events.i18n import use_language
from aimf_events.mail.models import OutgoingMessage
from aimf_events.mail.rendering import example_of, texts
from aimf_events.people.models import Civility, Person
from aimf_events.registration.accreditation import approve
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.letters import salutation
from aimf_events.registration.models import ContactRole, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff

MINE = [
    "registration_confirmed",
    "registration_refused",
    "registration_promoted",
    "registration_reopened",
    "registration_withdrawn",
    "registration_substituted",
    "registration_replacing",
    "delegation_completed",
    "delegation_declined",
    "delegation_visited",
    "head_claim_opened",
    "head_claim_recognised",
    "head_claim_closed",
]


@pytest.mark.parametrize(
    "civility, function, called",
    [
        (Civility.MADAM, "Maire de Parakou", "Madame la Maire,"),
        (Civility.SIR, "maire", "Monsieur le Maire,"),
        (Civility.SIR, "Bourgmestre", "Monsieur le Bourgmestre,"),
        (Civility.MADAM, "Présidente de région", "Madame la Présidente,"),
        (Civility.MADAM, "Gouverneure", "Madame la Gouverneure,"),
        (Civility.SIR, "Adjoint au maire", "Monsieur,"),
        (Civility.MADAM, "Conseillère municipale", "Madame,"),
        (Civility.MADAM, "", "Madame,"),
        (None, "Maire", "Madame, Monsieur,"),
    ],
)
def test_reader_is_called_as_protocol_wants(app, civility, function, called):
    with use_language("fr"):
        assert salutation(Person(civility=civility, honorific=""), function) == called


def test_excellency_comes_before_any_office(app):
    with use_language("fr"):
        assert salutation(Person(civility=Civility.SIR, honorific="S.E."), "Maire") == "Excellence,"


@pytest.mark.parametrize("fact", MINE)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_letter_renders(app, fact, language):
    with use_language(language):
        subject, text, html = texts(fact, example_of(fact), language, "Aïchatou Soumanou Bio")
    assert subject
    assert "%(" not in subject + text + html
    assert "Tunis" in subject


def test_reason_is_written_as_text(app):
    with use_language("fr"):
        data = example_of("registration_refused") | {"reason": "<b>non</b>"}
        _, text, html = texts("registration_refused", data, "fr")
    assert "<b>non</b>" in text
    assert "&lt;b&gt;non&lt;/b&gt;" in html


def test_person_without_a_mailbox_is_written_to_by_way_of_the_head(app):
    delegation = make_delegation(make_congress())
    head = make_person("Rose", "Adjovi")
    add_correspondent(delegation, head, ContactRole.HEAD, head.email, by=None)
    made = make_registration(delegation, person=make_person("Koffi", "Dossou", email=None, civility=Civility.SIR))
    approve(made, by=make_staff(Role.SECRETARIAT))
    (letter,) = db.session.scalars(db.select(OutgoingMessage)).all()
    assert (letter.recipient, letter.person_id, letter.data["own"]) == (head.email, head.id, False)
    with use_language("fr"):
        subject, text, _ = texts(letter.fact, letter.data, "fr")
    assert "l’inscription de M. Koffi Dossou est confirmée" in subject
    assert letter.data["ticket_url"] in text


def test_nobody_to_write_to_is_no_obstacle(app):
    made = make_registration(make_delegation(make_congress()), person=make_person(email=None))
    approve(made, by=make_staff(Role.SECRETARIAT))
    assert made.state is RegistrationState.APPROVED
    assert db.session.query(OutgoingMessage).count() == 0


def test_letter_follows_the_language_of_its_reader(app):
    made = make_registration(make_delegation(make_congress()), person=make_person(language="en"))
    approve(made, by=make_staff(Role.SECRETARIAT))
    (letter,) = db.session.scalars(db.select(OutgoingMessage)).all()
    assert (letter.language, letter.data["category_label"]) == ("en", "Delegate")
