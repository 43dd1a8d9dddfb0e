"""Declarations to the prefecture: opened by what was decided, due in three months, ended by the receipt."""

import io
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from pypdf import PdfWriter

from aimf_events.accounts.models import Role
from aimf_events.assembly.agenda import add_item
from aimf_events.assembly.ballot_counts import Hands, close_by_totals, publish_ballot
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.sitting_models import ItemKind
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db, new_public_id
from aimf_events.journal import history
from aimf_events.minutes.decisions import register_consensus
from aimf_events.minutes.declaration_models import Declaration, Declared
from aimf_events.minutes.declarations import (
    DeclaredAlready,
    DeclaredTooEarly,
    close_declaration,
    declarations,
    delay_on,
    months_later,
    open_declaration,
    receipt_of,
)
from aimf_events.registration.document_files import prepare_document
from tests.factories import make_congress, make_delegation, make_staff, make_statutes
from tests.factories.assembly import come_in, make_cities, make_open_ballot, make_open_sitting

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)


@pytest.fixture
def congress(app: Flask):
    set_for_tests(MARCH)
    make_statutes()
    make_cities(4)
    return make_congress("tunis", starts_on=MAY)


def one_page(words: str = "récépissé") -> bytes:
    writer, made = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": words})
    writer.write(made)
    return made.getvalue()


def receipt(words: str = "récépissé"):
    return prepare_document(one_page(words), "recepisse.pdf")


@pytest.mark.parametrize(
    "day, months, due",
    [
        (date(2026, 12, 10), 3, date(2027, 3, 10)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_the_last_day_is_counted_in_calendar_months(day, months, due):
    assert months_later(day, months) == due


def test_an_election_and_new_statutes_are_to_be_declared_and_a_report_is_not(congress):
    sitting = make_open_sitting(day=MAY, congress=congress)
    come_in(sitting, seats_of(sitting))
    publish_ballot(close_by_totals(make_open_ballot(sitting), Hands(4, 0, 0), by=None), by=None)
    statutes = make_open_ballot(sitting, majority=Parameter.MAJORITY_STATUTES)
    publish_ballot(close_by_totals(statutes, Hands(1, 3, 0), by=None), by=None)
    assert declarations() == [], "a report asks for nothing, and refused statutes stay as they are"
    adopted = make_open_ballot(sitting, majority=Parameter.MAJORITY_STATUTES)
    publish_ballot(close_by_totals(adopted, Hands(4, 0, 0), by=None), by=None)
    item = add_item(sitting, kind=ItemKind.ELECTION, title="Élection du Bureau", by=None)
    text = {"fr": "Mme Diallo préside."}
    register_consensus(sitting, item, title="Bureau", text=text, form_key=new_public_id(), by=None)
    found = declarations()
    assert [(each.what, each.due_on) for each in found] == [
        (Declared.STATUTES, date(2026, 8, 20)),
        (Declared.OFFICERS, date(2026, 8, 20)),
    ]
    assert found[1].text == "AG-2026-04. Mme Diallo préside."


def test_the_statutes_may_ask_for_less_than_the_law_and_never_for_more(app: Flask):
    set_for_tests(MARCH)
    make_statutes(values={Parameter.OFFICERS_DECLARED_MONTHS: 2})
    assert delay_on(Declared.OFFICERS, MAY)[0] == 2
    assert delay_on(Declared.STATUTES, MAY) == (3, "loi du 1er juillet 1901, article 5")


def test_the_receipt_ends_it_once_and_is_sealed(congress):
    open_declaration(Declared.SEAT, text="9, rue des Halles", happened_on=date(2026, 2, 1), by=None)
    declaration = db.session.query(Declaration).one()
    for day in (date(2026, 1, 31), date(2026, 3, 2)):
        with pytest.raises(DeclaredTooEarly):
            close_declaration(declaration, receipt(), declared_on=day, by=None)
    close_declaration(declaration, receipt(), declared_on=date(2026, 3, 1), by=None)
    close_declaration(declaration, receipt(), declared_on=date(2026, 3, 1), by=None)
    with pytest.raises(DeclaredAlready):
        close_declaration(declaration, receipt("autre"), declared_on=date(2026, 3, 1), by=None)
    assert receipt_of(declaration) == one_page()
    assert b"%PDF" not in (declaration.receipt or b"")
    assert [entry.verb for entry in history(declaration)] == ["declaration_opened", "declaration_closed"]


def test_the_desk_is_reminded_declares_and_keeps_the_receipt(congress, browser_of):
    desk = browser_of(make_staff(Role.SECRETARIAT))
    here = "/tunis/assembly/declarations"
    assert "Aucune déclaration" in desk.get(here).text
    desk.post(here + "/new", {"what": "seat", "text": "Nouveau siège", "happened_on": "2026-03-02"}, 422)
    page = desk.post(here + "/new", {"what": "seat", "text": "Nouveau siège", "happened_on": "2025-11-30"})
    assert "en retard" in page.text
    assert "samedi 28 février 2026" in page.text
    assert "1 déclaration est à faire." in desk.get("/tunis/assembly/").text
    make_delegation(congress)
    assert "Déclarer à la préfecture" in desk.get("/tunis/secretariat/").text
    one = f"{here}/{db.session.query(Declaration).one().public_id}"
    desk.get(one + "/documents/receipt", 404)
    desk.post(one, {"declared_on": "2026-02-20", "file": (io.BytesIO(b"<script>"), "r.pdf")}, 422)
    page = desk.post(one, {"declared_on": "2027-02-20", "file": (io.BytesIO(one_page()), "r.pdf")}, 422)
    assert "pas dans l’avenir" in page.text
    page = desk.post(one, {"declared_on": "2026-02-20", "file": (io.BytesIO(one_page()), "r.pdf")})
    assert "Rien n’attend d’être déclaré." in page.text
    assert "Lire le récépissé" in desk.get(one).text
    door = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    door.get(here, 403)
    door.get(one + "/documents/receipt", 403)
    desk.get(here + "/nothing", 404)
