"""Forms of the voter: the reference of a sheet; its code with the key that this device has made."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import Length, Optional, ValidationError

from ...assembly.ballot_models import Choice
from ...checkin.short_code import UnreadableCode, parse_short_code
from ...web.forms import BaseForm, required
from ...web.wording import words_for


class ReferenceForm(BaseForm):
    """The nine characters that name a sheet."""

    reference = StringField(_l("Référence de la feuille"), [required(_l("Écrivez la référence de votre feuille."))])

    def validate_reference(self, field: Any) -> None:
        """Nine characters of which the last checks the others."""
        try:
            field.data = parse_short_code(field.data[:40])
        except UnreadableCode:
            raise ValidationError(
                _l("Cette référence comporte une faute de frappe : neuf lettres ou chiffres, comme K7QF-2M9X-C.")
            ) from None


class CodeForm(BaseForm):
    """The code of a sheet, and what the device's own script adds: its public key, a nonce and a signature."""

    code = StringField(_l("Code de la feuille"), [required(_l("Écrivez le code.")), Length(max=40)])
    public_key = HiddenField(validators=[Length(max=200)])
    nonce = HiddenField(validators=[Length(max=40)])
    signature = HiddenField(validators=[Length(max=200)])


class VoiceForm(BaseForm):
    """One voice: its choice, and what the device's own script adds: a nonce and a signature."""

    choice = RadioField(
        _l("Votre vote"),
        [Optional()],
        choices=[(choice.value, words_for(choice)) for choice in Choice],
        validate_choice=False,
    )
    nonce = HiddenField(validators=[Length(max=40)])
    signature = HiddenField(validators=[Length(max=200)])
