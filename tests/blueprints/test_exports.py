"""Every table of the secretariat leaves as a file that says what its page says: the same filters, the same rows, in words."""

import csv
import io
from datetime import time

import pytest
from openpyxl import load_workbook

from aimf_events.accounts.models import Role
from aimf_events.congress.models import CongressRole
from aimf_events.database import db, transaction
from aimf_events.journal import JournalEntry
from aimf_events.mail.models import MessageState
from aimf_events.mail.outbox import post
from aimf_events.members.models import MemberCategory
from aimf_events.programme.models import SessionMode
from aimf_events.registration.correspondents import name_correspondent
from aimf_events.registration.default_fields import add_default_fields
from aimf_events.registration.field_answers import save_answers
from aimf_events.registration.invitations import new_mailing_key, start_mailing
from aimf_events.registration.models import ContactRole, DelegationState, FieldPhase, Mode, RegistrationState
from tests.checkin.doors import make_badge, make_device, make_door, scan, today_congress
from tests.factories import (
    make_congress,
    make_delegation,
    make_member,
    make_person,
    make_registration,
    make_staff,
)
from tests.factories.programme import make_session
from tests.statements import statements_sent

PLACES = {"head": 1, "delegate": 9}


@pytest.fixture
def congress(app):
    congress = make_congress("tunis")
    with transaction():
        add_default_fields(congress)
    return congress


@pytest.fixture
def desk(browser_of):
    return browser_of(make_staff(Role.SECRETARIAT))


def sheet(browser, address):
    """The rows of a workbook as {heading: value}, read by openpyxl (it was written by XlsxWriter), and what it says of itself."""
    answer = browser.client.get(address)
    assert answer.status_code == 200, address
    book = load_workbook(io.BytesIO(answer.data), read_only=True)
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    about = dict(row[:2] for row in book.worksheets[1].iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]], about


def table(browser, address):
    """The same of a CSV, read by the standard library."""
    answer = browser.client.get(address)
    assert answer.status_code == 200, address
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def names(rows, heading="Délégation"):
    return [row[heading] for row in rows]


def test_delegations_leave_as_they_are_narrowed(desk, congress):
    parakou = make_delegation(congress, "Parakou", places=PLACES, state=DelegationState.COMPLETE)
    make_delegation(congress, member=make_member("N’Djaména", country="TD"))
    make_delegation(make_congress("lausanne"), "Yverdon")
    make_registration(parakou, person=make_person("Phạm Nguyễn", "Thị Thuỳ Dương"))
    page = desk.get("/tunis/secretariat/delegations?country=BJ&state=complete")
    rows, about = sheet(desk, page.link("Excel"))
    assert "1 délégation" in page.text.replace("\u00a0", " ")
    assert names(rows) == ["Parakou"]
    assert (rows[0]["Pays"], rows[0]["État"], rows[0]["Places\u00a0: Délégué"]) == ("Bénin", "complète", 9)
    assert (rows[0]["Personnes\u00a0: à examiner"], rows[0]["Personnes\u00a0: refusée"]) == (1, None)
    assert rows[0]["Noms, dans l’ordre de protocole"] == "Phạm Nguyễn Thị Thuỳ Dương"
    assert about["Choix\u00a0: Pays"] == "Bénin"
    assert about["Choix\u00a0: État"] == "complète"
    assert sorted(names(table(desk, "/tunis/secretariat/delegations.csv"))) == ["N’Djaména", "Parakou"]
    assert names(table(desk, "/tunis/secretariat/delegations.csv?q=djamena")) == ["N’Djaména"]


