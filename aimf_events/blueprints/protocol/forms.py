"""Forms of the protocol desk."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from ...web.forms import BaseForm, at_most, required

_SIZE = NumberRange(1, 40, _l("Écrivez un nombre de 1 à %(max)s."))


class PlaceForm(BaseForm):
    """A rank, and an order inside it."""

    rank = SelectField(_l("Rang"), [Optional()])
    order = IntegerField(
        _l("Ordre dans ce rang"), [Optional(), NumberRange(1, 999, _l("Écrivez un nombre de 1 à %(max)s, ou rien."))]
    )


class PlanForm(BaseForm):
    """A new plan."""

    name = StringField(_l("Nom du plan"), [required(_l("Écrivez le nom de la salle ou de la table.")), at_most(120)])
    rows = IntegerField(_l("Rangs"), [InputRequired(_l("Écrivez le nombre de rangs.")), _SIZE])
    seats_per_row = IntegerField(_l("Places par rang"), [InputRequired(_l("Écrivez le nombre de places.")), _SIZE])


class SeatForm(BaseForm):
    """Where a guest sits."""

    row = IntegerField(_l("Rang"), [InputRequired(_l("Écrivez le rang.")), _SIZE])
    number = IntegerField(_l("Place"), [InputRequired(_l("Écrivez la place.")), _SIZE])


class EmptyForm(BaseForm):
    """An act that needs no answer, only the protection of a form."""
