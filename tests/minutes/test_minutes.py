"""Minutes: told from what happened, written over without losing anything, settled, signed, corrected, approved by a later sitting."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from docx import Document
from flask import Flask
from lxml import etree
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select

from aimf_events import crypto
from aimf_events.accounts.models import Role
from aimf_events.assembly.agenda import add_document
from aimf_events.assembly.agenda_live import open_item
from aimf_events.assembly.ballot_counts import Hands, close_by_dissenters, close_by_totals, publish_ballot
from aimf_events.assembly.ballot_models import BallotKind, HandsCount
from aimf_events.assembly.ballot_rolls import lines_of
from aimf_events.assembly.ballots import annul_ballot, ballots_of, draft_ballot, open_ballot, run_again
from aimf_events.assembly.floor_models import Speech, SpeechKind, SpeechSource, SpeechState
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.models import Body
from aimf_events.assembly.rehearsal_limits import RehearsalCountsForNothing
from aimf_events.assembly.rehearsals import plan_rehearsal
from aimf_events.assembly.rules.roll import Carrier
from aimf_events.assembly.sittings import close_sitting, open_sitting, resume_sitting, suspend_sitting
from aimf_events.assembly.teller_models import Teller, UrnCount
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import CongressRole
from aimf_events.database import db, new_public_id, transaction
from aimf_events.journal import history
from aimf_events.minutes.decision_models import RegisteredDecision
from aimf_events.minutes.decisions import ChangedMeanwhile, WordsSettled, register_consensus, rewrite_decision
from aimf_events.minutes.drafting import blocks_of, content_hash, texts_of
from aimf_events.minutes.minutes_models import Minutes, MinutesState
from aimf_events.minutes.minutes_pdf import minutes_docx, minutes_pdf
from aimf_events.minutes.told import facts_of
from aimf_events.minutes.told_ballots import teller_lines
from aimf_events.minutes.writing import (
    FactsMoved,
    MinutesMoved,
    NotOver,
    OtherBody,
    begin_minutes,
    correct_minutes,
    file_signed,
    put_to_approval,
    reopen_minutes,
    scan_of,
    settle_minutes,
    write_block,
)
from aimf_events.people.titles import called
from aimf_events.registration.document_files import prepare_document
from tests.factories import make_congress, make_person, make_staff, make_statutes
from tests.factories.assembly import come_in, give_proxy, make_cities, make_open_ballot, make_open_sitting, make_sitting
from tests.statements import statements_sent

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)
SIGNERS = {"chair": "Mme Ada Diallo", "secretary": "M. Luc Roux"}


@pytest.fixture
def congress(app: Flask):
    set_for_tests(MARCH)
    make_statutes()
    make_cities(6)
    return make_congress("tunis", starts_on=MAY)


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def wait(minutes: int) -> None:
    set_for_tests(now() + timedelta(minutes=minutes))


def one_page(words: str = "signé") -> bytes:
    writer, made = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.add_metadata({"/Title": words})
    writer.write(made)
    return made.getvalue()


def hall(congress, **values):
    return make_open_sitting(day=MAY, congress=congress, place="Palais des congrès", **values)


def hold(congress):
    """An Assembly of six where a good deal happens: a proxy, a suspension, an annulled ballot, an adopted one, a consensus."""
    sitting = hall(congress, items=2)
    first, second, *others = seats_of(sitting)
    come_in(sitting, [first, *others])
    give_proxy(sitting, second, first)
    wait(5)
    annul_ballot(make_open_ballot(sitting), reason="Panne du micro", by=None)
    suspend_sitting(sitting, by=None)
    wait(10)
    resume_sitting(sitting, by=None)
    come_in(sitting, [first, *others])
    wait(1)
    ballot = make_open_ballot(sitting, counted_by=HandsCount.DISSENTERS)
    against = next(line for line in lines_of(ballot) if line.mandate_id == others[0].mandate.id)
    wait(2)
    publish_ballot(close_by_dissenters(ballot, against=[against], abstaining=(), by=None), by=None)
    wait(2)
    come_in(sitting, [others[1]], None)
    wait(2)
    text = {"fr": "Le prochain congrès se tient à Huế."}
    register_consensus(sitting, sitting.items[1], title="Lieu", text=text, form_key=new_public_id(), by=None)
    close_sitting(sitting, by=None)
    return sitting


def vote_on(item, hands):
    question = {"fr": "Approuvez-vous le procès-verbal ?"}
    given = {"kind": BallotKind.HANDS, "counted_by": HandsCount.TOTALS, "question": question, "by": None}
    publish_ballot(close_by_totals(open_ballot(draft_ballot(item, **given), by=None), hands, by=None), by=None)


def plain(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())


def read(pdf: bytes) -> str:
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def text_of_docx(made: bytes) -> str:
    document = Document(io.BytesIO(made))
    cells = [cell.text for table in document.tables for cell in table._cells]
    return plain(" ".join([*(each.text for each in document.paragraphs), *cells]))


def block(minutes, heading):
    return next(each for each in blocks_of(minutes) if each.fact.heading == heading)


def settled(sitting):
    return settle_minutes(begin_minutes(sitting, by=None), **SIGNERS, by=None)


def signed(sitting):
    return file_signed(settled(sitting), prepare_document(one_page(), "pv.pdf"), by=None)


# -- told from what happened -----------------------------------------------------------------------------------------------


def test_the_facts_tell_what_happened_with_hours_of_the_city(congress):
    told = plain(" ".join(f"{fact.heading} {fact.text}" for fact in facts_of(hold(congress))))
    for words in (
        "L’Assemblée générale ordinaire de l’Association internationale des maires francophones s’est réunie le mercredi 20 mai 2026 "
        "(Palais des congrès, et à distance).",
        "Les heures sont celles de Tunis. La séance, convoquée pour 9 h 30, est ouverte à 10 h.",
        "1. Rapport 1",
        "Le registre des convocations ne porte aucun envoi.",
        "La présidence annule ce scrutin à 10 h 05. Motif : Panne du micro",
        "La séance est suspendue à 10 h 05. Elle reprend à 10 h 15",
        "Scrutin Question mise aux voix : Approuvez-vous le rapport ?",
        "Voix inscrites : 6, dont 5 dans la salle, 0 à distance et 1 par un pouvoir.",
        "Clos à 10 h 18. Ont été recensées 5 voix pour, 1 voix contre et 0 abstention.",
        "Ont voté contre : Cité 002.",
        "soit 4 voix pour sur 6. La proposition est adoptée. Décision AG-2026-01.",
        "Par consensus, personne ne s’y opposant : AG-2026-02. Le prochain congrès se tient à Huế.",
        "La présidence lève la séance à 10 h 22.",
    ):
        assert words in told, (words, told)


def test_who_had_the_floor_and_when_the_item_was_examined_are_told(congress):
    sitting = hall(congress)
    first, second, *_others = seats_of(sitting)
    come_in(sitting, [first, second])
    open_item(sitting.items[0], by=None)
    given = {"carrier": Carrier.TITULAR, "state": SpeechState.DONE, "source": SpeechSource.DESK, "seconds": 180}
    given |= dict.fromkeys(("asked_at", "begun_at", "ended_at"), now())
    with transaction():
        for seat, kind in ((second, "speech"), (first, "speech"), (second, "speech"), (first, "point_of_order")):
            speech = Speech(item=sitting.items[0], mandate=seat.mandate, kind=SpeechKind(kind), **given)
            db.session.add(speech)
            db.session.flush()
    wait(10)
    close_sitting(sitting, by=None)
    told = plain(" ".join(fact.text for fact in facts_of(sitting)))
    assert "Point examiné de 10 h à 10 h 10." in told
    names = [f"{called(seat.holder.titular)} ({seat.member.name})" for seat in (second, first)]
    assert plain(f"Ont pris la parole : {names[0]} et {names[1]}. Motions d’ordre : {names[1]}.") in told


def test_the_tellers_of_a_secret_ballot_and_the_pair_that_attests_are_named(congress):
    people = [make_person(given_name="Ana", family_name=name, civility=None) for name in ("Abou", "Bou", "Cou")]
    tellers = [Teller(place=place, person=person) for place, person in enumerate(people)]
    said = [plain(line) for line in teller_lines(tellers, [UrnCount(first=2, totals={}, entered_at=now())])]
    assert said == ["Scrutateurs : Ana Abou, Ana Bou et Ana Cou.", "Dépouillement attesté par Ana Cou et Ana Abou."]
    assert teller_lines([], []) == []


def test_nothing_is_said_of_a_result_before_it_is_published(congress):
    sitting = hall(congress)
    come_in(sitting, seats_of(sitting))
    close_by_totals(make_open_ballot(sitting), Hands(1, 5, 0), by=None)
    told = plain(" ".join(fact.text for fact in facts_of(sitting)))
    assert "Le résultat de ce scrutin n’est pas publié." in told
    assert "voix contre" not in told


def test_a_sitting_with_more_items_and_ballots_costs_the_same_questions(congress):
    small, large = hall(congress, items=1), hall(congress, items=8)
    for sitting, count in ((small, 1), (large, 6)):
        come_in(sitting, seats_of(sitting))
        for _number in range(count):
            publish_ballot(close_by_totals(make_open_ballot(sitting), Hands(6, 0, 0), by=None), by=None)
    db.session.commit()
    costs = []
    for sitting in (small, large):
        db.session.expire_all()
        assert sitting.items[0].documents == []
        with statements_sent() as sent:
            facts_of(sitting)
        costs.append(len(sent))
    assert costs[0] + 7 >= costs[1], "the papers of an item alone, where the page did not read them with the agenda"


# -- written over ----------------------------------------------------------------------------------------------------------


def test_what_a_person_wrote_stays_when_the_facts_move_and_the_difference_is_shown(congress):
    sitting = hall(congress)
    come_in(sitting, seats_of(sitting))
    minutes = begin_minutes(sitting, by=None)
    assert begin_minutes(sitting, by=None).id == minutes.id
    item = block(minutes, "1. Rapport 1")
    write_block(minutes, item.fact.key, "Le rapport est présenté par Mme Diallo.", seen=item.seen, by=None)
    assert not block(minutes, "1. Rapport 1").differs
    with transaction():
        add_document(sitting.items[0], prepare_document(one_page(), "r.pdf"), name="Rapport moral", by=None)
    db.session.expire_all()
    moved = block(minutes, "1. Rapport 1")
    assert (moved.text, moved.differs) == ("Le rapport est présenté par Mme Diallo.", True)
    assert [what for what, _line in moved.difference] == ["new", "same"]
    close_sitting(sitting, by=None)
    with pytest.raises(FactsMoved):
        settle_minutes(minutes, **SIGNERS, by=None)
    write_block(minutes, item.fact.key, moved.text, seen=moved.seen, by=None)
    assert not block(minutes, "1. Rapport 1").differs, "the same words again: somebody has looked"
    write_block(minutes, item.fact.key, None, seen=block(minutes, "1. Rapport 1").seen, by=None)
    assert "Rapport moral" in block(minutes, "1. Rapport 1").text
    assert [text.text for text in texts_of(minutes)].count("Le rapport est présenté par Mme Diallo.") == 2


def test_two_who_write_in_one_block_do_not_cover_each_other(congress):
    sitting = hall(congress)
    minutes = begin_minutes(sitting, by=None)
    write_block(minutes, "closing", "Fin.", seen=0, by=None)
    with pytest.raises(ChangedMeanwhile):
        write_block(minutes, "closing", "Autre fin.", seen=0, by=None)
    assert block(minutes, "Levée de la séance").text == "Fin."


# -- settled, signed, approved ---------------------------------------------------------------------------------------------


def test_a_settled_text_no_longer_follows_and_its_hash_is_of_what_is_printed(congress):
    sitting = hold(congress)
    minutes = settled(sitting)
    assert minutes.sha256 == content_hash(minutes.content)
    said = read(minutes_pdf(minutes))
    assert minutes.sha256 in said.replace(" ", "")
    assert "Mme Ada Diallo" in said
    decision = db.session.query(RegisteredDecision).filter_by(number=1).one()
    with pytest.raises(WordsSettled):
        rewrite_decision(decision, title="Autre", text=decision.text, for_members=True, by=None)
    rewrite_decision(decision, title=decision.title, text=decision.text, for_members=False, by=None)
    with pytest.raises(MinutesMoved):
        write_block(minutes, "closing", "Fin.", seen=0, by=None)
    with pytest.raises(MinutesMoved):
        settle_minutes(minutes, **SIGNERS, by=None)
    reopen_minutes(minutes, by=None)
    rewrite_decision(decision, title="Autre", text=decision.text, for_members=True, by=None)
    verbs = [entry.verb for entry in history(minutes)]
    assert verbs == ["minutes_begun", "minutes_settled", "minutes_reopened"]


def test_it_is_not_settled_while_the_sitting_lasts_or_a_result_waits(congress):
    sitting = hall(congress)
    come_in(sitting, seats_of(sitting))
    minutes = begin_minutes(sitting, by=None)
    with pytest.raises(NotOver):
        settle_minutes(minutes, **SIGNERS, by=None)
    ballot = close_by_totals(make_open_ballot(sitting), Hands(6, 0, 0), by=None)
    close_sitting(sitting, by=None)
    with pytest.raises(NotOver):
        settle_minutes(minutes, **SIGNERS, by=None)
    publish_ballot(ballot, by=None)
    assert settle_minutes(minutes, **SIGNERS, by=None).state is MinutesState.SETTLED


def test_the_signed_copy_is_sealed_and_never_replaced(congress):
    minutes = signed(hold(congress))
    assert minutes.state is MinutesState.SIGNED
    assert scan_of(minutes) == one_page()
    assert one_page()[:40] not in (minutes.scan or b"")
    file_signed(minutes, prepare_document(one_page(), "pv.pdf"), by=None)
    with pytest.raises(MinutesMoved):
        file_signed(minutes, prepare_document(one_page("autre"), "pv.pdf"), by=None)
    with pytest.raises(MinutesMoved):
        reopen_minutes(minutes, by=None)
    with pytest.raises(ValueError, match="not sealed for"):
        crypto.decrypt(minutes.scan or b"", "minutes:other:scan")


@pytest.mark.parametrize("by_consensus", [True, False])
def test_the_next_sitting_of_the_body_approves_them(congress, by_consensus):
    minutes = signed(hold(congress))
    correct_minutes(minutes, "Page 2 : lire « Huế ».", seen=0, by=None)
    with pytest.raises(ChangedMeanwhile):
        correct_minutes(minutes, "Autre.", seen=0, by=None)
    with pytest.raises(OtherBody):
        put_to_approval(minutes, make_sitting(Body.BUREAU, day=date(2027, 5, 20)), by=None)
    with pytest.raises(OtherBody):
        put_to_approval(minutes, make_sitting(day=date(2026, 1, 5)), by=None)
    later = make_open_sitting(day=date(2027, 5, 20), congress=congress)
    item = put_to_approval(minutes, later, by=None)
    assert item.title.replace("\xa0", " ") == "Approbation : Procès-verbal de la séance du 20 mai 2026"
    with pytest.raises(MinutesMoved):
        put_to_approval(minutes, later, by=None)
    assert "Rectifications" in read(item.documents[0].content)
    come_in(later, seats_of(later))
    db.session.expire_all()
    if by_consensus:
        register_consensus(later, item, title="PV", text={"fr": "Oui."}, form_key=new_public_id(), by=None)
    else:
        vote_on(item, Hands(6, 0, 0))
        assert minutes.state is MinutesState.CORRECTED, "another question on the item approves nothing"
        [asking] = [each for each in ballots_of(later) if each.question["fr"].startswith("Approuvez-vous ce texte")]
        first = annul_ballot(open_ballot(asking, by=None), reason="une coupure", by=None)
        again = open_ballot(run_again(first, by=None), by=None)
        publish_ballot(close_by_totals(again, Hands(6, 0, 0), by=None), by=None)
    assert minutes.state is MinutesState.APPROVED
    assert "Signé, puis approuvé" in read(minutes_pdf(minutes))
    with pytest.raises(MinutesMoved):
        correct_minutes(minutes, "Trop tard.", seen=1, by=None)


# -- papers ----------------------------------------------------------------------------------------------------------------


def test_the_pdf_is_tagged_numbered_and_a_draft_says_so(congress):
    minutes = begin_minutes(hold(congress), by=None)
    made = minutes_pdf(minutes)
    reader = PdfReader(io.BytesIO(made))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert reader.metadata.title.startswith("Procès-verbal, Assemblée générale ordinaire")
    said = read(made)
    assert "Projet, sans valeur" in said
    assert f"page 1 / {len(reader.pages)}" in said
    for words in ("Annexe : feuille de présence", "pouvoir à Cité 000", "10 h 10 h 15 10 h 05"):
        assert words in said, words


def test_the_docx_holds_the_same_words_as_real_headings_and_a_table(congress):
    minutes = settled(hold(congress))
    made = minutes_docx(minutes)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            if name.endswith(".xml"):
                etree.fromstring(archive.read(name))
    document = Document(io.BytesIO(made))
    headings = [plain(each.text) for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert headings[:2] == ["Ouverture de la séance", "Convocation"]
    assert "1. Rapport 1" in headings
    said = text_of_docx(made)
    for block in minutes.content["blocks"]:
        assert plain(block["text"]) in said
    assert len(document.tables[-1].rows) == 7
    assert "Cité 005" in said


# -- pages -----------------------------------------------------------------------------------------------------------------


def test_from_the_closing_to_the_approval_on_screen(desk, congress, client):
    sitting = hold(congress)
    here = f"/tunis/assembly/sittings/{sitting.public_id}/minutes"
    assert "Le procès-verbal n’est pas commencé." in desk.get(here).text
    desk.get(here + ".pdf", 404)
    page = desk.post(here)
    assert "Le projet suit les faits de la séance." in page.text
    desk.get(here + "/blocks/nothing", 404)
    assert "La présidence lève la séance" in desk.get(here + "/blocks/closing").text
    desk.post(here + "/blocks/closing", {"text": "Fin à <b>dix heures</b>.", "seen": "odd"}, 422)
    page = desk.post(here + "/blocks/closing", {"text": "Fin à <b>dix heures</b>.", "seen": "0"})
    assert "Fin à <b>dix heures</b>." in page.text
    desk.post(here + "/blocks/closing", {"text": "Autre", "seen": "0"}, 409)
    seen = str(texts_of(db.session.scalars(select(Minutes)).one())[-1].id)
    page = desk.post(here + "/blocks/closing/facts", {"seen": seen})
    assert "La présidence lève la séance à 10 h 22." in page.text
    desk.post(here + "/settlement", {"chair": "", "secretary": ""}, 422)
    page = desk.post(here + "/settlement", SIGNERS)
    assert "Deux personnes signent la copie imprimée : Mme Ada Diallo et M. Luc Roux." in page.text
    desk.get(here + "/blocks/closing", 404)
    desk.post(here + "/signature", {"file": (io.BytesIO(b"not a pdf"), "pv.pdf")}, 422)
    page = desk.post(here + "/signature", {"file": (io.BytesIO(one_page()), "pv.pdf")})
    assert "Le procès-verbal est signé." in page.text
    assert "Préparez-la d’abord." in desk.get(here + "/approval").text
    later = make_sitting(day=date(2027, 5, 20), congress=congress)
    desk.post(here + "/approval", {"later": "other"}, 422)
    page = desk.post(here + "/approval", {"later": later.public_id})
    assert "La séance du jeudi 20 mai 2027 est appelée à l’approuver." in page.text
    page = desk.post(here + "/corrections", {"text": "Lire « dix ».", "seen": "0"})
    assert "Lire « dix »." in page.text
    assert "Son procès-verbal est signé." in desk.get(f"/tunis/assembly/sittings/{sitting.public_id}").text


def test_a_rehearsal_has_no_minutes_and_approves_none(congress, desk):
    minutes = signed(hold(congress))
    real = make_sitting(day=date(2027, 5, 20), congress=congress)
    rehearsal = open_sitting(plan_rehearsal(real, by=None), by=None)
    with pytest.raises(RehearsalCountsForNothing):
        begin_minutes(rehearsal, by=None)
    with pytest.raises(OtherBody):
        put_to_approval(minutes, rehearsal, by=None)
    desk.get(f"/tunis/assembly/sittings/{rehearsal.public_id}/minutes", 404)


def test_who_may_not(congress, browser_of):
    sitting = hold(congress)
    begin_minutes(sitting, by=None)
    door = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    for path in ("/minutes", "/minutes.pdf", "/minutes.docx", "/minutes/documents/scan"):
        door.get(f"/tunis/assembly/sittings/{sitting.public_id}{path}", 403)
    make_congress("hue", number=9)
    secretary = browser_of(make_staff(Role.SITTING_SECRETARY))
    secretary.get(f"/hue/assembly/sittings/{sitting.public_id}/minutes", 404)
    draft = make_sitting(day=date(2027, 5, 20), congress=congress)
    secretary.get(f"/tunis/assembly/sittings/{draft.public_id}/minutes", 404)