def test_who_has_answered_leaves_by_country_and_category(desk, congress):
    parakou = make_delegation(congress, "Parakou", state=DelegationState.COMPLETE)
    make_delegation(congress, "Cotonou", places=PLACES)
    partner = make_member("Agence de l’eau", country="FR", category=MemberCategory.PARTNER)
    make_delegation(congress, member=partner)
    make_registration(parakou, mode=Mode.ONLINE)
    make_registration(parakou, person=make_person("Jean", "Dossou", civility=None))
    rows, _about = sheet(desk, desk.get("/tunis/secretariat/delegations/answers?country=BJ").link("Excel"))
    assert [(row["Pays"], row["Délégations"], row["Ont répondu"]) for row in rows] == [("Bénin", 2, 1)]
    counted = ("Personnes sur place", "Personnes à distance", "Femmes", "Hommes", "Civilité non dite")
    assert [rows[0][name] for name in counted] == [1, 1, 1, 0, 1]
    assert len(table(desk, "/tunis/secretariat/delegations/answers.csv")) == 2


def test_registrations_leave_with_the_answers_that_the_reader_may_read(desk, browser_of, congress):
    parakou = make_delegation(congress, "Parakou", places=PLACES)
    said = make_registration(parakou, person=make_person("أحمد", "بن صالح"), state=RegistrationState.APPROVED)
    make_registration(parakou, mode=Mode.ONLINE)
    make_registration(parakou, state=RegistrationState.DRAFT)
    save_answers(said, FieldPhase.REGISTRATION, {"diet": ["halal"], "interpretation": "en"}, by=None)
    page = desk.get("/tunis/accreditation?mode=in_person")
    rows, about = sheet(desk, page.link("Excel"))
    assert [(row["Prénom"], row["État"], row["Participation"]) for row in rows] == [
        ("أحمد", "accréditation accordée", "sur place")
    ]
    assert rows[0]["Langue d’écoute des séances"] == "anglais"
    assert about["Choix\u00a0: Participation"] == "sur place"
    assert "Hôtel" in rows[0]
    assert not [name for name in rows[0] if "passeport" in name.lower()]
    accreditation = browser_of(make_staff(CongressRole.ACCREDITATION, congress=congress))
    theirs = table(accreditation, "/tunis/accreditation/registrations.csv")
    assert len(theirs) == 2
    assert not {"Hôtel", "Prise en charge"} & set(theirs[0])


def test_letters_and_mailings_leave_without_what_they_say(desk, congress):
    delegation = make_delegation(congress, "Parakou", state=DelegationState.PREPARED)
    head = {"civility": None, "given_name": "Rachid", "family_name": "Dossou", "function": "Maire"}
    name_correspondent(delegation, ContactRole.HEAD, email="maire@parakou.bj", by=None, **head)
    start_mailing(congress, [delegation.public_id], key=new_mailing_key(), by=None)
    data = {"name": "Aïchatou", "by": "", "sign_in_url": "https://example.org/in"}
    with transaction():
        for to in ("maire@parakou.bj", "accueil@ndjamena.td"):
            letter = post("colleague_invited", to=to, language="fr", dedupe_key=to, data=data, congress_id=congress.id)
            letter.state = MessageState.FAILED if "parakou" in to else MessageState.PENDING
    rows, about = sheet(desk, desk.get("/tunis/letters/?state=failed").link("Excel"))
    assert names(rows, "Adresse électronique") == ["maire@parakou.bj"]
    assert (rows[0]["État"], about["Choix\u00a0: État"]) == ("échouée", "échouée")
    assert "https://example.org/in" not in str(rows)
    assert len(table(desk, "/tunis/letters/letters.csv")) == 2
    mailings = table(desk, desk.get("/tunis/secretariat/delegations/invitations").link("CSV"))
    assert [(row["Délégations"], row["Relance"]) for row in mailings] == [("1", "")]


def test_members_leave_with_the_holder_of_their_executive_office(desk, congress):
    make_member("Hô Chi Minh-Ville", country="VN")
    make_member("Huế", country="VN")
    make_member("Parakou")
    rows, about = sheet(desk, desk.get("/tunis/members/?country=VN&sort=-name").link("Excel"))
    assert names(rows, "Nom") == ["Huế", "Hô Chi Minh-Ville"]
    assert {row["Catégorie"] for row in rows} == {"Ville membre"}
    assert about["Choix\u00a0: Pays"] == "Viêt Nam"


