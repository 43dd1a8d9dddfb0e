"""The voter's ballots: what is open for a sheet, a voice signed by its device, one said aloud, the result by name; nothing before the closing."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.assembly.ballot_counts import publish_ballot
from aimf_events.assembly.ballot_models import Ballot, BallotKind, BallotLine, BallotState, HandsCount, Vote
from aimf_events.assembly.ballot_rolls import lines_of
from aimf_events.assembly.ballots import suspend_ballot
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.voting_devices import Act
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from tests.factories import make_congress, make_staff, make_statutes
from tests.factories.assembly import come_in, make_ballot, make_cities, make_open_ballot, make_open_sitting
from tests.factories.voting import Phone, base64url, handed_code

MARCH = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
MAY = date(2026, 5, 20)


@pytest.fixture
def hall(app: Flask):
    """An open sitting of three cities that are all there."""
    set_for_tests(MARCH)
    congress = make_congress("tunis", starts_on=MAY)
    make_statutes()
    make_cities(3)
    sitting = make_open_sitting(day=MAY, congress=congress)
    come_in(sitting, seats_of(sitting))
    return sitting


@pytest.fixture
def desk(hall, browser_of):
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def bound(sitting, place: int = 0):
    """A device, and the sheet that it is bound to."""
    made, phone = handed_code(sitting, place), Phone()
    return phone, phone.bind(made.credential, made.code)


def line_of(ballot, sheet) -> BallotLine:
    return next(line for line in lines_of(ballot) if line.mandate_id == sheet.mandate_id)


def signed(phone, sheet, line, choice: str, signs: str | None = None) -> dict[str, str]:
    """What the voter's page sends."""
    subject = (line.ballot.public_id, line.mandate.public_id)
    proof = phone.sign(Act.VOTE, sheet.reference, subject, (signs or choice).encode())
    return {"choice": choice, "nonce": proof["nonce"], "signature": base64url(proof["signature"])}


def test_a_voter_signs_and_reads_the_result_by_name_once_it_is_published(hall, browse, desk):
    ballot, (phone, sheet) = make_open_ballot(hall, kind=BallotKind.OPEN), bound(hall)
    line, voter = line_of(ballot, sheet), browse
    mine = f"/voting/{sheet.reference}"
    assert "Voir les scrutins ouverts" in voter.get(mine).text
    page = voter.get(mine + "/ballots")
    assert "1 voix attend votre choix." in page.text
    here = f"{mine}/voices/{line.public_id}"
    assert "Votre vote est public et ne se change pas." in voter.get(here).text
    assert "Choisissez pour, contre ou abstention." in voter.post(here, {"nonce": "x"}, 422).text
    assert "n’est pas signé" in voter.post(here, signed(phone, sheet, line, "for", signs="against"), 403).text
    page = voter.post(here, signed(phone, sheet, line, "against"))
    assert "Voix enregistrée : Cité 000." in page.text
    assert "Cette voix est exprimée." in voter.get(here).text
    voter.post(here, signed(phone, sheet, line, "against"))
    assert "elle ne se change pas" in voter.post(here, signed(phone, sheet, line, "for"), 409).text
    result = f"{mine}/ballots/{ballot.public_id}"
    voter.get(result, 404)
    one = f"/tunis/assembly/sittings/{hall.public_id}/ballots/{ballot.public_id}"
    assert "1 s’est exprimée." in desk.get(one).text
    assert "Exprimées : 1 sur 3." in desk.get(one + "/closing").text
    desk.post(one + "/closing")
    voter.get(result, 404)
    desk.post(one + "/steps/publication")
    page = voter.get(result)
    assert (
        "La proposition n’est pas adoptée. 0 voix pour, 1 voix contre, 0 abstention et 2 voix non exprimées."
        in page.text
    )
    assert "contre" in desk.get(one + "/roll?q=000").text
    assert "n’est pas adoptée" in voter.get(mine + "/ballots").text


