"""Decisions: numbered when a result is published or a consensus is noted, followed up, found again, read by the councils."""

import io
import threading
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from aimf_events.accounts.models import Role
from aimf_events.assembly.ballot_counts import Hands, close_by_totals, publish_ballot
from aimf_events.assembly.convocation_letter import papers_url
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.models import Body
from aimf_events.assembly.sitting_models import Convocation
from aimf_events.assembly.sittings import close_sitting
from aimf_events.clock import set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db, new_public_id
from aimf_events.journal import history
from aimf_events.minutes import decisions as verbs
from aimf_events.minutes.decision_models import FollowUp, RegisteredDecision
from aimf_events.minutes.decisions import ChangedMeanwhile, follow_up, register_consensus, rewrite_decision
from aimf_events.minutes.extracts import extract_pdf
from aimf_events.minutes.register import Wanted, counts, decisions_for, steps_of
from tests.factories import make_congress, make_staff, make_statutes
from tests.factories.assembly import come_in, make_cities, make_open_ballot, make_open_sitting
from tests.statements import statements_sent

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)


@pytest.fixture
def congress(app: Flask):
    set_for_tests(MARCH)
    make_statutes()
    make_cities(5)
    return make_congress("tunis", starts_on=MAY)


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def hall(congress, **values):
    sitting = make_open_sitting(day=MAY, congress=congress, place="Palais des congrès", **values)
    come_in(sitting, seats_of(sitting))
    return sitting


MAJORITY = Hands(4, 1, 0)


def decide(sitting, hands=MAJORITY):
    """A ballot that is counted and published."""
    return publish_ballot(close_by_totals(make_open_ballot(sitting), hands, by=None), by=None)


def agree(sitting, title="Lieu du prochain congrès", **values):
    text = {"fr": "Le prochain congrès se tient à Huế.", "en": "The next congress meets in Huế."}
    given = {"title": title, "text": text, "form_key": new_public_id(), "by": None, **values}
    return register_consensus(sitting, sitting.items[0], **given)


