"""The desk of the statutes: begun, written chapter by chapter, adopted, given up; and who may."""

from datetime import date

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.assembly.models import Body
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.statutes import begin_version, draft_of, versions_of, write_parameters
from aimf_events.congress.models import CongressRole
from tests.factories import make_congress, make_member, make_staff, make_statutes
from tests.statements import statements_sent

HOME = "/tunis/assembly"
ASSEMBLY = f"{HOME}/statutes/general_assembly"


@pytest.fixture
def desk(app: Flask, browser_of):
    make_congress("tunis")
    return browser_of(make_staff(Role.SITTING_SECRETARY))


def chapter(version, name: str) -> str:
    return f"{HOME}/versions/{version.public_id}/chapters/{name}"


def test_without_statutes_the_page_says_what_is_wanting_and_how_to_begin(desk):
    assert "Aucune version n’est en vigueur" in desk.get(HOME + "/").text
    page = desk.get(ASSEMBLY)
    assert "Commencer par les valeurs d’usage" in page.text
    desk.post(f"{ASSEMBLY}/draft", {})
    assert "Il manque" in desk.get(f"{HOME}/versions/{draft_of(Body.GENERAL_ASSEMBLY).public_id}").text


def test_a_chapter_is_written_with_its_articles(desk):
    version = begin_version(Body.GENERAL_ASSEMBLY, by=None)
    page = desk.get(chapter(version, "quorum"))
    assert (page.value("quorum_ordinary_numerator"), page.value("quorum_ordinary_denominator")) == ("1", "3")
    given = {
        "revision": "1",
        "quorum_ordinary_numerator": "2",
        "quorum_ordinary_denominator": "5",
        "quorum_ordinary_comparison": "more_than",
        "quorum_ordinary_article": "Statuts, article 9",
        "quorum_extraordinary_numerator": "1",
        "quorum_extraordinary_denominator": "4",
        "quorum_extraordinary_comparison": "at_least",
        "quorum_dissolution_numerator": "1",
        "quorum_dissolution_denominator": "2",
        "quorum_dissolution_comparison": "more_than",
        "quorum_counts": ["present", "represented"],
        "quorum_checked": "vote",
        "quorum_lost": "refused",
        "second_call_needs_quorum": "no",
    }
    said = desk.post(chapter(version, "quorum"), given, follow=True)
    assert "plus de 2/5" in said.text
    [kept] = [one for one in version.parameters if one.name == "quorum_ordinary"]
    assert kept.value == {"numerator": 2, "denominator": 5, "is_strict": True}
    again = desk.post(chapter(version, "quorum"), given, status=409)
    assert "pendant que vous l’écriviez" in again.text
    wrong = desk.post(
        chapter(version, "quorum"), {**given, "quorum_ordinary_numerator": "9", "quorum_counts": []}, status=422
    )
    assert "Cette part dépasse le tout" in wrong.text
    assert "Cochez au moins une réponse" in wrong.text
    assert wrong.value("quorum_ordinary_numerator") == "9"


@pytest.mark.parametrize("odd", ["-1", "1e3", "9" * 30, "٣٠", "", "30.5", "<b>"])
def test_odd_numbers_come_back_with_what_was_typed(desk, odd):
    version = begin_version(Body.GENERAL_ASSEMBLY, by=None)
    page = desk.post(
        chapter(version, "convocation"),
        {"revision": "1", "seat_zone": "Europe/Paris", "notice_days": odd, "documents_days": "15"},
        status=422,
    )
    assert page.status == 422
    assert draft_of(Body.GENERAL_ASSEMBLY).revision == 1


