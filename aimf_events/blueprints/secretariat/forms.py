"""Forms of the secretariat: a delegation, its correspondents, a spreadsheet."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import Optional

from ...congress.models import Category
from ...i18n import language, pick
from ...members.countries import country_choices
from ...members.models import MemberCategory
from ...people.models import Civility
from ...registration.correspondents import ROLE_WORDS
from ...registration.import_columns import MOST_PLACES
from ...registration.models import ContactRole
from ...web.forms import BaseForm, EmailField, at_most, numbers_form, required
from ...web.wording import words_for


class ConfirmForm(BaseForm):
    """A button alone, protected against forgery."""


class CorrespondentForm(BaseForm):
    """Someone who is written to for a delegation."""

    role = RadioField(
        _l("Rôle"),
        [required(_l("Dites si c’est le chef de délégation ou un correspondant."))],
        choices=[(role.value, ROLE_WORDS[role]) for role in ContactRole],
    )
    civility = RadioField(
        _l("Civilité"), [Optional()], choices=[(Civility.MADAM.value, _l("Mme")), (Civility.SIR.value, _l("M."))]
    )
    given_name = StringField(_l("Prénom"), [Optional(), at_most(120)])
    family_name = StringField(_l("Nom de famille"), [required(_l("Écrivez le nom.")), at_most(120)])
    function = StringField(
        _l("Fonction"), [Optional(), at_most(160)], description=_l("Comme dans une lettre : Maire de Parakou.")
    )
    email = EmailField(_l("Adresse électronique"), [required(_l("Écrivez l’adresse électronique.")), at_most(254)])


class NewDelegationForm(BaseForm):
    """An organisation that takes part; known already or not."""

    name = StringField(
        _l("Organisation"), [required(_l("Écrivez le nom de la ville ou de l’organisation.")), at_most(200)]
    )
    country = SelectField(_l("Pays"), [required(_l("Choisissez le pays."))])
    category = RadioField(
        _l("Catégorie"),
        [required(_l("Choisissez une catégorie."))],
        choices=[(category.value, words_for(category)) for category in MemberCategory],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = [("", _l("Choisir un pays")), *country_choices(language())]


def places_form(categories: list[Category], places: dict[int, int]) -> BaseForm:
    """Return a form with one number per category of the congress, filled with the places of a delegation."""
    asked = ((f"category_{each.id}", pick(each.label), places.get(each.id, 0)) for each in categories)
    return numbers_form(asked, most=MOST_PLACES, missing=_l("Écrivez un nombre de places."))
