"""Forms of the five-year programme: its text, its adoption, a year of an objective."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from ...membership.strategy import Written
from ...membership.strategy_text import TextUnread, WrittenAxis, read_text, same_shape
from ...web.forms import BaseForm, WholeNumberField, at_most, required

_YEAR = _l("Écrivez une année, comme 2027.")
_PERCENT = _l("Écrivez un nombre de 0 à 100.")


class ProgrammeForm(BaseForm):
    """The text of a version, in French and perhaps in English."""

    revision = HiddenField(validators=[Length(max=10)])
    title_fr = StringField(_l("Titre en français"), [required(_l("Écrivez le titre.")), at_most(200)])
    title_en = StringField(_l("Titre en anglais"), [Optional(), at_most(200)])
    first_year = WholeNumberField(_l("Première année"), [required(_YEAR), NumberRange(1979, 2200, _YEAR)])
    last_year = WholeNumberField(_l("Dernière année"), [required(_YEAR), NumberRange(1979, 2200, _YEAR)])
    text_fr = TextAreaField(
        _l("Texte en français"),
        [required(_l("Écrivez les axes et les objectifs.")), at_most(20_000)],
        description=_l("une ligne par axe, qui débute par # ; une ligne par objectif, qui débute par un tiret"),
    )
    text_en = TextAreaField(_l("Texte en anglais"), [Optional(), at_most(20_000)])

    french: list[WrittenAxis]
    english: list[WrittenAxis] | None = None

    def validate_last_year(self, field: Any) -> None:
        """It ends after it began, and does not last for ever."""
        first, last = self.first_year.data, field.data
        if first is not None and last is not None and not 0 <= last - first <= 15:
            raise ValidationError(_l("La dernière année suit la première, de quinze ans au plus."))

    def validate_text_fr(self, field: Any) -> None:
        """Read the axes."""
        try:
            self.french = read_text(field.data or "")
        except TextUnread as unread:
            raise ValidationError(unread.reason) from None

    def validate_text_en(self, field: Any) -> None:
        """The translation has the same axes and objectives."""
        if not (field.data or "").strip() or not getattr(self, "french", None):
            return
        try:
            self.english = read_text(field.data)
            same_shape(self.french, self.english)
        except TextUnread as unread:
            raise ValidationError(unread.reason) from None

    def written(self) -> Written:
        """Return what was written."""
        title = {"fr": self.title_fr.data, "en": self.title_en.data}
        return Written(
            title={code: words for code, words in title.items() if words},
            first_year=self.first_year.data,
            last_year=self.last_year.data,
            french=self.french,
            english=self.english,
        )


class AdoptionForm(BaseForm):
    """Which Assembly adopted it, by which decision."""

    revision = HiddenField(validators=[Length(max=10)])
    sitting = SelectField(_l("Assemblée générale"), [Optional()])
    on = DateField(_l("Jour de cette Assemblée d’avant"), [Optional()])
    decision = StringField(_l("Décision"), [required(_l("Écrivez la décision.")), at_most(300)])

    def validate_decision(self, field: Any) -> None:
        """An Assembly of before says its day."""
        if not self.sitting.data and not self.on.data:
            raise ValidationError(_l("Pour une Assemblée d’avant, écrivez laquelle et son jour."))


class ProgressForm(BaseForm):
    """How far an objective was in a year."""

    year = WholeNumberField(_l("Année"), [required(_YEAR), NumberRange(1979, 2200, _YEAR)])
    percent = WholeNumberField(_l("Avancement"), [required(_PERCENT), NumberRange(0, 100, _PERCENT)])
    note_fr = StringField(_l("En un mot, en français"), [Optional(), at_most(300)])
    note_en = StringField(_l("En un mot, en anglais"), [Optional(), at_most(300)])
