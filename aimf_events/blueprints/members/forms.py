"""Forms about members: what is known of one, its suspension, an office."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from ...i18n import language
from ...members.countries import country_choices
from ...members.models import MemberCategory
from ...members.zones import all_zones
from ...people.models import Civility
from ...web.forms import BaseForm, EmailField, at_most, required
from ...web.wording import words_for


class MemberForm(BaseForm):
    """What is known of a member."""

    name = StringField(_l("Nom"), [required(_l("Écrivez le nom de la ville ou de l’organisation.")), at_most(200)])
    code = StringField(
        _l("Code"),
        [Optional(), at_most(40)],
        description=_l("Votre propre référence ; elle relie les tableaux importés."),
    )
    country = SelectField(_l("Pays"), [required(_l("Choisissez le pays."))])
    category = RadioField(
        _l("Catégorie"),
        [required(_l("Choisissez une catégorie."))],
        choices=[(category.value, words_for(category)) for category in MemberCategory],
    )
    language = RadioField(
        _l("Langue des lettres"),
        [required(_l("Choisissez une langue."))],
        choices=[("fr", _l("français")), ("en", _l("anglais"))],
    )
    time_zone = SelectField(_l("Fuseau horaire"), [Optional()], choices=[(zone, zone) for zone in all_zones()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = [("", _l("Choisir un pays")), *country_choices(language())]


class RightsForm(BaseForm):
    """A suspension, or its end, and the decision that it follows from."""

    decision = StringField(
        _l("Décision"),
        [required(_l("Écrivez la décision : elle reste au journal.")), at_most(300)],
        description=_l("par exemple : Bureau du 12 juin, décision 4"),
    )


class OfficeForm(BaseForm):
    """Someone's office in a member."""

    civility = RadioField(
        _l("Civilité"), [Optional()], choices=[(Civility.MADAM.value, _l("Mme")), (Civility.SIR.value, _l("M."))]
    )
    given_name = StringField(_l("Prénom"), [required(_l("Écrivez le prénom.")), at_most(120)])
    family_name = StringField(_l("Nom de famille"), [required(_l("Écrivez le nom.")), at_most(120)])
    email = EmailField(_l("Adresse électronique"), [Optional(), at_most(254)])
    office = StringField(_l("Fonction"), [required(_l("Écrivez la fonction, comme Maire de Parakou.")), at_most(160)])
    is_executive = BooleanField(_l("Tient l’exécutif local (maire, bourgmestre, gouverneur) : c’est le titulaire"))


class MayorForm(BaseForm):
    """Who now holds the executive office, and what proves it."""

    civility = RadioField(
        _l("Civilité"), [Optional()], choices=[(Civility.MADAM.value, _l("Mme")), (Civility.SIR.value, _l("M."))]
    )
    given_name = StringField(_l("Prénom"), [required(_l("Écrivez le prénom.")), at_most(120)])
    family_name = StringField(_l("Nom de famille"), [required(_l("Écrivez le nom.")), at_most(120)])
    email = EmailField(_l("Adresse électronique"), [required(_l("Écrivez l’adresse électronique.")), at_most(254)])
    office = StringField(_l("Fonction"), [required(_l("Écrivez la fonction, comme Maire de Parakou.")), at_most(160)])
    source = TextAreaField(
        _l("Preuve"),
        [required(_l("Dites d’où vous le tenez : il reste au journal.")), at_most(300)],
        description=_l("procès-verbal, journal officiel ou lettre : son titre, sa date, son adresse"),
    )
