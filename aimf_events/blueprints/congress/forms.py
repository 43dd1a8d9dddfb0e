"""Forms of a congress: its settings, its phase, its places, its categories, its colleagues."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from ...congress.models import CongressRole, Phase
from ...congress.names import is_free_word
from ...i18n import LANGUAGES, language
from ...members.countries import country_choices
from ...members.zones import all_zones
from ...web.forms import BandForm, BaseForm, BoxesField, EmailField, at_most, required
from ...web.wording import words_for

LANGUAGE_CHOICES = [("fr", _l("français")), ("en", _l("anglais"))]
MOST_PLACES = NumberRange(0, 500, _l("Écrivez un nombre de 0 à %(max)s."))


class SettingsForm(BaseForm):
    """What letters, pages and badges say of a congress."""

    title_fr = StringField(_l("Titre en français"), [required(_l("Écrivez le titre.")), at_most(120)])
    title_en = StringField(_l("Titre en anglais"), [Optional(), at_most(120)])
    theme_fr = StringField(_l("Thème en français"), [Optional(), at_most(200)])
    theme_en = StringField(_l("Thème en anglais"), [Optional(), at_most(200)])
    city_fr = StringField(_l("Ville en français"), [required(_l("Écrivez la ville.")), at_most(80)])
    city_en = StringField(_l("Ville en anglais"), [Optional(), at_most(80)])
    country = SelectField(_l("Pays"), [required(_l("Choisissez le pays."))])
    time_zone = SelectField(
        _l("Heure de la ville"),
        [required(_l("Choisissez le fuseau horaire."))],
        choices=[(zone, zone) for zone in all_zones()],
    )
    starts_on = DateField(_l("Premier jour"), [InputRequired(_l("Écrivez le premier jour."))])
    ends_on = DateField(_l("Dernier jour"), [InputRequired(_l("Écrivez le dernier jour."))])
    closes_on = DateField(
        _l("Dernier jour des inscriptions"), [InputRequired(_l("Écrivez le dernier jour des inscriptions."))]
    )
    closes_at = TimeField(_l("Heure limite"), [InputRequired(_l("Écrivez l’heure limite."))])
    languages = BoxesField(_l("Langues du congrès"), choices=LANGUAGE_CHOICES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = [("", _l("Choisir un pays")), *country_choices(language())]

    def validate_ends_on(self, field: Any) -> None:
        """A congress ends on its first day, or later; and within a month."""
        if self.starts_on.data and field.data and not 0 <= (field.data - self.starts_on.data).days <= 31:
            raise ValidationError(_l("Le dernier jour vient après le premier, un mois au plus."))

    def validate_closes_on(self, field: Any) -> None:
        """Registrations close before the congress ends."""
        if self.ends_on.data and field.data and field.data > self.ends_on.data:
            raise ValidationError(_l("Les inscriptions se ferment avant la fin du congrès."))

    def validate_languages(self, field: Any) -> None:
        """One language at least."""
        if not set(field.data or ()) & set(LANGUAGES):
            raise ValidationError(_l("Choisissez au moins une langue."))


class EditionForm(BaseForm):
    """What an edition is known by: its number and its word in addresses, which never change."""

    number = IntegerField(
        _l("Numéro"),
        [
            InputRequired(_l("Écrivez le numéro du congrès.")),
            NumberRange(1, 32000, _l("Écrivez un nombre de 1 à %(max)s.")),
        ],
        description=_l("Il figure dans les badges et ne changera plus."),
    )
    name = StringField(
        _l("Adresse"),
        [required(_l("Écrivez le mot qui figurera dans les adresses.")), at_most(40)],
        description=_l("Lettres sans accent, chiffres et traits d’union, comme tunis-2020. Il ne changera plus."),
    )

    def validate_name(self, field: Any) -> None:
        """A word that addresses can bear and that no page has."""
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", field.data or ""):
            raise ValidationError(_l("Écrivez des lettres minuscules sans accent, des chiffres et des traits d’union."))
        if not is_free_word(field.data):
            raise ValidationError(_l("Ce mot est réservé : choisissez-en un autre."))


class NewCongressForm(EditionForm, SettingsForm):
    """A new edition, with all its settings."""


class CopyForm(EditionForm):
    """A new edition that takes its settings from another one."""

    title_fr = StringField(_l("Titre en français"), [required(_l("Écrivez le titre.")), at_most(120)])
    title_en = StringField(_l("Titre en anglais"), [Optional(), at_most(120)])
    starts_on = DateField(_l("Premier jour"), [InputRequired(_l("Écrivez le premier jour."))])


class PhaseForm(BaseForm):
    """The phase to go to."""

    phase = RadioField(
        _l("Phase"),
        [required(_l("Choisissez une phase."))],
        choices=[(phase.value, words_for(phase)) for phase in Phase],
    )


class VenueForm(BaseForm):
    """A building."""

    name = StringField(_l("Nom du lieu"), [required(_l("Écrivez le nom du lieu.")), at_most(160)])
    address = StringField(_l("Adresse"), [Optional(), at_most(300)], description=_l("Celle que l’on montre à un taxi."))


class RoomForm(BaseForm):
    """A room."""

    name = StringField(_l("Nom de la salle"), [required(_l("Écrivez le nom de la salle.")), at_most(120)])
    capacity = IntegerField(
        _l("Places assises"),
        [
            InputRequired(_l("Écrivez le nombre de places.")),
            NumberRange(1, 50000, _l("Écrivez un nombre de 1 à %(max)s.")),
        ],
    )
    is_streamed = BooleanField(_l("Se suit aussi en ligne"))


class CategoryForm(BandForm):
    """A category of participants."""

    label_fr = StringField(_l("Nom en français"), [required(_l("Écrivez le nom.")), at_most(60)])
    feminine_fr = StringField(
        _l("Nom en français pour une femme"),
        [Optional(), at_most(60)],
        description=_l("« Déléguée », sur son badge et dans ses lettres. Vide : le même nom pour toutes et tous."),
    )
    label_en = StringField(_l("Nom en anglais"), [Optional(), at_most(60)])
    zones = BoxesField(_l("Zones que le badge ouvre"), coerce=int)
    member = IntegerField(_l("Places d’une délégation de membre"), [Optional(), MOST_PLACES])
    partner = IntegerField(_l("Places d’une délégation de partenaire"), [Optional(), MOST_PLACES])
    service = IntegerField(_l("Places d’une délégation du secrétariat"), [Optional(), MOST_PLACES])


class CongressColleagueForm(BaseForm):
    """Someone who works on this congress."""

    given_name = StringField(_l("Prénom"), [required(_l("Écrivez le prénom.")), at_most(120)])
    family_name = StringField(_l("Nom de famille"), [required(_l("Écrivez le nom.")), at_most(120)])
    email = EmailField(_l("Adresse électronique"), [required(_l("Écrivez l’adresse électronique.")), at_most(254)])
    role = SelectField(_l("Rôle"), [required(_l("Choisissez un rôle."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asides = (CongressRole.HEAD_OF_DELEGATION, CongressRole.FOCAL_POINT)
        roles = [(role.value, words_for(role)) for role in CongressRole if role not in asides]
        self.role.choices = [("", _l("Choisir un rôle")), *roles]
