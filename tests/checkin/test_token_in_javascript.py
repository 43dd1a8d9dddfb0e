"""The browser's modules judge the golden vectors as Python does, by WebCrypto and by noble."""

from tests.checkin.in_javascript import run_in_javascript


def test_webcrypto_and_noble_agree_with_python() -> None:
    run_in_javascript("badge_token.test.mjs")


def test_sealed_records_are_opened_as_python_opens_them() -> None:
    run_in_javascript("sealed_records.test.mjs")
