"""The five-year programme: read from its text, adopted by an Assembly, followed year by year, supported by grants."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from aimf_events.assembly.models import Body
from aimf_events.assembly.rehearsal_limits import RehearsalCountsForNothing
from aimf_events.assembly.sitting_models import Sitting
from aimf_events.clock import set_for_tests
from aimf_events.database import db, transaction
from aimf_events.errors import NotFound
from aimf_events.membership.grants import ask_grant, award_grant
from aimf_events.membership.strategy import (
    ProgrammeMoved,
    Written,
    YearOutside,
    adopt_programme,
    awarded_by_axis,
    begin_programme,
    discard_programme,
    draft_programme,
    programme_in_force,
    record_progress,
    write_programme,
)
from aimf_events.membership.strategy_models import StrategicProgramme
from aimf_events.membership.strategy_text import TextUnread, read_text, same_shape, written
from aimf_events.people.models import Person
from tests.factories import make_member, make_person, make_statutes
from tests.factories.assembly import make_cities, make_open_sitting, make_sitting
from tests.membership.test_grants import project

FRENCH = "# Des villes qui durent\nL’eau et le climat.\n- Un plan climat par ville\n- L’eau pour tous\n# Des villes ouvertes\n- État civil"
ENGLISH = "# Lasting cities\nWater and climate.\n- A climate plan\n- Water for all\n# Open cities\n- Civil status"


@pytest.fixture(autouse=True)
def statutes(app: Flask) -> None:
    set_for_tests(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    make_statutes()
    make_statutes(Body.BUREAU)


@pytest.fixture
def desk(app: Flask) -> Person:
    return make_person("Camille", "Roux")


def text(title: str = "Programme", english: str | None = ENGLISH) -> Written:
    return Written({"fr": title}, 2026, 2030, read_text(FRENCH), read_text(english) if english else None)


def held(**values: Any) -> Sitting:
    if not db.session.scalars(db.select(Sitting)).first():
        make_cities(1)
    return make_open_sitting(day=date(2026, 3, 1), **values)


def adopted(desk: Person) -> StrategicProgramme:
    draft = begin_programme(text(), by=desk)
    return adopt_programme(draft, at=held(), decision="résolution 4", revision=1, by=desk)


def test_lines_become_axes_objectives_and_what_they_mean(desk: Person) -> None:
    draft = begin_programme(text(), by=desk)
    assert [axis.title for axis in draft.axes] == [
        {"fr": "Des villes qui durent", "en": "Lasting cities"},
        {"fr": "Des villes ouvertes", "en": "Open cities"},
    ]
    assert [each.title["en"] for each in draft.axes[0].objectives] == ["A climate plan", "Water for all"]
    assert read_text(written(draft, "fr")) == read_text(FRENCH)
    assert read_text(written(draft, "en")) == read_text(ENGLISH)


@pytest.mark.parametrize(
    "wrong", ["", "- sans axe", "texte", "#", "# a\n" * 13, "# a\n" + "- b\n" * 21, "# " + "a" * 400]
)
def test_what_is_no_programme_is_refused(app: Flask, wrong: str) -> None:
    with pytest.raises(TextUnread):
        read_text(wrong)


def test_a_translation_has_the_same_shape(app: Flask) -> None:
    with pytest.raises(TextUnread):
        same_shape(read_text(FRENCH), read_text("# One\n- a"))


def test_one_draft_at_a_time_and_nobody_writes_over_another(desk: Person) -> None:
    draft = begin_programme(text(), by=desk)
    with pytest.raises(ProgrammeMoved):
        begin_programme(text(), by=desk)
    write_programme(draft, text("Autre", None), revision=1, by=desk)
    with pytest.raises(ProgrammeMoved):
        write_programme(draft, text(), revision=1, by=desk)
    assert (draft.title, written(draft, "en"), len(draft.axes)) == ({"fr": "Autre"}, "", 2)
    discard_programme(draft, by=desk)
    assert draft_programme() is None


def test_an_assembly_adopts_and_the_text_is_never_changed_again(desk: Person) -> None:
    draft, at = begin_programme(text(), by=desk), held()
    assert programme_in_force() is None
    for wrong in (make_sitting(), make_sitting(Body.BUREAU)):
        with pytest.raises(NotFound):
            adopt_programme(draft, at=wrong, decision="x", revision=1, by=desk)
    rehearsal = make_sitting()
    with transaction():
        rehearsal.rehearsed = at
    with pytest.raises(RehearsalCountsForNothing):
        adopt_programme(draft, at=rehearsal, decision="x", revision=1, by=desk)
    adopt_programme(draft, at=at, decision="résolution 4", revision=1, by=desk)
    assert programme_in_force() == draft
    with pytest.raises(ProgrammeMoved):
        write_programme(draft, text(), revision=1, by=desk)
    second = begin_programme(text("Suivant"), by=desk)
    assert (second.number, programme_in_force()) == (2, draft)


def test_one_adopted_before_the_platform_says_its_day(desk: Person) -> None:
    draft = begin_programme(text(), by=desk)
    adopt_programme(draft, at=None, on=date(2025, 6, 24), decision="Abidjan", revision=1, by=desk)
    assert (draft.adopted_on, programme_in_force()) == (date(2025, 6, 24), draft)


def test_progress_is_of_a_year_that_has_come_and_the_same_year_is_corrected(desk: Person) -> None:
    objective = adopted(desk).axes[0].objectives[0]
    for year in (2025, 2027):
        with pytest.raises(YearOutside):
            record_progress(objective, year=year, percent=10, note={}, by=desk)
    record_progress(objective, year=2026, percent=10, note={"fr": "onze villes"}, by=desk)
    record_progress(objective, year=2026, percent=12, note={"fr": "douze villes"}, by=desk)
    assert objective.latest is not None
    assert [(each.year, each.percent) for each in objective.progress] == [(2026, 12)]


def test_grants_that_were_awarded_support_their_axis(desk: Person) -> None:
    programme = adopted(desk)
    water, open_cities = programme.axes
    from dataclasses import replace

    for axis, amount in ((water, 60_000), (water, 40_000), (open_cities, 10_000)):
        grant = ask_grant(make_member(), replace(project(asked=amount), axis_id=axis.id), by=desk)
        if axis is water:
            award_grant(
                grant,
                [(amount, date(2026, 9, 1))],
                awarded=amount,
                report_due_on=date(2027, 1, 1),
                decision="x",
                by=desk,
            )
    assert awarded_by_axis(programme) == {water.id: [("EUR", 2, 100_000)]}
