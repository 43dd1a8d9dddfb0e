"""Forms of the statutes: a chapter of a draft, its adoption."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from ...assembly.parameters import MEANINGS, Kind, Parameter, is_valid
from ...assembly.rules.majority import Base
from ...i18n import zone_city
from ...members.zones import all_zones
from ...web.forms import BaseForm, BoxesField, WholeNumberField, at_most, required
from ...web.wording import words_for

WHOLE = _l("Écrivez un nombre entier de %(min)s à %(max)s.")
YES, NO = "yes", "no"


class AdoptionForm(BaseForm):
    """When a version comes into force, and what decided it."""

    in_force_on = DateField(_l("En vigueur le"), [InputRequired(_l("Choisissez la date d’entrée en vigueur."))])
    decision = StringField(
        _l("Décision"),
        [required(_l("Écrivez la décision : elle reste au journal.")), at_most(300)],
        description=_l("par exemple : Assemblée générale d’Abidjan, 24 juin 2022, résolution 3"),
    )
    revision = HiddenField()


class ChapterForm(BaseForm):
    """The parameters of one chapter. Made by `chapter_form`, which adds the fields of each."""

    revision = HiddenField()

    def given(self, parameters: list[Parameter]) -> dict[Parameter, tuple[Any, str]]:
        """Return what the verb takes: parameter → (value as stored, article)."""
        return {each: (self.value_of(each), self[f"{each}_article"].data or "") for each in parameters}

    def value_of(self, parameter: Parameter) -> Any:
        """Return the value of a parameter as it is stored."""
        kind = MEANINGS[parameter].kind
        if kind in (Kind.SHARE, Kind.MAJORITY):
            said = {
                "numerator": self[f"{parameter}_numerator"].data,
                "denominator": self[f"{parameter}_denominator"].data,
                "is_strict": self[f"{parameter}_comparison"].data == "more_than",
            }
            return said | ({"base": self[f"{parameter}_base"].data} if kind is Kind.MAJORITY else {})
        value = self[parameter].data
        return value == YES if kind is Kind.FLAG else value


def chapter_form(parameters: list[Parameter], said: Mapping[str, tuple[Any, str]], **values: Any) -> ChapterForm:
    """Return the form of a chapter with what a version says: name → (value, article)."""
    fields: dict[str, Any] = {}
    for parameter in parameters:
        value, article = said.get(parameter, (None, ""))
        fields |= _fields(parameter, value if is_valid(parameter, value) else None)
        fields[f"{parameter}_article"] = StringField(_l("Article"), [Optional(), at_most(120)], default=article)
    form: ChapterForm = type("Chapter", (ChapterForm,), fields)(**values)
    return form


def _fields(parameter: Parameter, value: Any) -> dict[str, Any]:
    meaning, label = MEANINGS[parameter], words_for(parameter)
    match meaning.kind:
        case Kind.NUMBER:
            checks = [InputRequired(_l("Écrivez un nombre.")), NumberRange(meaning.least, meaning.most, WHOLE)]
            return {parameter: WholeNumberField(label, checks, default=value)}
        case Kind.FLAG:
            default = None if value is None else YES if value else NO
            return {parameter: _radio(label, [(YES, _l("oui")), (NO, _l("non"))], default)}
        case Kind.CHOICE:
            return {parameter: _radio(label, _choices(parameter), value)}
        case Kind.CHOICES:
            needed = [required(_l("Cochez au moins une réponse."))]
            return {parameter: BoxesField(label, needed, choices=_choices(parameter), default=value)}
        case Kind.ZONE:
            zones = [(zone, f"{zone_city(zone)} ({zone})") for zone in all_zones()]
            return {parameter: SelectField(label, choices=zones, default=value)}
        case Kind.SHARE | Kind.MAJORITY:
            return _share_fields(parameter, value or {})


def _share_fields(parameter: Parameter, value: dict[str, Any]) -> dict[str, Any]:
    checks = [InputRequired(_l("Écrivez un nombre.")), NumberRange(1, 1000, WHOLE)]
    compared = [("at_least", _l("au moins cette part")), ("more_than", _l("plus que cette part"))]
    fields: dict[str, Any] = {
        f"{parameter}_numerator": WholeNumberField(_l("Part : numérateur"), checks, default=value.get("numerator")),
        f"{parameter}_denominator": WholeNumberField(
            _l("Part : dénominateur"), [*checks, _WithinTheWhole(parameter)], default=value.get("denominator")
        ),
        f"{parameter}_comparison": _radio(_l("Il en faut"), compared, _comparison(value.get("is_strict"))),
    }
    if MEANINGS[parameter].kind is Kind.MAJORITY:
        bases = [(base.value, words_for(base)) for base in Base]
        fields[f"{parameter}_base"] = SelectField(_l("De quoi"), choices=bases, default=value.get("base"))
    return fields


def _comparison(is_strict: bool | None) -> str | None:
    return None if is_strict is None else "more_than" if is_strict else "at_least"


class _WithinTheWhole:
    """A share is no more than the whole, and nobody reaches more than the whole."""

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter

    def __call__(self, form: ChapterForm, field: Any) -> None:
        if not is_valid(self.parameter, form.value_of(self.parameter)):
            raise ValidationError(_l("Cette part dépasse le tout : écrivez par exemple 1 et 3 pour un tiers."))


def _radio(label: Any, choices: list[tuple[str, Any]], default: Any) -> RadioField:
    return RadioField(label, [required(_l("Choisissez une réponse."))], choices=choices, default=default)


def _choices(parameter: Parameter) -> list[tuple[str, Any]]:
    return [(word.value, words_for(word)) for word in MEANINGS[parameter].words or ()]
