"""Versions of the statutes: begun from usual values, written with their articles, in force on a date, never rewritten."""

import threading
from datetime import date
from typing import Any

import pytest
from flask import Flask

from aimf_events.assembly import statutes
from aimf_events.assembly.models import Body, ProfileState, StatutoryProfile
from aimf_events.assembly.parameters import MEANINGS, Parameter, is_valid, parameters_of
from aimf_events.assembly.profiles import StatutesSilent, read_profile, version_in_force
from aimf_events.assembly.rules.standing import DuesRule
from aimf_events.assembly.rules.threshold import Threshold
from aimf_events.assembly.statutes import (
    ArticlesMissing,
    DateNotLater,
    DraftWaiting,
    VersionClosed,
    WrittenMeanwhile,
    adopt_version,
    begin_version,
    changed_from,
    discard_draft,
    incomplete,
    usual_values,
    versions_of,
    write_parameters,
)
from aimf_events.database import db
from aimf_events.errors import NotFound
from aimf_events.journal import history
from tests.factories import make_statutes

ASSEMBLY = Body.GENERAL_ASSEMBLY
JUNE = date(2020, 6, 1)


@pytest.mark.parametrize("body", list(Body))
def test_the_usual_values_answer_everything_that_the_statutes_are_asked(body: Body) -> None:
    usual = usual_values()[body]
    assert set(usual) == {each.value for each in parameters_of(body)}
    assert [name for name, value in usual.items() if not is_valid(Parameter(name), value)] == []
    assert set(MEANINGS) == set(Parameter)


@pytest.mark.parametrize(
    "parameter, value",
    [
        (Parameter.NOTICE_DAYS, -1),
        (Parameter.NOTICE_DAYS, 366),
        (Parameter.NOTICE_DAYS, True),
        (Parameter.NOTICE_DAYS, 30.0),
        (Parameter.NOTICE_DAYS, "30"),
        (Parameter.CASTING_VOTE, 1),
        (Parameter.QUORUM_LOST, "ignored"),
        (Parameter.QUORUM_COUNTS, []),
        (Parameter.QUORUM_COUNTS, ["present", "dreamt"]),
        (Parameter.SEAT_ZONE, "Europe/Atlantis"),
        (Parameter.QUORUM_ORDINARY, {"numerator": 2, "denominator": 1, "is_strict": False}),
        (Parameter.QUORUM_ORDINARY, {"numerator": 1, "denominator": 0, "is_strict": False}),
        (Parameter.QUORUM_ORDINARY, {"numerator": 0, "denominator": 3, "is_strict": False}),
        (Parameter.QUORUM_ORDINARY, {"numerator": 1, "denominator": 1, "is_strict": True}),
        (Parameter.QUORUM_ORDINARY, {"numerator": 1.0, "denominator": 3, "is_strict": False}),
        (Parameter.QUORUM_ORDINARY, {"numerator": 1, "denominator": 3}),
        (Parameter.MAJORITY_ORDINARY, {"numerator": 1, "denominator": 2, "is_strict": True, "base": "applause"}),
        (Parameter.MAJORITY_ORDINARY, None),
    ],
)
def test_a_value_that_means_nothing_is_not_written(app: Flask, parameter: Parameter, value: Any) -> None:
    assert not is_valid(parameter, value)
    version = begin_version(ASSEMBLY, by=None)
    with pytest.raises(ValueError, match=parameter):
        write_parameters(version, {parameter: (value, "article 1")}, by=None)


def test_a_parameter_of_another_body_is_not_written(app: Flask) -> None:
    with pytest.raises(ValueError, match="bureau"):
        write_parameters(begin_version(Body.BUREAU, by=None), {Parameter.BUREAU_SEATS: (30, "12")}, by=None)


def test_a_first_version_begins_without_articles_and_is_refused_until_each_is_named(app: Flask) -> None:
    version = begin_version(ASSEMBLY, by=None)
    assert incomplete(version) == parameters_of(ASSEMBLY)
    with pytest.raises(ArticlesMissing) as refusal:
        adopt_version(version, in_force_on=JUNE, decision="AG", by=None)
    assert refusal.value.missing == parameters_of(ASSEMBLY)
    assert version_in_force(ASSEMBLY, date(2030, 1, 1)) is None


def test_the_version_in_force_is_that_of_the_day(app: Flask) -> None:
    first = make_statutes(in_force_on=JUNE)
    second = make_statutes(in_force_on=date(2022, 6, 24), values={Parameter.PROXY_CAP: 3})
    assert [second.number, second.state] == [2, ProfileState.ADOPTED]
    days = [date(2020, 5, 31), JUNE, date(2022, 6, 23), date(2022, 6, 24)]
    assert [version_in_force(ASSEMBLY, day) for day in days] == [None, first, first, second]
    assert version_in_force(Body.BUREAU, JUNE) is None
    assert changed_from(second, first) == [Parameter.PROXY_CAP]


