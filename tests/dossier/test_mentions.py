"""A family name alone in a note is shown before an erasure, and blanked only where somebody said whom it names."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.database import db, transaction
from aimf_events.dossier.erasure import erase_person
from aimf_events.dossier.mentions import mentions_of
from aimf_events.journal import JournalEntry
from aimf_events.registration.models import Decision, RegistrationState, SpreadsheetImport
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress("tunis"), "Hô Chi Minh-Ville")


def note(delegation, reason):
    about = make_registration(delegation)
    with transaction():
        decision = Decision(
            registration_id=about.id,
            from_state=RegistrationState.DRAFT,
            to_state=RegistrationState.DRAFT,
            reason=reason,
            decided_at=about.created_at,
        )
        db.session.add(decision)
    return decision


def said(decision):
    return db.session.get_one(Decision, decision.id, populate_existing=True).reason


def test_name_is_found_as_a_whole_word_in_any_case_and_with_what_stands_around(delegation):
    person = make_person("Thị Thuỳ Dương", "Phạm Nguyễn")
    note(delegation, "À la demande de Mme PHẠM  NGUYỄN, au téléphone")
    note(delegation, "Phạm Nguyễnova demande autre chose")
    note(delegation, "Sans rapport")
    [mention] = mentions_of(person.family_name)
    assert (mention.table, mention.said) == ("decision", "À la demande de Mme PHẠM  NGUYỄN, au téléphone")


def test_marks_of_a_pattern_in_a_name_find_themselves_only(delegation):
    note(delegation, "Selon N'Diaye (père)")
    note(delegation, "Selon NDiaye")
    assert len(mentions_of(make_person("Awa", "N'Diaye").family_name)) == 1
    assert mentions_of(make_person("Awa", ".*").family_name) == []


def test_words_shown_are_those_around_the_name_and_not_around_another_that_contains_it(delegation):
    note(
        delegation,
        "Le maire de Lyon, qui reçoit à cette occasion les délégations de trois pays, attend la réponse de Mme Ly",
    )
    [mention] = mentions_of(make_person("Awa", "Ly").family_name)
    assert mention.said.endswith("attend la réponse de Mme Ly")
    assert "Lyon" not in mention.said


def test_only_the_chosen_note_is_blanked_and_the_journal_counts(delegation, browser_of):
    person, desk = make_person("Salif", "Traoré"), make_staff(Role.SECRETARIAT)
    mine, others = note(delegation, "M. Traoré l’a demandé"), note(delegation, "Mme Traoré, de Sikasso")
    browser, path = browser_of(desk), f"/persons/{person.public_id}/erasure"
    page = browser.get(path)
    assert "se lit dans 2 notes" in page.text
    browser.post(path, {"reason": "demande écrite", "sure": "y", "mentions": f"decision.reason.{mine.id}.0"})
    assert (said(mine), said(others)) == ("M. (effacé) l’a demandé", "Mme Traoré, de Sikasso")
    entry = db.session.scalars(db.select(JournalEntry).filter_by(verb="person_erased")).one()
    assert '"mentions": 2' in entry.payload
    assert '"blanked": 1' in entry.payload


def test_one_cell_of_an_imported_table_is_blanked_and_never_the_name_of_a_field(delegation):
    person = make_person("Salif", "Traoré")
    with transaction():
        table = SpreadsheetImport(
            congress_id=delegation.congress_id,
            file_name="a.csv",
            rows={"said": [["Sikasso", "Salif", "Traoré", "Maire"], ["Ségou", "Awa", "Traoré", "Maire"]]},
            total=1,
            uploaded_at=delegation.created_at,
        )
        db.session.add(table)
    assert mentions_of(make_person("Omar", "Said").family_name) == []
    mine, _another = mentions_of(person.family_name)
    erase_person(person, by=None, reason="demande écrite", mentions=[mine.ident])
    db.session.refresh(table)
    assert table.rows == {"said": [["Sikasso", "Salif", "(effacé)", "Maire"], ["Ségou", "Awa", "Traoré", "Maire"]]}


def test_mention_that_is_not_of_this_person_is_passed_over(delegation):
    person, other = make_person("Salif", "Traoré"), note(delegation, "Mme Hounkpè")
    erase_person(
        person, by=None, reason="demande écrite", mentions=[f"decision.reason.{other.id}.0", "person.family_name.1.0"]
    )
    assert said(other) == "Mme Hounkpè"
