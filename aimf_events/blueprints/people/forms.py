"""Forms about colleagues."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField, ValidationError
from wtforms.validators import Optional

from ...accounts.models import Role
from ...web.forms import BaseForm, EmailField, at_most, required
from ...web.wording import words_for


class ColleagueForm(BaseForm):
    """A colleague to invite."""

    given_name = StringField(_l("Prénom"), [required(_l("Écrivez le prénom.")), at_most(120)])
    family_name = StringField(_l("Nom de famille"), [required(_l("Écrivez le nom.")), at_most(120)])
    email = EmailField(_l("Adresse électronique"), [required(_l("Écrivez l’adresse électronique.")), at_most(254)])
    role = RadioField(
        _l("Rôle"), [required(_l("Choisissez un rôle."))], choices=[(role.value, words_for(role)) for role in Role]
    )
    until_on = DateField(_l("Dernier jour"), [Optional()])

    def validate_role(self, field: Any) -> None:
        """An auditor's access ends on a date; nobody else's does by itself."""
        if field.data == Role.AUDITOR.value and not self.until_on.data:
            raise ValidationError(_l("Écrivez le dernier jour de l’audit."))
