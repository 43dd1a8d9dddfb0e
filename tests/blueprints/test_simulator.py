"""The simulator's page: a question in the address, an answer in sentences with their articles; odd questions come back."""

from datetime import date

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.assembly.parameters import Parameter
from aimf_events.clock import now
from aimf_events.members.dues import call_dues
from aimf_events.members.models import MemberCategory
from aimf_events.registration.models import Capacity
from tests.factories import make_congress, make_delegation, make_member, make_registration, make_staff, make_statutes

PAGE = "/tunis/assembly/simulator"
WHOLE = "kind=ordinary&call=first&majority=majority_ordinary"


@pytest.fixture
def desk(app: Flask, browser_of):
    congress = make_congress("tunis")
    make_member("Zinder", "NE")
    call_dues(now().year - 1, {MemberCategory.MEMBER_CITY: 900}, decision="AG", by=None)
    rabat = make_member("Rabat", "MA")
    for number in range(5):
        make_member(f"Ville {number}")
    make_registration(make_delegation(congress, member=rabat), capacity=Capacity.TITULAR)
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def test_without_statutes_or_members_the_page_says_what_comes_first(app, browser_of):
    make_congress("tunis")
    someone = browser_of(make_staff(Role.SECRETARIAT))
    assert "Aucune version des statuts n’est en vigueur" in someone.get(PAGE).text
    make_statutes()
    assert "Aucun membre votant" in someone.get(PAGE).text


def test_the_page_begins_with_those_announced(desk):
    make_statutes()
    page = desk.get(PAGE)
    assert (page.value("present"), page.value("remote")) == ("1", "0")
    assert "Le quorum manque : 1 voix, il en faut 2. Aucun vote ne s’ouvre." in page.text
    assert "6 membres votants sur 7 sont à jour" in page.text


def test_the_dues_of_rabat_are_late(desk):
    make_statutes(article="Statuts, article 9")
    page = desk.get(f"{PAGE}?{WHOLE}&present=3&late=rabat")
    assert (
        "Sans droit de vote, hors de la base : Rabat. 1 voix annoncée au congrès sort aussi de la salle." in page.text
    )
    assert "La base est de 5 voix. Il en faut 2 : un tiers au moins." in page.text
    assert "Statuts, article 9" in page.text
    assert "Le quorum est atteint exactement" in page.text


def test_some_leave_and_a_vote_is_a_tie(desk):
    make_statutes()
    page = desk.get(f"{PAGE}?{WHOLE}&present=5&represented=1&leaving=1&leaving_proxies=1&in_favour=2&against=2")
    assert "1 membre part. 1 pouvoir part avec eux. Il reste 4 voix." in page.text
    assert "partage des voix" in page.text
    assert "La présidence n’a pas de voix prépondérante" in page.text
    make_statutes(values={Parameter.CASTING_VOTE: True}, in_force_on=date(2016, 1, 1))
    assert "La présidence départage" in desk.get(f"{PAGE}?{WHOLE}&present=4&in_favour=2&against=2").text


@pytest.mark.parametrize(
    "query, said",
    [
        ("present=2&leaving=3", "Il ne peut pas partir plus de membres"),
        ("present=2&leaving_proxies=1", "pas autant de voix représentées"),
        ("present=2&in_favour=3", "3 votes pour 2 voix"),
        ("present=2&late=Atlantis, Rabat", "ne porte exactement ce nom : Atlantis"),
        ("present=-1", "Écrivez un nombre de 0 à 5000"),
        ("present=99999999999999999999", "Écrivez un nombre de 0 à 5000"),
        ("present=deux", "nombre entier"),
        ("present=2&late=" + "x" * 600, "500 caractères au plus"),
    ],
)
def test_odd_questions_come_back_with_what_was_typed(desk, query, said):
    make_statutes()
    page = desk.get(f"{PAGE}?{WHOLE}&{query}", 422)
    assert said in page.text
    assert "Pourquoi" not in page.text


@pytest.mark.parametrize("query", ["kind=secret", "call=third", "majority=proxy_cap", "present=1"])
def test_a_word_that_is_no_answer_is_refused(desk, query):
    make_statutes()
    desk.get(f"{PAGE}?{query}", 422)


def test_it_changes_nothing_and_an_auditor_may_ask(app, desk, browser_of):
    make_statutes()
    assert "Le quorum tient" in browser_of(make_staff(Role.AUDITOR)).get(f"{PAGE}?{WHOLE}&present=3").text
    browser_of(make_staff(Role.TREASURY)).get(PAGE, 403)
