"""Forms of the letters' desk: the words of a letter, the letterhead, who signs."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from ...i18n import pick
from ...mail import merge_fields
from ...mail.merge_fields import LetterKind
from ...mail.models import Signatory
from ...mail.texts import LONGEST
from ...web.forms import BaseForm, at_most, required


class LetterTextForm(BaseForm):
    """The words of one letter. `seen` is the number of the last version that the writer had before them."""

    subject = StringField(_l("Objet"), [required(_l("Écrivez l’objet.")), at_most(200)])
    body = TextAreaField(_l("Lettre"), [required(_l("Écrivez la lettre.")), at_most(LONGEST)])
    signatory = SelectField(_l("Signature"), [Optional()])
    seen = HiddenField()

    def __init__(self, kind: LetterKind, signatories: list[Signatory], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.signatory.choices = [
            ("", _l("Le Secrétariat permanent")),
            *((each.public_id, f"{each.name}, {pick(each.title)}") for each in signatories),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field between braces must be one of the letter's, and those it cannot be without must be there."""
        if not super().validate(extra_validators):
            return False
        for part, lines in merge_fields.problems(self.kind, self.subject.data or "", self.body.data or "").items():
            self[part].errors = [*self[part].errors, *lines]
        return not self.errors

    @property
    def last_seen(self) -> int:
        """The version that the writer had before them; 0 for none."""
        given = str(self.seen.data or "")
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 7 else 0


class LetterheadForm(BaseForm):
    """What stands above and below every letter of the congress."""

    name_fr = StringField(_l("Nom en français"), [Optional(), at_most(160)])
    name_en = StringField(_l("Nom en anglais"), [Optional(), at_most(160)])
    address_fr = StringField(_l("Adresse en français"), [Optional(), at_most(240)])
    address_en = StringField(_l("Adresse en anglais"), [Optional(), at_most(240)])
    footer_fr = StringField(_l("Pied de lettre en français"), [Optional(), at_most(300)])
    footer_en = StringField(_l("Pied de lettre en anglais"), [Optional(), at_most(300)])

    def both(self, name: str) -> dict[str, str]:
        """The text of a part in each language in which it was written."""
        return {code: self[f"{name}_{code}"].data for code in ("fr", "en") if self[f"{name}_{code}"].data}


class SignatoryForm(BaseForm):
    """Someone who signs letters."""

    name = StringField(_l("Nom, tel qu’il est signé"), [required(_l("Écrivez le nom.")), at_most(160)])
    title_fr = StringField(_l("Qualité en français"), [required(_l("Écrivez la qualité.")), at_most(160)])
    title_en = StringField(_l("Qualité en anglais"), [Optional(), at_most(160)])
