"""The words of a newsletter."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Optional

from ...i18n import LANGUAGES
from ...mail.texts import LONGEST
from ...web.forms import BaseForm, at_most, required


class NewsletterWordsForm(BaseForm):
    """Subject and text in French; in English too, or not at all. `seen` is the version that the writer had before them."""

    subject_fr = StringField(_l("Objet en français"), [required(_l("Écrivez l’objet.")), at_most(200)])
    body_fr = TextAreaField(_l("Lettre en français"), [required(_l("Écrivez la lettre.")), at_most(LONGEST)])
    subject_en = StringField(_l("Objet en anglais"), [Optional(), at_most(200)])
    body_en = TextAreaField(_l("Lettre en anglais"), [Optional(), at_most(LONGEST)])
    seen = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """An English subject needs an English letter, and the other way round."""
        if not super().validate(extra_validators):
            return False
        subject, body = self.both("subject").get("en"), self.both("body").get("en")
        if subject and not body:
            self.body_en.errors = [_("Écrivez aussi la lettre en anglais, ou retirez son objet.")]
        if body and not subject:
            self.subject_en.errors = [_("Écrivez aussi l’objet en anglais, ou retirez sa lettre.")]
        return not self.errors

    def both(self, part: str) -> dict[str, str]:
        """The text of a part in each language in which it was written."""
        given = {code: (self[f"{part}_{code}"].data or "").strip() for code in LANGUAGES}
        return {code: words for code, words in given.items() if words}


def version_seen(given: str | None) -> int:
    """Return the version that a page bore; 0 for none."""
    text = given or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
