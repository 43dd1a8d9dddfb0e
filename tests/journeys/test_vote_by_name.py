"""A mayor's telephone signs a vote by name and reads the result; another telephone cannot."""

import pytest

from aimf_events.assembly.ballot_counts import close_open, publish_ballot
from aimf_events.assembly.ballot_models import Ballot, BallotKind
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.sitting_models import Sitting
from aimf_events.checkin.short_code import format_short_code
from aimf_events.database import db
from tests.factories import make_statutes
from tests.factories.assembly import come_in, make_cities, make_open_ballot, make_open_sitting
from tests.factories.voting import handed_code
from tests.journeys.reader import PHONE

pytestmark = pytest.mark.browser


def test_a_telephone_signs_a_vote_and_another_one_cannot(site, reader):
    with site.within():
        make_statutes()
        make_cities(3)
        sitting = make_open_sitting()
        come_in(sitting, seats_of(sitting))
        made = handed_code(sitting)
        reference, code, ident = made.credential.reference, made.code, sitting.id
    phone = reader("fr", size=PHONE).open(f"/voting/{reference}")
    phone.fill(code=format_short_code(code)).send()
    phone.follow("/ballots")
    assert "Aucun scrutin n’est ouvert." in phone.text()
    with site.within():
        ballot = make_open_ballot(db.session.get_one(Sitting, ident), kind=BallotKind.OPEN).id
    phone.open(f"/voting/{reference}/ballots").examine()
    assert "1 voix attend votre choix." in phone.text()
    phone.follow("/voices/")
    phone.page.locator("[data-voice] form").wait_for()
    phone.examine()
    here = phone.page.url
    other = reader("en", size=PHONE).open(here)
    other.page.get_by_text("Only the registered device votes").wait_for()
    other.examine()
    phone.page.get_by_label("abstention").check()
    phone.send()
    assert "Voix enregistrée" in phone.text()
    phone.examine()
    with site.within():
        closed = close_open(db.session.get_one(Ballot, ballot), by=None)
        assert (closed.abstentions, closed.not_voted) == (1, 2)
        publish_ballot(closed, by=None)
    phone.open(f"/voting/{reference}/ballots").follow("/ballots/")
    assert "1 abstention" in phone.text()
    phone.examine()