def test_a_version_comes_into_force_once_each_value_has_its_article(desk):
    make_statutes(in_force_on=date(2020, 6, 1))
    version = begin_version(Body.GENERAL_ASSEMBLY, by=None)
    write_parameters(version, {Parameter.PROXY_CAP: (3, "")}, by=None)
    address = f"{HOME}/versions/{version.public_id}"
    assert "Mettre en vigueur" not in desk.get(address).text
    form = {"in_force_on": "2026-01-01", "decision": "AG de Tunis, résolution 4", "revision": "2"}
    assert "de quel article" in desk.post(f"{address}/adoption", form, status=422).text
    write_parameters(version, {Parameter.PROXY_CAP: (3, "Statuts, article 11")}, by=None)
    assert "avant : 2 pouvoirs" in desk.get(address).text
    stale = desk.post(f"{address}/adoption", form, status=422)
    assert "pendant que vous l’écriviez" in stale.text
    early = desk.post(f"{address}/adoption", {**form, "revision": "3", "in_force_on": "2020-06-01"}, status=422)
    assert "choisissez un jour plus tardif" in early.text
    desk.post(f"{address}/adoption", {**form, "revision": "3"})
    page = desk.get(ASSEMBLY)
    assert "Version 2, en vigueur depuis le 1er janvier 2026 (AG de Tunis, résolution 4)." in page.text
    desk.get(chapter(version, "quorum"), 404)  # an adopted version has no page to write on


def test_a_draft_is_given_up_after_a_page_that_says_what_is_lost(desk):
    make_statutes()
    version = begin_version(Body.GENERAL_ASSEMBLY, by=None)
    write_parameters(version, {Parameter.PROXY_CAP: (3, "11")}, by=None)
    address = f"{HOME}/versions/{version.public_id}/removal"
    assert "Pouvoirs qu’un même membre peut détenir" in desk.get(address).text
    desk.post(address, {})
    assert [one.number for one in versions_of(Body.GENERAL_ASSEMBLY)] == [1]
    desk.post(address, {}, 404)  # a replayed form finds nothing


@pytest.mark.parametrize("path", ["/statutes/senate", "/versions/nothing", "/versions/nothing/chapters/quorum"])
def test_what_does_not_exist_is_a_404(desk, path):
    desk.get(HOME + path, 404)


def test_a_chapter_of_the_assembly_alone_is_none_of_the_bureau(desk):
    desk.get(chapter(begin_version(Body.BUREAU, by=None), "elections"))
    assert "Sièges élus" not in desk.page.text
    desk.get(chapter(draft_of(Body.BUREAU), "members"))
    desk.get(chapter(draft_of(Body.BUREAU), "finances"), 404)


@pytest.mark.parametrize("role", [Role.TREASURY, CongressRole.PROTOCOL, CongressRole.CHAIR, CongressRole.DOOR])
def test_other_desks_have_no_part_in_it(app, browser_of, role):
    congress = make_congress("tunis")
    someone = browser_of(make_staff(role, congress=congress))
    someone.get(ASSEMBLY, 403)
    someone.post(f"{ASSEMBLY}/draft", {}, 403)
    assert versions_of(Body.GENERAL_ASSEMBLY) == []


def test_an_auditor_reads_and_begins_nothing(app, browser_of):
    make_congress("tunis")
    make_statutes()
    auditor = browser_of(make_staff(Role.AUDITOR))
    assert "un tiers au moins" in auditor.get(ASSEMBLY).text
    auditor.post(f"{ASSEMBLY}/draft", {}, 403)


def test_the_page_of_a_body_takes_as_many_queries_with_five_versions_as_with_one(desk):
    def asked() -> int:
        with statements_sent() as sent:
            desk.get(ASSEMBLY)
        return len([text for text in sent if text.startswith("SELECT")])

    make_statutes()
    once = asked()
    for year in range(2016, 2020):
        make_statutes(in_force_on=date(year, 1, 1))
    assert asked() == once


def test_the_first_page_counts_the_voices_of_today(desk):
    assert "Aucun membre votant n’est connu." in desk.get(HOME + "/").text
    make_statutes()
    for number in range(4):
        make_member(f"Ville {number}")
    assert "4 membres votants sur 4 sont à jour. Une séance ordinaire demande 2 voix." in desk.get(HOME + "/").text
