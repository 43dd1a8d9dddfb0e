"""Settings: all that is missing is named at once, and the demo stays on loopback."""

import pytest

from aimf_events.config import Config, MissingSettings

GOOD = {
    "DATABASE_URL": "postgresql://host/aimf",
    "SECRET_KEY": "s" * 40,
    "DATA_KEY": "d" * 40,
    "PUBLIC_URL": "https://congres.example.org",
    "SMTP_URL": "smtp://mail.example.org",
    "MAIL_FROM": "secretariat@example.org",
}


def test_every_missing_setting_is_named_at_once():
    with pytest.raises(MissingSettings) as stopped:
        Config.from_env({})
    for name in ("DATABASE_URL", "SECRET_KEY", "DATA_KEY", "PUBLIC_URL", "SMTP_URL", "MAIL_FROM"):
        assert name in str(stopped.value)


@pytest.mark.parametrize(
    "change",
    [
        {"SMTP_URL": ""},
        {"PUBLIC_URL": "http://congres.example.org"},
        {"AIMF_DEMO": "1"},
        {"SECRET_KEY": "short"},
    ],
    ids=["no mail server", "no https", "demo on the network", "short key"],
)
def test_settings_that_would_be_unsafe_stop_the_start(change):
    with pytest.raises(MissingSettings):
        Config.from_env({**GOOD, **change})


def test_public_https_marks_cookies_secure():
    assert Config.from_env(GOOD).is_secure is True


def test_address_of_the_database_gets_its_driver():
    assert Config.from_env(GOOD).database_url == "postgresql+psycopg://host/aimf"


def test_every_setting_stands_in_the_example(tmp_path):
    from pathlib import Path

    root = Path(__file__).parents[1]
    import re

    source = (root / "aimf_events" / "config.py").read_text(encoding="utf-8")
    asked = set(re.findall(r'env(?:\.get\(|\[)"([A-Z_]+)"', source)) | {
        "DATABASE_URL",
        "SECRET_KEY",
        "DATA_KEY",
        "PUBLIC_URL",
    }
    example = set(re.findall(r"^([A-Z_]+)=", (root / ".env.example").read_text(encoding="utf-8"), re.M))
    manual = (root / "docs" / "operations.md").read_text(encoding="utf-8")
    assert example == asked
    assert [name for name in asked if f"`{name}`" not in manual] == []