def test_roles_leave_for_the_congress_and_for_the_association(desk, browser_of, congress):
    make_staff(CongressRole.PROGRAMME, congress=congress, given_name="Bilal", family_name="Trabelsi")
    roles = table(desk, desk.get("/tunis/settings/roles").link("CSV"))
    assert [(row["Nom"], row["Rôle"]) for row in roles] == [("Mme\u00a0Bilal Trabelsi", "Programme")]
    administrator = browser_of(make_staff(Role.ADMINISTRATOR))
    everyone, _about = sheet(administrator, administrator.get("/people/").link("Excel"))
    assert sorted(row["Rôle"] for row in everyone) == ["Administration de la plateforme", "Secrétariat permanent"]


def test_the_passages_of_a_door_leave_with_their_verdicts(browser_of, app):
    congress = today_congress(name="tunis")
    door, other, device = make_door(congress), make_door(congress, "Bureau"), make_device(congress)
    badge = make_badge(congress)
    scan(door, device, badge)
    scan(door, device, badge)
    scan(other, device, badge)
    supervisor = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))
    page = supervisor.get(f"/tunis/door/checkpoints/{door.public_id}")
    rows, about = sheet(supervisor, page.link("Excel"))
    assert [(row["Verdict"], row["Raison"]) for row in rows] == [("Entrez", "Entrez"), ("À vérifier", "Déjà entré")]
    assert {row["Présent maintenant"] for row in rows} == {"oui"}
    assert about["Choix\u00a0: Porte"] == "Grande salle"
    volunteer = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    assert volunteer.client.get(f"/tunis/door/checkpoints/{door.public_id}/passages.csv").status_code == 403
    page = volunteer.get(f"/tunis/door/checkpoints/{door.public_id}")
    assert not [words for _href, words in page.links if "Exporter" in words]


def test_the_programme_leaves_with_hours_on_the_wall_and_no_address_online(desk, congress):
    make_session(congress, starts="23:30", minutes=60, mode=SessionMode.HYBRID, online_address="https://example.org/in")
    rows, _about = sheet(desk, desk.get("/tunis/programme-desk/").link("Excel"))
    assert [(row["Début"], row["Fin"], row["Minutes"]) for row in rows] == [(time(23, 30), time(0, 30), 60)]
    assert rows[0]["Comment y assister"] == "sur place et en ligne"
    assert "https://example.org/in" not in str(rows)


TABLES = (
    "secretariat/delegations",
    "secretariat/delegations/answers",
    "secretariat/mailings",
    "accreditation/registrations",
    "letters/letters",
    "members/members",
    "programme-desk/sessions",
    "settings/roles",
)


@pytest.mark.parametrize("name", TABLES)
def test_an_auditor_reads_the_page_and_takes_no_file(browser_of, desk, congress, name):
    auditor = browser_of(make_staff(Role.AUDITOR))
    assert auditor.client.get(f"/tunis/{name}.xlsx").status_code == 403
    assert desk.client.get(f"/tunis/{name}.xlsx").status_code == 200
    entry = db.session.query(JournalEntry).filter_by(verb="table_exported").one()
    assert entry.details["kind"] == "xlsx"


def test_an_auditor_is_offered_none(browser_of, congress):
    make_delegation(congress, "Parakou")
    page = browser_of(make_staff(Role.AUDITOR)).get("/tunis/secretariat/delegations")
    assert not [words for _href, words in page.links if "Exporter" in words]


@pytest.mark.parametrize("name", ["secretariat/delegations", "accreditation/registrations"])
def test_a_longer_list_asks_no_more_of_the_database(desk, congress, name):
    def count():
        desk.client.get(f"/tunis/{name}.csv")
        with statements_sent() as sent:
            desk.client.get(f"/tunis/{name}.csv")
        return len(sent)

    make_registration(make_delegation(congress, "Parakou", places=PLACES))
    one = count()
    for number in range(3):
        make_registration(make_delegation(congress, f"Ville {number} bis", places=PLACES))
    assert count() == one
