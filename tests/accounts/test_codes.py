"""Sign-in codes: for one browser, one use, thirty minutes, five tries."""

from datetime import timedelta

import pytest

from aimf_events.accounts import codes
from aimf_events.accounts.limits import TooOften
from aimf_events.accounts.models import SignInCode
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db
from aimf_events.mail.models import OutgoingMessage
from tests.factories import make_person


def ask(address: str, browser: str = "phone") -> None:
    codes.ask_code(address, browser=browser, place="192.0.2.1", language="fr")


def last_code(address: str) -> str:
    letters = (
        db.select(OutgoingMessage).filter_by(recipient=address, fact="sign_in_code").order_by(OutgoingMessage.id.desc())
    )
    return str(db.session.scalars(letters).first().data["code"])


def test_code_opens_the_account_of_the_mailbox(app):
    person = make_person(email="mairie@parakou.bj")
    ask("mairie@parakou.bj")
    account = codes.use_code("Mairie@Parakou.bj", last_code("mairie@parakou.bj"), browser="phone")
    assert account.key == person.email


def test_code_serves_once(app):
    make_person(email="a@example.org")
    ask("a@example.org")
    digits = last_code("a@example.org")
    codes.use_code("a@example.org", digits, browser="phone")
    with pytest.raises(codes.WrongCode):
        codes.use_code("a@example.org", digits, browser="phone")


def test_older_code_stays_good_until_used(app):
    make_person(email="a@example.org")
    ask("a@example.org")
    older = last_code("a@example.org")
    ask("a@example.org")
    assert codes.use_code("a@example.org", older, browser="phone").key == "a@example.org"


def test_code_is_bound_to_the_browser_that_asked(app):
    make_person(email="a@example.org")
    ask("a@example.org", browser="phone")
    with pytest.raises(codes.WrongCode):
        codes.use_code("a@example.org", last_code("a@example.org"), browser="another")


def test_code_expires_after_thirty_minutes(app):
    make_person(email="a@example.org")
    ask("a@example.org")
    set_for_tests(now() + timedelta(minutes=30, seconds=1))
    with pytest.raises(codes.WrongCode):
        codes.use_code("a@example.org", last_code("a@example.org"), browser="phone")


def test_code_dies_after_five_wrong_tries(app):
    make_person(email="a@example.org")
    ask("a@example.org")
    right = last_code("a@example.org")
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(5):
        with pytest.raises(codes.WrongCode):
            codes.use_code("a@example.org", wrong, browser="phone")
    with pytest.raises(codes.WrongCode):
        codes.use_code("a@example.org", right, browser="phone")


def test_eleventh_code_of_a_day_is_refused(app):
    make_person(email="a@example.org")
    for _time in range(10):
        ask("a@example.org")
    with pytest.raises(TooOften):
        ask("a@example.org")


def test_unknown_mailbox_gets_no_letter_and_no_different_answer(app):
    ask("stranger@example.org")
    assert db.session.scalars(db.select(OutgoingMessage)).all() == []


def test_no_table_holds_the_code_in_clear_but_the_letter(app):
    make_person(email="a@example.org")
    ask("a@example.org")
    row = db.session.scalars(db.select(SignInCode)).one()
    assert last_code("a@example.org") not in (row.code_hash, row.browser_hash, row.key)


def test_two_tries_at_once_use_a_code_once(app, at_once):
    make_person(email="a@example.org")
    ask("a@example.org")
    digits = last_code("a@example.org")
    results = at_once(*[lambda: codes.use_code("a@example.org", digits, browser="phone").key] * 2)
    assert sorted(type(result).__name__ for result in results) == ["WrongCode", "str"]
