"""The base of every form: cleaned texts, protection against forgery, and the fields that several desks share."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import ColorField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from ..congress.categories import MINIMUM_CONTRAST, contrast_with_white
from ..errors import Refusal
from ..i18n import clean_text
from ..people.contacts import InvalidAddress, normal_email, normal_telephone

_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(:\d{1,5})?([/?#][!#$%&'()*+,\-./:;=?@_~A-Za-z0-9\[\]]*)?")


class BaseForm(FlaskForm):
    """A form whose texts are cleaned (NFC, no control characters, single spaces) before they are checked."""

    class Meta(FlaskForm.Meta):
        """Clean every one-line text."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(unbound_field.field_class, StringField) and not issubclass(
                unbound_field.field_class, TextAreaField
            ):
                filters.append(clean_text)
            return unbound_field.bind(form=form, **{**options, "filters": filters} if filters else options)


class Answered(InputRequired):
    """An answer was given, and it is more than spaces."""

    def __call__(self, form: Any, field: Any) -> None:
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data.strip():
            field.errors[:] = []
            raise StopValidation(self.message)


def required(message: Any) -> Answered:
    """An answer is needed; `message` says which, in words that tell what to write."""
    return Answered(message)


def at_most(count: int) -> Length:
    """No more than `count` characters."""
    return Length(max=count, message=_l("Écrivez %(max)d caractères au plus."))


def https_address(form: Any, field: Any) -> None:
    """Only https, a host with a name, no user in it: the browser of whoever follows the link is sent there."""
    if not _ADDRESS.fullmatch(field.data) or urlsplit(field.data).username is not None:
        raise ValidationError(_l("Écrivez une adresse qui commence par https://, sans espace ni accent."))


def clean_lines(text: str | None) -> str:
    """Return several lines, each cleaned; blank lines at the ends fall."""
    return "\n".join(clean_text(line) for line in (text or "").splitlines()).strip()


def numbers_form(asked: Iterable[tuple[str, str, int]], *, most: int, missing: Any) -> BaseForm:
    """Return a form of whole numbers from 0 to `most`, one for each (name, label, value); `missing` is said of an empty one."""
    checks = [InputRequired(missing), NumberRange(0, most, _l("Écrivez un nombre de 0 à %(max)s."))]
    fields = {name: IntegerField(label, checks, default=value) for name, label, value in asked}
    form: BaseForm = type("NumbersForm", (BaseForm,), fields)()
    return form


class BoxesField(SelectMultipleField):
    """Several answers, as boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WholeNumberField(IntegerField):
    """A whole number, or nothing; what is no number is said in the house's words."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed.

        Raises:
            ValueError: it is no whole number.
        """
        if valuelist and not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_l("Écrivez un nombre entier, en chiffres.")) from error


class EmailField(StringField):
    """An e-mail address, checked and brought to its normal form."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        if self.data:
            try:
                self.data = normal_email(self.data)
            except InvalidAddress:
                raise ValidationError(_l("Écrivez une adresse électronique complète, comme nom@ville.org.")) from None


class TelephoneField(StringField):
    """A telephone number in international form (E.164)."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        if self.data:
            try:
                self.data = normal_telephone(self.data)
            except InvalidAddress:
                raise ValidationError(
                    _l("Écrivez le numéro complet, avec l’indicatif du pays, comme +229 01 97 00 00 00.")
                ) from None


class BandForm(BaseForm):
    """The letter and the band by which a category is known on its badges."""

    letter = StringField(
        _l("Lettre"),
        [
            required(_l("Écrivez une lettre.")),
            Regexp(r"^[A-Z0-9]{1,2}$", message=_l("Écrivez une ou deux capitales sans accent.")),
        ],
        description=_l("Se lit de loin sur le badge, et par qui ne distingue pas les couleurs."),
    )
    colour = ColorField(_l("Couleur du bandeau"), [required(_l("Choisissez une couleur."))])

    def validate_colour(self, field: Any) -> None:
        """White text must be read on the band (WCAG 2.2, 1.4.3)."""
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", field.data or ""):
            raise ValidationError(_l("Écrivez une couleur comme #1b4388."))
        if contrast_with_white(field.data) < MINIMUM_CONTRAST:
            raise ValidationError(
                _l("Un texte blanc ne se lirait pas sur cette couleur : choisissez-en une plus foncée.")
            )


def refused_on(field: Any, verb: Any, **others: Any) -> Any:
    """Run a verb; where a rule refuses what this field says, show the rule beside the field and return None.

    Args:
        others: by code of the refusal, the field beside which another rule is shown.
    """
    try:
        return verb()
    except Refusal as refusal:
        field = others.get(refusal.code, field)
        field.errors = [*field.errors, refusal.reason]
        return None
