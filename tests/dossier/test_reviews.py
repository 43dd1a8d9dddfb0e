"""Whoever erases their own data leaves notes behind that say their family name: the secretariat reads them over, once."""

from datetime import timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db
from aimf_events.dossier.erasure import erase_person
from aimf_events.dossier.reviews import KEPT, forget_reviews, reviews_waiting
from aimf_events.journal import JournalEntry
from aimf_events.people.models import MentionReview
from tests.dossier.test_mentions import note, said
from tests.factories import make_congress, make_delegation, make_person, make_staff


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress("tunis"), "Hô Chi Minh-Ville")


@pytest.fixture
def desk(app, browser_of):
    return browser_of(make_staff(Role.SECRETARIAT))


def erase_oneself(person):
    erase_person(person, by=person, reason="own")


def test_secretariat_blanks_the_name_where_it_is_theirs_and_the_name_is_forgotten(delegation, desk):
    person = make_person("Thị Thuỳ Dương", "Phạm Nguyễn")
    theirs, another = note(delegation, "Mme Phạm Nguyễn l’a demandé"), note(delegation, "M. Phạm Nguyễn, du protocole")
    erase_oneself(person)
    assert "Phạm" not in str(db.session.scalars(db.select(MentionReview.name)).one())
    page = desk.get(desk.get("/persons/").link("Un nom à relire"))
    page = desk.get(page.link("Phạm Nguyễn"))
    assert "se lit dans 2 notes" in page.text
    answer = desk.post(page.path, {"mentions": f"decision.reason.{theirs.id}.0"}, follow=True)
    assert "Le nom est effacé dans une note." in answer.text
    assert (said(theirs), said(another)) == ("Mme (effacé) l’a demandé", "M. Phạm Nguyễn, du protocole")
    assert reviews_waiting() == []
    entry = db.session.scalars(db.select(JournalEntry).filter_by(verb="mentions_reviewed")).one()
    assert entry.details == {"mentions": 2, "blanked": 1}
    desk.get(page.path, status=404)


def test_full_name_is_blanked_at_once_and_leaves_nothing_to_read_over(delegation):
    person = make_person("Salif", "Traoré")
    written = note(delegation, "À la demande de Salif Traoré")
    erase_oneself(person)
    assert said(written) == "À la demande de (effacé)"
    assert reviews_waiting() == []


def test_secretariat_that_erases_has_looked_already(delegation):
    note(delegation, "Mme Traoré, de Sikasso")
    erase_person(make_person("Salif", "Traoré"), by=None, reason="demande écrite", mentions=[])
    assert reviews_waiting() == []


def test_name_that_nobody_looks_for_is_forgotten_after_its_days(delegation):
    note(delegation, "Mme Traoré, de Sikasso")
    erase_oneself(make_person("Salif", "Traoré"))
    begun = now()
    set_for_tests(begun + KEPT - timedelta(minutes=1))
    forget_reviews()
    assert len(reviews_waiting()) == 1
    set_for_tests(begun + KEPT + timedelta(minutes=1))
    forget_reviews()
    assert reviews_waiting() == []
    assert db.session.scalars(db.select(JournalEntry).filter_by(verb="mention_review_lapsed")).one().payload


def test_nobody_but_the_secretariat_reads_the_names(delegation, browser_of):
    note(delegation, "Mme Traoré, de Sikasso")
    erase_oneself(make_person("Salif", "Traoré"))
    [review] = reviews_waiting()
    stranger = browser_of(make_person("Awa", "Koné"))
    stranger.get("/persons/reviews", status=403)
    stranger.get(f"/persons/reviews/{review.public_id}", status=403)
