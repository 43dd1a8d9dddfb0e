"""The services of the tests are real: what the other tests rely on."""

import smtplib
import threading

import psycopg
import pytest
import redis

from tests import services
from tests.scripted_smtp import ScriptedSMTP

LETTER = "Subject: Tunis\r\n\r\nBienvenue au Congrès\r\n".encode()


def send(server: ScriptedSMTP, *recipients: str, timeout: float = 5) -> dict:
    with smtplib.SMTP("127.0.0.1", server.port, timeout=timeout) as client:
        return client.sendmail("bureau@aimf.test", recipients or ("maire@tunis.test",), LETTER)


def test_postgresql_keeps_what_is_committed_and_is_recent_enough(worker_name):
    url = services.create_database(f"services_{worker_name}")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE city (name text)")
        connection.execute("INSERT INTO city VALUES ('Hội An'), ('تونس')")
    with psycopg.connect(url) as connection:
        assert connection.info.server_version >= 150000
        assert connection.execute("SELECT name FROM city").fetchall() == [("Hội An",), ("تونس",)]
    services.drop_database(f"services_{worker_name}")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_template_is_built_once_and_each_copy_is_its_own(worker_name):
    built = []

    def build(url):
        built.append(url)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE city (name text)")

    template = f"template_{worker_name}"
    assert services.template_database(template, build) == services.template_database(template, build)
    assert len(built) == 1
    first, second = (services.create_database(f"copy{n}_{worker_name}", template) for n in (1, 2))
    with psycopg.connect(first) as connection:
        connection.execute("INSERT INTO city VALUES ('Genève')")
    with psycopg.connect(second) as connection:
        assert connection.execute("SELECT count(*) FROM city").fetchone() == (0,)


def test_template_with_two_builders_is_refused(worker_name):
    def build(url):
        psycopg.connect(url).close()

    def build_otherwise(url):
        raise AssertionError("the database is there already")

    services.template_database(f"two_builders_{worker_name}", build)
    with pytest.raises(ValueError, match="build_otherwise"):
        services.template_database(f"two_builders_{worker_name}", build_otherwise)


def test_two_connections_wait_for_each_others_lock(worker_name):
    url = services.create_database(f"lock_{worker_name}")
    with psycopg.connect(url) as first, psycopg.connect(url) as second:
        first.execute("SELECT pg_advisory_xact_lock(1)")
        assert second.execute("SELECT pg_try_advisory_xact_lock(1)").fetchone() == (False,)


def test_redis_keeps_a_value_for_this_worker_only(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        assert client.keys() == []
        client.set("ville", "Montréal")
        assert client.get("ville").decode() == "Montréal"


def test_redis_of_a_test_can_be_stopped_for_good_and_started_again(own_redis):
    client = redis.Redis.from_url(own_redis.url)
    assert client.ping()
    own_redis.stop()
    with pytest.raises(redis.ConnectionError):
        client.ping()
    assert redis.Redis.from_url(own_redis.start().url).ping()


def test_smtp_receives_envelope_and_bytes_as_sent(smtp):
    assert send(smtp, "maire@tunis.test", "adjoint@tunis.test") == {}
    (letter,) = smtp.messages
    assert letter.sender == "bureau@aimf.test"
    assert letter.recipients == ("maire@tunis.test", "adjoint@tunis.test")
    assert letter.content == LETTER
    assert letter.parsed["Subject"] == "Tunis"


@pytest.mark.parametrize("code", [421, 450, 451, 452, 550, 552, 554])
def test_smtp_answers_the_content_with_the_scripted_code_then_is_willing_again(smtp, code):
    smtp.script("DATA", f"{code} said the script")
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(smtp)
    assert (refusal.value.smtp_code, smtp.messages, len(smtp.attempts)) == (code, [], 1)
    send(smtp)
    assert len(smtp.messages) == 1


def test_smtp_answers_450_twice_then_250(smtp):
    smtp.script("RCPT", ["450 4.2.0 Busy", "450 4.2.0 Busy", "250 OK"])
    for _ in range(2):
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(smtp)
    assert send(smtp) == {}
    assert len(smtp.messages) == 1


def test_smtp_refuses_one_recipient_of_two_without_an_exception(smtp):
    smtp.script("RCPT", ["250 OK", "550 5.1.1 Unknown"])
    assert send(smtp, "maire@tunis.test", "parti@tunis.test") == {"parti@tunis.test": (550, b"5.1.1 Unknown")}
    assert smtp.messages[0].recipients == ("maire@tunis.test",)


def test_smtp_refuses_the_sender_for_as_long_as_told(smtp):
    smtp.script("MAIL", "550 5.7.1 Sender refused", always=True)
    for _ in range(3):
        with pytest.raises(smtplib.SMTPSenderRefused):
            send(smtp)


def test_smtp_greets_with_421_and_hangs_up(smtp):
    smtp.script("CONNECT", "421 4.3.2 Service not available")
    with pytest.raises(smtplib.SMTPConnectError) as refusal:
        send(smtp)
    assert refusal.value.smtp_code == 421


def test_smtp_drops_the_line_after_the_content(smtp):
    smtp.drop_after_data()
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(smtp)
    (letter,) = smtp.messages
    assert letter.reply is None


@pytest.mark.parametrize("step", ["CONNECT", "MAIL", "RCPT", "DATA"])
def test_smtp_keeps_silent_until_the_client_gives_up(smtp, step):
    smtp.silence(step)
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(smtp, timeout=0.3)
    assert smtp.messages == []
    assert send(smtp) == {}


def test_smtp_refuses_connections_then_takes_them_on_the_same_port(smtp):
    port = smtp.port
    smtp.refuse_connections()
    with pytest.raises(ConnectionRefusedError):
        send(smtp)
    smtp.accept_connections()
    send(smtp)
    assert smtp.port == port
    assert len(smtp.messages) == 1


def test_smtp_counts_connections_at_the_same_time(smtp):
    smtp.delay = 0.1
    threads = [threading.Thread(target=send, args=(smtp,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (smtp.peak_connections, len(smtp.wait_for(3))) == (3, 3)


def test_smtp_is_forgetful_between_tests(smtp):
    assert (smtp.messages, smtp.attempts, smtp.connection_count) == ([], [], 0)


def test_smtp_with_login_takes_letters_from_who_knows_the_password(smtp_with_login):
    with smtplib.SMTP("127.0.0.1", smtp_with_login.port, timeout=5) as client:
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("aimf", "wrong")
        client.login("aimf", "secret")
        smtp_with_login.script("AUTH", "454 4.7.0 Temporary failure", always=True)  # smtplib tries twice
    with (
        smtplib.SMTP("127.0.0.1", smtp_with_login.port, timeout=5) as client,
        pytest.raises(smtplib.SMTPAuthenticationError) as refusal,
    ):
        client.login("aimf", "secret")
    assert refusal.value.smtp_code == 454
