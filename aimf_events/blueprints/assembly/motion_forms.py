"""Forms of a text and its amendments."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from ...assembly.ballot_models import HandsCount
from ...assembly.motions import MOST_PARAGRAPHS
from ...assembly.rules.amendments import Act
from ...i18n import clean_text
from ...web.forms import BaseForm, at_most, required
from ...web.wording import words_for


class MotionForm(BaseForm):
    """The text, paragraphs apart by an empty line; `seen`: the revision that the page showed."""

    text = TextAreaField(
        _l("Texte"),
        [required(_l("Écrivez le texte.")), at_most(60000)],
        description=_l("une ligne vide sépare deux paragraphes\u202f; ils sont numérotés tout seuls"),
    )
    seen = HiddenField()

    def paragraphs(self) -> list[str]:
        """Return the paragraphs, each on one line."""
        parts = re.split(r"\n\s*\n", (self.text.data or "").replace("\r\n", "\n"))
        return [text for part in parts if (text := clean_text(" ".join(part.split("\n"))))]

    def revision(self) -> int:
        """Return the number; -1 where none was given, which no page shows."""
        text = clean_text(self.seen.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1

    def validate_text(self, field: TextAreaField) -> None:
        """A text has a paragraph at least, and no more than can be debated."""
        if not 0 < len(self.paragraphs()) <= MOST_PARAGRAPHS:
            raise ValidationError(_l("Écrivez de 1 à 200 paragraphes."))


class AmendmentForm(BaseForm):
    """What a member asks to change."""

    member = StringField(
        _l("Auteur de l’amendement"), [required(_l("Écrivez le nom du membre."))], render_kw={"list": "members"}
    )
    act = RadioField(
        _l("Ce qu’il demande"),
        [required(_l("Choisissez ce que l’amendement demande."))],
        choices=[(act.value, words_for(act)) for act in (Act.REPLACE, Act.ADD, Act.DELETE)],
    )
    paragraph = SelectField(_l("Paragraphe"), coerce=int)
    words = TextAreaField(_l("Nouveau texte"), [Optional(), at_most(5000)])
    reason = StringField(_l("Motif"), [Optional(), at_most(500)])

    def offer(self, count: int) -> None:
        """Offer the paragraphs of the text, and its head for what is added before the first."""
        self.paragraph.choices = [(place, str(place)) for place in range(1, count + 1)]
        self.paragraph.choices.append((0, _l("en tête du texte (pour un ajout)")))

    def new_words(self) -> str:
        """Return the new text, on one line."""
        return clean_text(" ".join((self.words.data or "").split())) or ""

    def validate(self, extra_validators: object = None) -> bool:
        """Whatever replaces or adds says what; the head takes an addition alone."""
        is_sound: bool = super().validate(extra_validators)  # type: ignore[arg-type]
        if self.act.data in (Act.REPLACE, Act.ADD) and not self.new_words() and not self.words.errors:
            self.words.errors = [_l("Écrivez le texte que l’amendement propose.")]
            is_sound = False
        if self.paragraph.data == 0 and self.act.data in (Act.REPLACE, Act.DELETE) and not self.paragraph.errors:
            self.paragraph.errors = [_l("Choisissez le paragraphe à remplacer ou à supprimer.")]
            is_sound = False
        return is_sound


class PutForm(BaseForm):
    """How a vote on an amendment is taken."""

    way = SelectField(
        _l("Manière de voter"),
        choices=[(way.value, words_for(way)) for way in HandsCount] + [("open", _l("à l’écran, par le nom"))],
        default=HandsCount.TOTALS.value,
    )
