"""The papers of a sitting: what is in them, when they are made, who may take them."""

import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from pypdf import PdfReader

from aimf_events.accounts.models import Role
from aimf_events.assembly.convocation import convene
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.rehearsals import plan_rehearsal
from aimf_events.assembly.sittings import open_sitting
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.jobs import drain
from aimf_events.journal import JournalEntry
from aimf_events.mail.models import OutgoingMessage
from aimf_events.members.models import Member
from aimf_events.members.suspensions import suspend
from aimf_events.people.contacts import add_contact
from aimf_events.people.models import ContactKind
from aimf_events.reception.models import PaperPack
from aimf_events.reception.pack import ask_for_pack, make_evening_packs, open_pack, packs_of
from aimf_events.reception.sitting_pack import sitting_pack_pdf
from tests.factories import make_congress, make_staff, make_statutes
from tests.factories.assembly import come_in, give_proxy, make_ballot, make_cities, make_sitting

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)


@pytest.fixture
def congress(app: Flask):
    set_for_tests(MARCH)
    make_statutes()
    found = make_congress("tunis", starts_on=MAY)
    make_cities(5)
    return found


@pytest.fixture
def sitting(congress):
    made = make_sitting(day=MAY, congress=congress, items=2)
    convene(made, by=None)
    return made


def pages(sitting):
    pdf, voices = sitting_pack_pdf(sitting, language="fr", made_at=MARCH)
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages], voices


def page_of(read, head):
    return next(page for page in read if page.startswith(head))


def test_it_holds_what_the_secretary_goes_on_with(sitting, congress):
    desk = make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress, given_name="Moez", family_name="Hammami")
    add_contact(desk, ContactKind.TELEPHONE, "+21671000001")
    first, second, third, *_others = seats_of(sitting)
    add_contact(first.holder.titular, ContactKind.TELEPHONE, "+22997000002")
    open_sitting(sitting, by=None)
    come_in(sitting, [first, second])
    give_proxy(sitting, third, first)
    suspend(db.session.query(Member).filter_by(name="Cité 004").one(), decision="Bureau", by=None)
    make_ballot(sitting, question={"fr": "Approuvez-vous le rapport moral ?", "en": "?"})
    read, voices = pages(sitting)
    assert voices == 5
    assert "Responsable des portes Moez Hammami +21671000001" in read[0]
    assert "1 Rapport 1 2 Rapport 2" in read[0]
    roll = page_of(read, "Liste des voix, à signer")
    assert "+22997000002 dans la salle" in roll
    assert "pouvoir à Cité 000" in roll
    assert "suspendu" in roll
    assert "Cité 002 Cité 000" in page_of(read, "Pouvoirs")
    taken = page_of(read, "Qui a pris un bulletin")
    assert ("Cité 002 pouvoir à Cité 000" in taken, "Cité 004" in taken) == (True, False)
    assert "Approuvez-vous le rapport moral ?" in page_of(read, "Point 1 : Rapport 1")
    assert sum(page.startswith("Vote n° ____") for page in read) == 3
    assert " ".join(read).count("Vote n° ____ Pour Contre Abstention") == 5


def test_it_is_made_on_the_eve_for_the_sittings_of_the_morrow_alone(sitting, congress):
    other = make_sitting(day=MAY.replace(day=22), congress=congress)
    convene(other, by=None)
    plan_rehearsal(sitting, by=None)
    set_for_tests(datetime(2026, 5, 19, 17, 0, tzinfo=UTC))
    make_evening_packs()
    assert packs_of(congress, sitting) == []
    set_for_tests(datetime(2026, 5, 19, 18, 30, tzinfo=UTC))
    letters = db.session.query(OutgoingMessage).count()
    for _twice in range(2):
        make_evening_packs()
        drain()
    db.session.expire_all()
    (made,) = packs_of(congress, sitting)
    assert (made.people, packs_of(congress, other)) == (5, [])
    assert sorted((pack.sitting_id for pack in db.session.query(PaperPack)), key=str) == sorted(
        (None, sitting.id), key=str
    )
    assert db.session.query(OutgoingMessage).count() == letters


def test_the_desk_asks_for_it_and_the_journal_says_who_took_it(sitting, congress, browser_of):
    desk = browser_of(make_staff(Role.SECRETARIAT))
    page = f"/tunis/assembly/sittings/{sitting.public_id}/packs"
    assert "Aucun dossier n’est encore fait" in desk.get(page).text
    desk.post(page)
    desk.post(page)
    assert "se prépare" in desk.get(page).text
    drain()
    assert "5 voix" in desk.get(page).text
    (pack,) = packs_of(congress, sitting)
    answer = desk.client.get(f"{page}/{pack.public_id}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert db.session.query(JournalEntry).filter_by(verb="paper_pack_taken").count() == 1
    draft = make_sitting(day=MAY, congress=congress)
    desk.get(f"/tunis/assembly/sittings/{draft.public_id}/packs", status=404)


def test_no_other_sittings_page_nor_the_doors_opens_it(sitting, congress, browser_of):
    other = make_sitting(day=MAY, congress=congress)
    convene(other, by=None)
    desk = make_staff(Role.SECRETARIAT)
    pack = ask_for_pack(congress, sitting=sitting, by=desk)
    drain()
    assert open_pack(pack, by=desk).startswith(b"%PDF")
    browser = browser_of(desk)
    browser.get(f"/tunis/assembly/sittings/{other.public_id}/packs/{pack.public_id}.pdf", status=404)
    browser.get(f"/tunis/reception/packs/{pack.public_id}.pdf", status=404)
    guard = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))
    guard.get(f"/tunis/assembly/sittings/{sitting.public_id}/packs/{pack.public_id}.pdf", status=403)


def test_a_rehearsals_papers_say_so_on_each_page(sitting):
    read, _voices = pages(plan_rehearsal(sitting, by=None))
    assert all("RÉPÉTITION" in page for page in read)
