"""The reader's own address behind a proxy: a limit per place counts readers, not the proxy."""

import pytest
from flask import request

from aimf_events import create_app
from aimf_events.config import Config, MissingSettings
from tests.conftest import settings

OUTSIDE = {"AIMF_DEMO": "0", "SMTP_URL": "smtp://localhost:1", "MAIL_FROM": "s@example.org"}


@pytest.mark.parametrize("proxies, seen", [("0", "127.0.0.1"), ("1", "203.0.113.9")])
def test_address_of_the_reader_is_taken_from_trusted_proxies_alone(tmp_path, database_url_of_worker, proxies, seen):
    config = Config.from_env(settings(database_url_of_worker, tmp_path, PROXIES=proxies, **OUTSIDE))
    app = create_app(config)
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: request.remote_addr)
    answer = app.test_client().get("/healthz", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    assert answer.text == seen


def test_demo_believes_no_proxy(tmp_path):
    assert Config.from_env(settings("postgresql://host/aimf", tmp_path, PROXIES="1")).proxies == 0


def test_number_of_proxies_is_a_number(tmp_path):
    with pytest.raises(MissingSettings):
        Config.from_env(settings("postgresql://host/aimf", tmp_path, PROXIES="yes"))
