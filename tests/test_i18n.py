"""How names, hours and days are written, sorted and found."""

from datetime import UTC, date, datetime

import pytest
from flask_babel import force_locale

from aimf_events.i18n import (
    clean_text,
    clock_hour,
    format_day,
    format_hour,
    list_words,
    local_to_utc,
    pick,
    search_key,
    wall_hour,
    zone_city,
)


@pytest.mark.parametrize(
    "text, key",
    [
        ("N'Djaména", "ndjamena"),
        ("N’Djaména", "ndjamena"),
        ("Đà Nẵng", "da nang"),
        ("Hô Chi Minh-Ville", "ho chi minh ville"),
        ("Iași", "iasi"),
        ("Phạm Nguyễn Thị Thuỳ Dương", "pham nguyen thi thuy duong"),
        ("Fédération (nationale)", "federation nationale"),
        ("أحمد", "احمد"),
    ],
)
def test_search_key_forgives_accents_and_apostrophes(text, key):
    assert search_key(text) == key


@pytest.mark.parametrize(
    "text, cleaned",
    [
        ("  Gounou\u00a0 Yérima ", "Gounou Yérima"),
        ("Ae\u0301", "Aé"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("a\x00b\x07c", "abc"),
        (None, ""),
        ("<b>Dossou</b>", "<b>Dossou</b>"),
    ],
)
def test_clean_text_keeps_what_people_meant(text, cleaned):
    assert clean_text(text) == cleaned


def test_hours_are_written_as_each_language_does():
    assert (clock_hour(9, 30, "fr"), clock_hour(15, 0, "fr"), clock_hour(9, 5, "en")) == (
        "9\u00a0h\u00a030",
        "15\u00a0h",
        "9:05",
    )


def test_days_are_written_as_each_language_does(app):
    day = date(2026, 12, 9)
    assert (format_day(day, "fr"), format_day(day, "en")) == ("mercredi 9 décembre 2026", "Wednesday 9 December 2026")


def test_first_of_a_month_is_an_ordinal_in_french(app):
    assert format_day(date(2026, 12, 1), "fr") == "mardi 1er décembre 2026"
    assert format_day(date(2021, 7, 1), "fr", weekday=False) == "1er juillet 2021"


def test_wall_hours_become_moments_on_both_sides_of_a_change_of_hour():
    assert local_to_utc(date(2026, 3, 28), "09:00", "Europe/Paris") == datetime(2026, 3, 28, 8, tzinfo=UTC)
    assert local_to_utc(date(2026, 3, 29), "09:00", "Europe/Paris") == datetime(2026, 3, 29, 7, tzinfo=UTC)


def test_moment_is_told_in_the_readers_zone():
    moment = datetime(2026, 12, 9, 8, 30, tzinfo=UTC)
    assert [format_hour(moment, zone, "fr") for zone in ("Africa/Tunis", "Asia/Ho_Chi_Minh")] == [
        "9\u00a0h\u00a030",
        "15\u00a0h\u00a030",
    ]


def test_zone_is_called_by_its_city():
    assert zone_city("Africa/Porto-Novo", "fr") == "Porto-Novo"
    assert (zone_city("Africa/Lome", "fr"), zone_city("Africa/Lome", "en")) == ("Lomé", "Lome")
    assert (zone_city("Africa/Cairo", "fr"), zone_city("Africa/Cairo", "en")) == ("Le Caire", "Cairo")
    assert (zone_city("America/Montreal", "fr"), zone_city("Asia/Ho_Chi_Minh", "fr")) == (
        "Montréal",
        "Hô Chi Minh-Ville",
    )
    assert zone_city("UTC", "fr") == "UTC"


def test_an_hour_without_a_zone_is_written_as_the_language_does(app):
    with force_locale("fr"):
        assert (wall_hour("09:05"), wall_hour("20:00")) == ("9\u00a0h\u00a005", "20\u00a0h")
    with force_locale("en"):
        assert wall_hour("09:05") == "9:05"


def test_text_falls_back_to_french_then_to_what_was_written():
    assert (pick({"fr": "Bureau"}, "en"), pick({"en": "Board"}, "fr"), pick({}, "fr")) == ("Bureau", "Board", "")


def test_lists_end_as_the_language_wants():
    assert (list_words(["Sfax", "Sousse", "Tunis"], "fr"), list_words(["a", "b"], "en")) == (
        "Sfax, Sousse et Tunis",
        "a and b",
    )