def read(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


# -- numbers ---------------------------------------------------------------------------------------------------------------


def test_a_published_result_is_a_numbered_decision_and_a_counted_one_is_not_yet(congress):
    sitting = hall(congress)
    ballot = close_by_totals(make_open_ballot(sitting), Hands(4, 1, 0), by=None)
    assert db.session.query(RegisteredDecision).count() == 0
    publish_ballot(ballot, by=None)
    publish_ballot(ballot, by=None)
    decision = db.session.query(RegisteredDecision).one()
    assert (decision.reference, decision.is_adopted, decision.state) == ("AG-2026-01", True, FollowUp.TO_START)
    assert decision.text["en"] == "To the question “Do you approve the report?”, the General Assembly answered yes."
    refused = decide(sitting, Hands(1, 4, 0))
    other = db.session.query(RegisteredDecision).filter_by(ballot_id=refused.id).one()
    assert (other.reference, other.is_adopted, other.state) == ("AG-2026-02", False, FollowUp.NONE)
    assert [entry.verb for entry in history(other)] == ["decision_registered"]


def test_each_body_and_each_year_has_its_own_series(congress):
    first = agree(hall(congress))
    second = agree(hall(congress))
    third = agree(make_open_sitting(day=date(2027, 5, 20), congress=congress))
    assert [each.reference for each in (first, second, third)] == ["AG-2026-01", "AG-2026-02", "AG-2027-01"]


def test_the_same_form_twice_is_one_decision_and_a_key_of_elsewhere_does_no_harm(congress):
    sitting, key = hall(congress), new_public_id()
    once, again = agree(sitting, form_key=key), agree(sitting, form_key=key)
    assert once.id == again.id
    close_sitting(sitting, by=None)
    elsewhere = agree(hall(congress), form_key=key)
    assert (elsewhere.reference, elsewhere.public_id == key) == ("AG-2026-02", False)


@pytest.mark.parametrize("is_locked", [True, False])
def test_two_decisions_at_once_have_two_numbers(app, congress, at_once, monkeypatch, is_locked):
    first, second = hall(congress), hall(congress)
    db.session.commit()
    if not is_locked:
        barrier = threading.Barrier(2, timeout=10)
        monkeypatch.setattr(verbs, "lock_name", lambda _name: None)
        real = RegisteredDecision.write

        def together(self, *words):
            barrier.wait()
            real(self, *words)

        monkeypatch.setattr(RegisteredDecision, "write", together)

    def note(ident):
        agree(db.session.get(type(first), ident))
        return "noted"

    found = at_once(lambda: note(first.id), lambda: note(second.id))
    numbers = sorted(db.session.scalars(select(RegisteredDecision.number)))
    if is_locked:
        assert numbers == [1, 2]
    else:
        assert (len(numbers), found.count("noted")) == (1, 1), (
            "the control: without the lock both take the first number"
        )


# -- follow-up -------------------------------------------------------------------------------------------------------------


def test_what_becomes_of_it_is_added_and_a_colleagues_note_is_read_first(congress):
    decision = agree(hall(congress))
    given = {"in_charge": "Mme Léa Martin", "due_on": date(2026, 4, 1), "note": "Lettre envoyée", "by": None}
    follow_up(decision, state=FollowUp.IN_PROGRESS, seen=0, **given)
    with pytest.raises(ChangedMeanwhile):
        follow_up(decision, state=FollowUp.DONE, seen=0, **given)
    assert [(step.state, step.note) for step in steps_of(decision)] == [(FollowUp.IN_PROGRESS, "Lettre envoyée")]
    assert (counts().under_way, counts().late) == (1, 0)
    set_for_tests(datetime(2026, 4, 1, 21, 59, tzinfo=UTC))
    assert counts().late == 0, "the day itself, until midnight in Paris"
    set_for_tests(datetime(2026, 4, 1, 22, 1, tzinfo=UTC))
    assert counts().late == 1
    assert decisions_for(Wanted(state="late"))[1] == 1
    follow_up(decision, state=FollowUp.DONE, seen=1, **given)
    assert (counts().under_way, counts().late) == (0, 0)


def test_the_register_finds_without_accents_and_narrows(congress):
    decision = agree(hall(congress))
    agree(hall(congress), title="Siège du Bureau")
    for words, found in (("hue congres", 2), ("SIEGE", 1), ("ag-2026-01", 1), ("%", 2), ("100%", 0), ("Dakar", 0)):
        assert decisions_for(Wanted(words))[1] == found, words
    assert decisions_for(Wanted(body=Body.BUREAU))[1] == 0
    assert decisions_for(Wanted(year=2025))[1] == 0
    rewrite_decision(decision, title="À huis clos", text={"fr": "Néant"}, for_members=False, by=None)
    assert decisions_for(Wanted(members_only=True))[1] == 1
    assert [entry.verb for entry in history(decision)] == ["decision_registered", "decision_rewritten"]


# -- pages -----------------------------------------------------------------------------------------------------------------


def test_the_desk_notes_follows_and_exports(desk, congress):
    sitting = hall(congress)
    assert "Une décision reçoit son numéro" in desk.get("/tunis/assembly/decisions").text
    new = f"/tunis/assembly/sittings/{sitting.public_id}/decisions/new"
    key, item = new_public_id(), sitting.items[0].public_id
    page = desk.post(new, {"item": item, "title": "", "text_fr": "", "form_key": key}, 422)
    assert "Donnez un intitulé à la décision." in page.text
    given = {"item": item, "title": "Solidarité", "text_fr": "Un fonds est ouvert.\nIl est doté.", "form_key": key}
    page = desk.post(new, given)
    assert page.h1 == ["Décision AG-2026-01"]
    one = f"/tunis/assembly/decisions/{key}"
    assert desk.post(one, {"state": "done", "due_on": "32/13", "seen": "0"}, 422)
    page = desk.post(one, {"state": "in_progress", "in_charge": "Mme Martin", "due_on": "2026-02-01", "seen": "0"})
    assert "en retard" in page.text
    assert "1 est en retard." in desk.get("/tunis/assembly/decisions").text
    assert desk.post(one, {"state": "done", "seen": "0"}, 409)
    words = {"title": "Solidarité", "text_fr": "Un fonds est créé.", "text_en": "", "for_members": "y"}
    assert "Un fonds est créé." in desk.post(one + "/words", words).text
    assert "Mme Martin" in desk.get("/tunis/assembly/decisions.csv?q=solidarite").body
    assert "Aucune décision ne répond" in desk.get("/tunis/assembly/decisions?year=1999&state=odd&body=odd").text
    assert "AG-2026-01" in desk.get(f"/tunis/assembly/sittings/{sitting.public_id}").text


def test_the_list_costs_the_same_with_one_and_with_many(desk, congress):
    sitting = hall(congress)
    agree(sitting)
    desk.get("/tunis/assembly/decisions")
    with statements_sent() as few:
        desk.get("/tunis/assembly/decisions")
    for number in range(6):
        agree(sitting, title=f"Décision {number}")
    with statements_sent() as many:
        desk.get("/tunis/assembly/decisions")
    assert len(few) == len(many)


def test_who_may_not(congress, browser_of):
    sitting = hall(congress)
    decision = agree(sitting)
    door = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    assert door.get("/tunis/assembly/decisions", 403)
    assert door.post(f"/tunis/assembly/decisions/{decision.public_id}", {"state": "done", "seen": "0"}, 403)
    make_congress("hue", number=9)
    secretary = browser_of(make_staff(Role.SITTING_SECRETARY))
    assert secretary.get(f"/hue/assembly/sittings/{sitting.public_id}/decisions/new", 404)
    assert secretary.get("/tunis/assembly/decisions/nothing", 404)


def test_a_member_reads_what_is_for_members_and_takes_its_councils_extract(congress, browse, client):
    sitting = hall(congress)
    decide(sitting)
    public, kept = db.session.query(RegisteredDecision).one(), agree(sitting, title="Recrutement")
    rewrite_decision(kept, title="Recrutement", text={"fr": "Néant"}, for_members=False, by=None)
    follow_up(public, state=FollowUp.TO_START, in_charge="Mme Secrète", due_on=None, note="entre nous", seen=0, by=None)
    convocation = db.session.scalars(select(Convocation).order_by(Convocation.id)).first()
    here = "/convocation/" + papers_url(convocation).rsplit("/", 1)[1] + "/decisions"
    reader = browse
    page = reader.get(here)
    assert "AG-2026-01 · Rapport 1" in page.text
    assert "Recrutement" not in page.text
    assert "Secrète" not in page.text
    assert "entre nous" not in page.text
    assert "The translations are given as a courtesy" in reader.get(here + "?lang=en").text
    reader.get(f"{here}/{kept.public_id}/extract.pdf", 404)
    reader.get(f"/convocation/odd/decisions/{public.public_id}/extract.pdf", 404)
    said = read(client.get(f"{here}/{public.public_id}/extract.pdf").data)
    assert f"À l’attention du conseil : {convocation.member.name}" in said.replace("\xa0", " ")


def test_the_extract_gives_figures_and_rule_and_says_which_language_has_effect(congress):
    sitting = hall(congress)
    decide(sitting)
    decision = db.session.query(RegisteredDecision).one()
    french = read(extract_pdf(decision, ["Cité 000", "Cité 001"])).replace("\xa0", " ")
    assert french.count("Extrait du registre des décisions") == 2
    assert "Ont été recensées 4 voix pour, 1 voix contre et 0 abstention." in french
    assert "soit 3 voix pour sur 5" in french
    assert "fait foi" not in french
    english = read(extract_pdf(decision, language="en"))
    assert "Courtesy translation: the French text alone has legal effect." in english
