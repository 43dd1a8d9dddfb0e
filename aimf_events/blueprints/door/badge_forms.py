"""Forms of badges: how they look, what a run prints, what a print desk says."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional, Regexp

from ...checkin.looks import LONGEST, Look
from ...checkin.print_models import BadgeFormat, BadgePart, PrintReason
from ...web.forms import BandForm, BaseForm, BoxesField, at_most, required
from ...web.wording import words_for

LANGUAGE_CHOICES = [("fr", _l("français")), ("en", _l("anglais"))]
_SHORT = Length(max=LONGEST, message=_l("Écrivez %(max)d caractères au plus."))


class LookForm(BaseForm):
    """How badges look."""

    format = RadioField(
        _l("Format"),
        [required(_l("Choisissez un format."))],
        choices=[(each.value, words_for(each)) for each in BadgeFormat],
    )
    parts = BoxesField(_l("Ce que montre le badge"), choices=[(each.value, words_for(each)) for each in BadgePart])
    two_sided = BooleanField(_l("Imprimer aussi le dos"))
    words_fr = TextAreaField(_l("Texte du dos en français"), [Optional(), _SHORT])
    words_en = TextAreaField(_l("Texte du dos en anglais"), [Optional(), _SHORT])
    shown_in = RadioField(_l("Langue de l’aperçu"), [Optional()], choices=LANGUAGE_CHOICES, default="fr")

    @property
    def look(self) -> Look:
        """What the form says."""
        words = {"fr": self.words_fr.data or "", "en": self.words_en.data or ""}
        return Look(
            BadgeFormat(self.format.data),
            frozenset(BadgePart(each) for each in self.parts.data or ()),
            bool(self.two_sided.data) and self.format.data != BadgeFormat.LABEL.value,
            {language: text for language, text in words.items() if text.strip()},
        )

    @staticmethod
    def values_of(look: Look) -> dict[str, Any]:
        """What the form says of a look before anybody changed it."""
        return {
            "format": look.format.value,
            "parts": [part.value for part in look.parts],
            "two_sided": look.two_sided,
            "words_fr": look.words.get("fr", ""),
            "words_en": look.words.get("en", ""),
        }


class CategoryLookForm(LookForm, BandForm):
    """How the badges of one category look, its letter and its colour too."""


class PrintForm(BaseForm):
    """Why a badge is wanted on paper."""

    reason = RadioField(
        _l("Pourquoi ?"),
        [required(_l("Dites pourquoi ce badge s’imprime."))],
        choices=[(each.value, words_for(each)) for each in PrintReason if each is not PrintReason.ARRIVAL],
        default=PrintReason.FIRST.value,
    )
    issue = HiddenField(validators=[Optional(), Regexp(r"^[0-9]{1,3}$")])  # of which it is said, once


class TroubleForm(BaseForm):
    """What went wrong at a printer."""

    trouble = StringField(_l("Que s’est-il passé ?"), [required(_l("Écrivez ce qui s’est passé.")), at_most(200)])