def test_its_values_are_read_by_their_type(app: Flask) -> None:
    profile = read_profile(make_statutes())
    assert profile.share(Parameter.QUORUM_ORDINARY) == Threshold(1, 3)
    assert profile.number(Parameter.NOTICE_DAYS) == 30
    assert profile.dues_rule() == DuesRule(1, True)
    assert profile.article(Parameter.PROXY_CAP) == "article 1"
    with pytest.raises(StatutesSilent):
        profile.flag(Parameter.CONFLICT_WITHDRAWS)


def test_versions_follow_each_other_in_time(app: Flask) -> None:
    make_statutes(in_force_on=JUNE)
    draft = begin_version(ASSEMBLY, by=None)
    for day in (date(2020, 5, 1), JUNE):
        with pytest.raises(DateNotLater):
            adopt_version(draft, in_force_on=day, decision="AG", by=None)
    assert adopt_version(draft, in_force_on=date(2020, 6, 2), decision="AG", by=None).number == 2


def test_what_is_written_is_in_the_journal_with_what_it_was_and_the_same_again_writes_nothing(app: Flask) -> None:
    version = begin_version(ASSEMBLY, by=None)
    for _again in range(2):
        write_parameters(version, {Parameter.NOTICE_DAYS: (45, "article 8")}, by=None)
    [written] = [entry for entry in history(version) if entry.verb == "statutes_written"]
    assert written.details == {"changes": {"notice_days": [[30, ""], [45, "article 8"]]}}
    assert version.revision == 2


def test_an_adopted_version_is_never_written_nor_adopted_nor_given_up_again(app: Flask) -> None:
    version = make_statutes()
    with pytest.raises(VersionClosed):
        write_parameters(version, {Parameter.NOTICE_DAYS: (1, "x")}, by=None)
    with pytest.raises(VersionClosed):
        adopt_version(version, in_force_on=date(2031, 1, 1), decision="AG", by=None)
    with pytest.raises(VersionClosed):
        discard_draft(version, by=None)


def test_a_draft_that_was_given_up_leaves_its_words_in_the_journal_and_nothing_else(app: Flask) -> None:
    version = begin_version(ASSEMBLY, by=None)
    ident = version.id
    discard_draft(version, by=None)
    assert versions_of(ASSEMBLY) == []
    gone = StatutoryProfile(id=ident)
    assert [entry.verb for entry in history(gone)] == ["statutes_begun", "statutes_discarded"]
    assert history(gone)[-1].details["said"]["proxy_cap"] == [2, ""]


def test_one_draft_at_a_time_for_each_body(app: Flask) -> None:
    begin_version(ASSEMBLY, by=None)
    with pytest.raises(DraftWaiting):
        begin_version(ASSEMBLY, by=None)
    assert begin_version(Body.BUREAU, by=None).number == 1


def _again(ident: int) -> StatutoryProfile:
    return db.session.get_one(StatutoryProfile, ident)


def test_a_draft_written_by_two_at_once_keeps_one_writing(app: Flask, at_once: Any) -> None:
    ident = begin_version(ASSEMBLY, by=None).id

    def write(days: int) -> None:
        write_parameters(_again(ident), {Parameter.NOTICE_DAYS: (days, "8")}, revision=1, by=None)

    said = at_once(lambda: write(20), lambda: write(40))
    assert sorted(type(each) for each in said if each is not None) == [WrittenMeanwhile]
    assert said.count(None) == 1
    assert _again(ident).revision == 2


def test_control_without_the_lock_the_second_writing_covers_the_first(
    app: Flask, at_once: Any, monkeypatch: Any
) -> None:
    """The race is real: where the version is not locked, both read the same revision and both write."""
    ident = begin_version(ASSEMBLY, by=None).id
    both_have_read = threading.Barrier(2)
    monkeypatch.setattr(statutes, "_lock_draft", lambda version: len(version.parameters) and both_have_read.wait(10))

    def write(parameter: Parameter) -> None:
        write_parameters(_again(ident), {parameter: (20, "8")}, revision=1, by=None)

    assert at_once(lambda: write(Parameter.NOTICE_DAYS), lambda: write(Parameter.DOCUMENTS_DAYS)) == [None, None]


def test_a_draft_adopted_and_given_up_at_once_ends_in_one_way(app: Flask, at_once: Any) -> None:
    make_statutes(in_force_on=JUNE)
    ident = begin_version(ASSEMBLY, by=None).id

    def adopt() -> None:
        adopt_version(_again(ident), in_force_on=date(2021, 1, 1), decision="AG", by=None)

    said = at_once(adopt, lambda: discard_draft(_again(ident), by=None))
    assert said.count(None) == 1
    assert isinstance(next(each for each in said if each is not None), VersionClosed | NotFound)
    assert len(versions_of(ASSEMBLY)) == (2 if said[0] is None else 1)


def test_two_drafts_begun_at_once_are_one(app: Flask, at_once: Any) -> None:
    said = at_once(*[lambda: begin_version(ASSEMBLY, by=None).number] * 2)
    assert sorted(str(type(each).__name__) for each in said) == ["DraftWaiting", "int"]
