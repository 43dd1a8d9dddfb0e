"""The register of processing says what the code asks."""

from aimf_events.registration.default_fields import DEFAULT_FIELDS
from tools.privacy_register import TARGET, register


def test_committed_register_is_the_one_that_the_questions_give():
    assert TARGET.read_text(encoding="utf-8") == register()


def test_every_question_stands_in_the_register():
    text = register()
    assert [each.code for each in DEFAULT_FIELDS if each.settings.label["fr"] not in text] == []
