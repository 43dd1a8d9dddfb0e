"""Who needs the invitation letter for the visa, what it still lacks, and the passport it quotes."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ..errors import Refusal
from ..i18n import list_words, pick
from ..people.models import Person
from ..registration.asking import Questions, comes, plain_answers
from ..registration.default_fields import VISA_LETTER
from ..registration.field_secrets import disclose_to_paper
from ..registration.models import Field, FieldPhase, Output, Registration, RegistrationState


class VisaIncomplete(Refusal):
    """The letter quotes the passport: it waits for it."""

    code = "visa_incomplete"


def wants_visa_letter(registration: Registration) -> bool:
    """Whether somebody who comes said that a letter is needed."""
    if not comes(registration):
        return False
    questions, answers = Questions(registration.congress), plain_answers([registration]).get(registration.id, {})
    gate = next((field for field in questions.fields if field.code == VISA_LETTER), None)
    return gate is not None and answers.get(gate.id) is True


def is_visa_due(registration: Registration) -> bool:
    """Whether the letter can be issued now: accredited, wanted, and nothing is missing."""
    if registration.state is not RegistrationState.APPROVED or not wants_visa_letter(registration):
        return False
    return not visa_missing(registration)


def visa_missing(registration: Registration) -> list[Field]:
    """Return the questions that must be answered before the letter can be written."""
    answered = plain_answers([registration]).get(registration.id, {})
    return [each.field for each in _asked(registration) if each.is_required and each.field.id not in answered]


def check_visa_complete(registration: Registration) -> None:
    """Refuse a letter that nobody asked for, or that would have holes.

    Raises:
        VisaIncomplete.
    """
    if not wants_visa_letter(registration):
        raise VisaIncomplete(
            _l("Cette personne n’a pas demandé de lettre pour le visa."),
            advice=_l("Répondez oui à cette question dans ses compléments, avec le passeport, puis revenez ici."),
        )
    missing = visa_missing(registration)
    if missing:
        raise VisaIncomplete(
            _l("Il manque pour cette lettre : %(what)s.", what=list_words([pick(field.label) for field in missing])),
            advice=_l("Complétez ces réponses, puis établissez la lettre."),
        )


def visa_answers(registration: Registration, *, by: Person | None) -> list[tuple[Field, Any]]:
    """Return the passport, question by question, decrypted for the letter alone; the journal says so."""
    fields = [each.field for each in _asked(registration) if Output.VISA_LETTER.value in each.field.outputs]
    found = disclose_to_paper([registration], fields, by=by, purpose="visa_letter").get(registration.id, {})
    return [(field, found[field.id]) for field in fields if field.id in found]


def _asked(registration: Registration) -> list[Any]:
    questions, answers = Questions(registration.congress), plain_answers([registration]).get(registration.id)
    return [each for each in questions.asked(registration, FieldPhase.VISA, answers) if each.field.code != VISA_LETTER]
