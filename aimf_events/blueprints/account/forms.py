"""Forms of signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import Regexp

from ...web.forms import BaseForm, EmailField, at_most, required


class AddressForm(BaseForm):
    """The mailbox to which a code is sent."""

    email = EmailField(
        _l("Votre adresse électronique"),
        [required(_l("Écrivez l’adresse à laquelle nous vous avons écrit.")), at_most(254)],
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    next = HiddenField()


class CodeForm(BaseForm):
    """The six digits received."""

    code = StringField(
        _l("Code à six chiffres"),
        [
            required(_l("Écrivez les six chiffres reçus.")),
            Regexp(r"^\d{6}$", message=_l("Le code a six chiffres, sans lettre.")),
        ],
        filters=[lambda text: "".join((text or "").split())],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    next = HiddenField()


class WhoForm(BaseForm):
    """Which of the persons behind a shared mailbox is at the screen."""

    person = RadioField(_l("Qui êtes-vous ?"), [required(_l("Choisissez votre nom."))])
    next = HiddenField()


class EndForm(BaseForm):
    """An act that needs no answer, only the protection of a form."""
