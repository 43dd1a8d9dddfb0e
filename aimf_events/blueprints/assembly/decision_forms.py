"""Forms of the register of decisions: the words of a decision, a decision by consensus, and what becomes of it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from ...minutes.decision_models import FollowUp
from ...web.forms import BaseForm, at_most, clean_lines, required
from ...web.wording import words_for

LONGEST = 4000


class WordsForm(BaseForm):
    """The title of a decision and its text in both languages."""

    title = StringField(_l("Intitulé"), [required(_l("Donnez un intitulé à la décision.")), at_most(200)])
    text_fr = TextAreaField(
        _l("Texte, en français"),
        [required(_l("Écrivez le texte de la décision en français.")), at_most(LONGEST)],
        filters=[clean_lines],
        description=_l("Seul ce texte fait foi."),
    )
    text_en = TextAreaField(
        _l("Traduction de courtoisie, en anglais"),
        [Optional(), at_most(LONGEST)],
        filters=[clean_lines],
    )

    def text(self) -> dict[str, str]:
        """Return the text by language; a translation that is not there is not there."""
        return {"fr": self.text_fr.data, **({"en": self.text_en.data} if self.text_en.data else {})}


class RewriteForm(WordsForm):
    """The words of a decision that has its number, and whether members read it."""

    for_members = BooleanField(_l("Les membres lisent cette décision dans leur registre"))


class ConsensusForm(WordsForm):
    """A decision taken without a vote, nobody objecting."""

    item = SelectField(_l("Point de l’ordre du jour"), [required(_l("Choisissez le point."))])
    form_key = HiddenField(validators=[InputRequired(), Regexp(r"[A-Za-z0-9_-]{22}\Z")])

    def offer(self, items: list[tuple[str, str]]) -> None:
        """Offer the items of the agenda."""
        self.item.choices = items


class FollowForm(BaseForm):
    """Where a decision stands."""

    state = RadioField(
        _l("Suite donnée"),
        [required(_l("Dites où en est cette décision."))],
        choices=[(state.value, words_for(state)) for state in FollowUp],
    )
    in_charge = StringField(_l("Qui en est chargé"), [Optional(), at_most(160)])
    due_on = DateField(_l("À faire avant le"), [Optional()])
    note = TextAreaField(
        _l("Note"),
        [Optional(), at_most(LONGEST)],
        filters=[clean_lines],
        description=_l("pour le Secrétariat ; les membres ne la lisent pas"),
    )
    seen = IntegerField(validators=[InputRequired(), NumberRange(0, 100_000)], widget=HiddenInput())

    def answers(self) -> dict[str, Any]:
        """Return what is noted."""
        return {
            "state": FollowUp(self.state.data),
            "in_charge": self.in_charge.data or "",
            "due_on": self.due_on.data,
            "note": self.note.data or "",
            "seen": self.seen.data,
        }
