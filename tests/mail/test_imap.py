"""The monitored mailbox over IMAP, with Debian's Dovecot: taken once, nothing deleted, colleagues hide nothing, no password in clear."""

from dataclasses import replace
from urllib.parse import quote

import pytest

from aimf_events.config import Config, MissingSettings
from aimf_events.mail import imap, incoming
from aimf_events.mail.models import MessageState
from tests.mail.test_bounces import now_is, report, sent
from tests.mail.test_tls import make_certificate
from tests.private_dovecot import PASSWORD, USER, start_dovecot

LETTER = b"From: a@example.org\r\nSubject: x\r\n\r\nBonjour\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def server(certificate):
    with start_dovecot((certificate.certificate, certificate.key)) as running:
        yield running


@pytest.fixture
def dovecot(server):
    yield server
    with server.opened() as box:
        box.select()
        box.store("1:*", "+FLAGS", r"(\Deleted)")
        box.expunge()


def address(dovecot, *, password=PASSWORD, scheme="imap", folder=""):
    port = dovecot.secure if scheme == "imaps" else dovecot.plain
    return f"{scheme}://{quote(USER)}:{quote(password, safe='')}@127.0.0.1:{port}{folder}"


def taken(dovecot, largest=1000, **values):
    found = []
    imap.take_new(address(dovecot, **values), lambda raw, size: found.append((raw, size)) or "taken", largest=largest)
    return found


def test_report_that_comes_by_imap_is_taken_once_and_stays_in_the_mailbox(app, dovecot):
    letter = sent()
    dovecot.deliver(report(letter).replace(b"\n", b"\r\n"))
    app.config["AIMF"] = replace(app.config["AIMF"], imap_url=address(dovecot))
    incoming.read_mailbox()
    assert now_is(letter) is MessageState.BOUNCED
    assert taken(dovecot) == []
    with dovecot.opened() as box:
        assert box.select()[1] == [b"1"]
        assert box.fetch("1", "(FLAGS)")[1] == [b"1 (FLAGS (AimfTaken))"]


def test_colleague_who_reads_a_letter_first_hides_it_from_nobody(dovecot):
    dovecot.deliver(LETTER)
    with dovecot.opened() as box:
        box.select()
        box.store("1", "+FLAGS", r"(\Seen)")
    assert taken(dovecot) == [(LETTER, len(LETTER))]


def test_letter_of_fifty_megabytes_costs_its_beginning(dovecot):
    dovecot.deliver(LETTER + b"x" * 50_000_000)
    [(raw, size)] = taken(dovecot, largest=4096)
    assert (len(raw), size) == (4096, len(LETTER) + 50_000_000)


def test_whoever_is_killed_before_the_mark_takes_the_letter_again(dovecot):
    dovecot.deliver(LETTER)

    def die(_raw, _size):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imap.take_new(address(dovecot), die, largest=100)
    assert [size for _raw, size in taken(dovecot)] == [len(LETTER)]


def test_tls_with_a_certificate_that_nobody_vouches_for_is_refused(dovecot, certificate, monkeypatch):
    dovecot.deliver(LETTER)
    assert taken(dovecot, scheme="imaps") == []
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
    assert len(taken(dovecot, scheme="imaps")) == 1


@pytest.mark.parametrize("values", [{"password": "wrong"}, {"folder": "/Nulle%20part"}])
def test_mailbox_that_does_not_open_takes_nothing_and_stops_nobody(dovecot, values):
    dovecot.deliver(LETTER)
    assert taken(dovecot, **values) == []


def test_password_crosses_no_network_in_clear():
    env = {
        "DATABASE_URL": "postgresql://x/y",
        "SECRET_KEY": "s" * 32,
        "DATA_KEY": "d" * 40,
        "PUBLIC_URL": "https://congres.example.org",
        "SMTP_URL": "smtp://mail",
        "MAIL_FROM": "s@example.org",
    }
    assert Config.from_env({**env, "IMAP_URL": "imaps://me:secret@mail.example.org/INBOX"}).imap_url
    for wrong in (
        "imap://me:secret@mail.example.org",
        "imaps://mail.example.org",
        "https://me:secret@mail.example.org",
    ):
        with pytest.raises(MissingSettings, match="IMAP_URL"):
            Config.from_env({**env, "IMAP_URL": wrong})