def test_no_page_tells_a_vote_for_from_a_vote_against_before_the_closing(hall, browse, desk):
    """Two ballots, one voice given in each, for and against: what everybody may read of them is word for word the same."""
    (phone, sheet), read = bound(hall), []
    for choice in ("for", "against"):
        ballot = make_open_ballot(hall, kind=BallotKind.OPEN)
        line, voter = line_of(ballot, sheet), browse
        voter.get(f"/voting/{sheet.reference}/voices/{line.public_id}")
        voter.post(f"/voting/{sheet.reference}/voices/{line.public_id}", signed(phone, sheet, line, choice))
        one = f"/tunis/assembly/sittings/{hall.public_id}/ballots"
        pages = [f"{one}/{ballot.public_id}", f"{one}/{ballot.public_id}/roll", one]
        live = desk.client.get(f"/live/sitting:{hall.public_id}").get_json()["events"][-1]
        read.append(
            [
                *(desk.get(each).text for each in pages),
                voter.get(f"/voting/{sheet.reference}/ballots").text,
                live["kind"],
                sorted(live["data"]),
            ]
        )
        with transaction():
            db.session.execute(db.delete(Ballot))  # with its roll and its votes: the second is read alone too
    assert read[0] == read[1]


def test_what_a_sheet_may_not_open(hall, browse):
    ballot, (phone, sheet) = make_open_ballot(hall, kind=BallotKind.OPEN), bound(hall)
    line, voter = line_of(ballot, sheet), browse
    others = next(each for each in lines_of(ballot) if each.mandate_id != sheet.mandate_id)
    voter.get(f"/voting/{sheet.reference}/voices/{others.public_id}", 404)
    voter.post(f"/voting/{sheet.reference}/voices/{others.public_id}", signed(phone, sheet, others, "for"), 404)
    voter.get("/voting/K7QF2M9XC/ballots", 404)
    unbound = handed_code(hall, 1).credential
    assert "Code de la feuille" in voter.get(f"/voting/{unbound.reference}/ballots").text
    voter.post(f"/voting/{unbound.reference}/voices/{others.public_id}", {"choice": "for"}, 404)
    suspend_ballot(ballot, by=None)
    here = f"/voting/{sheet.reference}/voices/{line.public_id}"
    assert "Le scrutin est suspendu" in voter.get(here).text
    assert "Rien n’a été enregistré." in voter.post(here, signed(phone, sheet, line, "for"), 409).text
    handed_code(hall, 0)
    assert "a été remplacée" in voter.get(here).text
    voter.post(here, signed(phone, sheet, line, "for"), 404)
    assert db.session.query(Vote).count() == 0


def test_a_ballot_by_hands_is_named_and_asks_nothing_and_an_objection_is_signed(hall, browse):
    (phone, sheet), voter = bound(hall), browse
    make_open_ballot(hall)
    page = voter.get(f"/voting/{sheet.reference}/ballots")
    assert "Rien n’est attendu de vous à l’écran" in page.text
    assert "à main levée, avec le compte des scrutateurs" in page.text
    ballot = make_open_ballot(hall, counted_by=HandsCount.UNANIMITY)
    line = line_of(ballot, sheet)
    here = f"/voting/{sheet.reference}/voices/{line.public_id}"
    assert "Je m’oppose" in voter.get(here).text
    page = voter.post(here, signed(phone, sheet, line, "objection"))
    assert "Objection notée : Cité 000." in page.text
    assert db.session.get(Ballot, ballot.id).state is BallotState.ANNULLED


def test_a_voice_said_aloud_is_written_by_the_secretary(hall, desk):
    ballot = make_open_ballot(hall, kind=BallotKind.OPEN)
    line, one = lines_of(ballot)[1], f"/tunis/assembly/sittings/{hall.public_id}/ballots/{ballot.public_id}"
    assert "Écrire le vote dit à voix haute" in desk.get(one + "/roll").text
    here = f"{one}/voices/{line.public_id}"
    desk.get(here)
    assert "Choisissez pour, contre ou abstention." in desk.post(here, status=422).text
    assert "Voix enregistrée : Cité 001." in desk.post(here, {"choice": "abstention"}).text
    assert "elle ne se change pas" in desk.post(here, {"choice": "for"}, 422).text
    other = make_ballot(hall)
    desk.get(f"/tunis/assembly/sittings/{hall.public_id}/ballots/{other.public_id}/voices/{line.public_id}", 404)
    desk.post(one + "/closing")
    publish_ballot(db.session.get(Ballot, ballot.id), by=None)
    assert "dit à voix haute" in desk.get(one + "/roll").text
