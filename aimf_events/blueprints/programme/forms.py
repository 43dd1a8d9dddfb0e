"""Forms of the programme desk."""

from typing import Any

from babel import Locale
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ...i18n import language, pick
from ...people.models import Civility
from ...programme import conflict_text
from ...programme.conflict_models import ConflictRules
from ...programme.conflict_rules import CHOSEN, severity_of
from ...programme.hours import HOUR, read_hour
from ...programme.languages import SPOKEN
from ...programme.models import SessionKind, SessionMode, SpeakerRole
from ...web.forms import BaseForm, WholeNumberField, at_most, clean_lines, https_address, required
from ...web.wording import words_for


class HourField(StringField):
    """An hour of the wall clock, "HH:MM"; « 9:30 », « 9h30 » and « 9 h » are read too."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = read_hour(valuelist[0] if valuelist else "")

    def pre_validate(self, form: Any) -> None:
        if self.data and not HOUR.fullmatch(self.data):
            raise ValidationError(_l("Écrivez une heure de 00:00 à 23:59, comme 09:30."))


class SessionForm(BaseForm):
    """All that is known of a session."""

    title_fr = StringField(_l("Titre en français"), [DataRequired(_l("Écrivez le titre.")), at_most(200)])
    title_en = StringField(_l("Titre en anglais"), [Optional(), at_most(200)])
    kind = SelectField(_l("Genre"), choices=[(each.value, words_for(each)) for each in SessionKind])
    day = DateField(_l("Jour"), [required(_l("Choisissez le jour."))])
    starts = HourField(_l("Début"), [required(_l("Écrivez l’heure de début."))], render_kw={"inputmode": "numeric"})
    ends = HourField(_l("Fin"), [required(_l("Écrivez l’heure de fin."))], render_kw={"inputmode": "numeric"})
    mode = RadioField(_l("Comment y assister"), choices=[(each.value, words_for(each)) for each in SessionMode])
    room = SelectField(_l("Salle"), validate_choice=True)
    track = SelectField(_l("Thème ou colloque"), filters=[lambda value: value or ""])  # not asked where there is none
    place = StringField(_l("Autre lieu"), [Optional(), at_most(160)])
    languages = SelectMultipleField(
        _l("Langues parlées ou interprétées"),
        [required(_l("Choisissez au moins une langue."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    room_places = IntegerField(
        _l("Places dans la salle"), [Optional(), NumberRange(1, 100000, _l("Écrivez un nombre de 1 à 100 000."))]
    )
    online_places = IntegerField(
        _l("Places en ligne"), [Optional(), NumberRange(1, 100000, _l("Écrivez un nombre de 1 à 100 000."))]
    )
    online_address = StringField(
        _l("Adresse de la salle en ligne"),
        [Optional(), at_most(1000), https_address],
        render_kw={"inputmode": "url", "autocomplete": "off"},
    )
    forget_address = BooleanField(_l("Oublier l’adresse enregistrée"))
    text_fr = TextAreaField(_l("Présentation en français"), [Optional(), at_most(4000)], filters=[clean_lines])
    text_en = TextAreaField(_l("Présentation en anglais"), [Optional(), at_most(4000)], filters=[clean_lines])
    is_public = BooleanField(_l("Montrer cette séance dans le programme public"))
    room_shared = BooleanField(_l("Enregistrer quand même : la salle accueille les deux"))
    revision = HiddenField()

    def __init__(self, *args: Any, rooms: list[Any], tracks: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = Locale(language()).languages
        self.room.choices = [
            ("", _l("Aucune salle")),
            *((room.public_id, f"{room.name} · {room.venue.name}") for room in rooms),
        ]
        self.track.choices = [("", _l("Aucun")), *((track.public_id, pick(track.name)) for track in tracks)]
        self.languages.choices = [(code, names.get(code, code)) for code in SPOKEN]


class SpeakerForm(BaseForm):
    """The part that a known person takes in a session."""

    person = HiddenField()
    role = SelectField(_l("Rôle"), choices=[(each.value, words_for(each)) for each in SpeakerRole])
    function = StringField(_l("Fonction, telle que le programme l’écrit"), [Optional(), at_most(160)])


class NewSpeakerForm(SpeakerForm):
    """A person whom the house does not know yet."""

    civility = SelectField(
        _l("Civilité"), choices=[("", "—"), (Civility.MADAM.value, _l("Mme")), (Civility.SIR.value, _l("M."))]
    )
    given_name = StringField(_l("Prénom"), [DataRequired(_l("Écrivez le prénom.")), at_most(120)])
    family_name = StringField(_l("Nom de famille"), [DataRequired(_l("Écrivez le nom.")), at_most(120)])


class TrackForm(BaseForm):
    """A theme of the programme."""

    name_fr = StringField(_l("Nom en français"), [DataRequired(_l("Écrivez le nom.")), at_most(160)])
    name_en = StringField(_l("Nom en anglais"), [Optional(), at_most(160)])


class ReleaseForm(BaseForm):
    """The name of a version, and a word about it; what the page showed travels along."""

    name = StringField(_l("Nom de la version"), [DataRequired(_l("Écrivez le nom.")), at_most(120)])
    note = TextAreaField(_l("Ce qu’elle apporte, en quelques mots"), [Optional(), at_most(1000)], filters=[clean_lines])
    seen = HiddenField()
    draft = HiddenField()


class OverrideForm(BaseForm):
    """Why a conflict is accepted."""

    reason = TextAreaField(
        _l("Pourquoi passer outre"),
        [required(_l("Écrivez pourquoi : la raison reste au journal.")), at_most(500)],
        filters=[clean_lines],
    )


def rules_form(rules: ConflictRules) -> Any:
    """Return the form of how grave each conflict is, filled with what a congress chose."""
    choices = [(each.value, words) for each, words in conflict_text.SEVERITIES.items()]
    fields: dict[str, Any] = {
        rule.value: SelectField(conflict_text.RULES[rule], choices=choices, default=severity_of(rules, rule).value)
        for rule in CHOSEN
    }
    checks = [
        InputRequired(_l("Écrivez le nombre de minutes.")),
        NumberRange(0, 240, _l("Écrivez un nombre de 0 à 240.")),
    ]
    walks = (
        ("minutes_between_rooms", _l("Minutes pour aller d’une salle à une autre du même bâtiment")),
        ("minutes_between_venues", _l("Minutes pour aller d’un bâtiment à un autre")),
    )
    for name, label in walks:
        fields[name] = WholeNumberField(label, checks, default=getattr(rules, name))
    return type("RulesForm", (BaseForm,), fields)()


class PlaceForm(BaseForm):
    """Where a session stands: day, hour, duration, room. `seen` names the conflicts that the page showed."""

    day = DateField(_l("Jour"), [required(_l("Choisissez le jour."))])
    starts = HourField(_l("Début"), [required(_l("Écrivez l’heure de début."))], render_kw={"inputmode": "numeric"})
    minutes = WholeNumberField(
        _l("Durée, en minutes"),
        [InputRequired(_l("Écrivez la durée.")), NumberRange(5, 1439, _l("Écrivez une durée de 5 à 1 439 minutes."))],
    )
    room = SelectField(_l("Salle"), validate_choice=True)
    reason = TextAreaField(_l("Pourquoi passer outre"), [Optional(), at_most(500)], filters=[clean_lines])
    revision = HiddenField()
    seen = HiddenField()

    def __init__(self, *args: Any, rooms: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.room.choices = [
            ("", _l("Aucune salle")),
            *((room.public_id, f"{room.name} · {room.venue.name}") for room in rooms),
        ]

    def is_hour(self) -> bool:
        """Whether the start is an hour."""
        return bool(HOUR.fullmatch(self.starts.data or ""))
