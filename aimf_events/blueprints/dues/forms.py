"""Forms of the dues desk: a payment or an exemption, its withdrawal, the call of a year."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, StopValidation, ValidationError

from ...assembly.voices import PAYING
from ...members.models import EntryKind, MemberCategory
from ...web.forms import BaseForm, WholeNumberField, at_most, required
from ...web.wording import words_for

MOST = 1_000_000
_AMOUNT = NumberRange(1, MOST, _l("Écrivez un montant de 1 à %(max)s, sans décimales."))


class EntryForm(BaseForm):
    """What settles a year, or a part of it."""

    year = SelectField(_l("Année"), coerce=int, validate_choice=True)
    kind = RadioField(
        _l("Ce que vous enregistrez"),
        [required(_l("Dites s’il s’agit d’un paiement ou d’une exemption."))],
        choices=[(kind.value, words_for(kind)) for kind in EntryKind],
        default=EntryKind.PAYMENT.value,
    )
    amount = WholeNumberField(_l("Montant reçu"), description=_l("vide pour une exemption"))
    reference = StringField(
        _l("Pièce"),
        [required(_l("Dites d’où vous le tenez : virement, reçu, décision du Bureau.")), at_most(200)],
        description=_l("par exemple : virement du 3 mars, ou décision du Bureau du 12 juin"),
    )
    form_key = HiddenField()

    def __init__(self, years: Sequence[int], **values: Any) -> None:
        super().__init__(**values)
        self.year.choices = [(year, str(year)) for year in years]

    def validate_amount(self, field: WholeNumberField) -> None:
        """A payment has an amount, an exemption has none."""
        if field.errors:
            raise StopValidation
        if self.kind.data == EntryKind.PAYMENT.value:
            if field.data is None:
                raise ValidationError(_l("Écrivez le montant reçu."))
            _AMOUNT(self, field)
        elif field.data is not None:
            raise ValidationError(_l("Une exemption n’a pas de montant : laissez ce champ vide."))


class EndForm(BaseForm):
    """Why an entry was wrong."""

    reason = TextAreaField(_l("Motif"), [required(_l("Écrivez le motif : il reste au journal.")), at_most(300)])


class CallForm(BaseForm):
    """The dues of a year, by category; a category without an amount owes nothing."""

    year = WholeNumberField(
        _l("Année"),
        [InputRequired(_l("Écrivez l’année.")), NumberRange(1979, 2100, _l("Écrivez une année de %(min)s à %(max)s."))],
    )
    decision = StringField(
        _l("Décision"),
        [required(_l("Écrivez la décision : elle reste au journal.")), at_most(300)],
        description=_l("par exemple : Assemblée générale d’Abidjan, 24 juin 2022, résolution 3"),
    )
    member_city = WholeNumberField(words_for(MemberCategory.MEMBER_CITY), [Optional(), _AMOUNT])
    city_association = WholeNumberField(words_for(MemberCategory.CITY_ASSOCIATION), [Optional(), _AMOUNT])
    associate_city = WholeNumberField(words_for(MemberCategory.ASSOCIATE_CITY), [Optional(), _AMOUNT])
    honorary = WholeNumberField(words_for(MemberCategory.HONORARY), [Optional(), _AMOUNT])

    def amounts(self) -> dict[MemberCategory, int]:
        """Return what is called of whom."""
        return {category: self[category.value].data for category in PAYING if self[category.value].data}

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that somebody owes something."""
        is_sound: bool = super().validate(extra_validators)
        if not self.amounts() and not self.member_city.errors:
            self.member_city.errors = [_l("Écrivez au moins un montant.")]
            return False
        return is_sound
