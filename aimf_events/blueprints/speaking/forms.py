"""Forms of those who speak."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.validators import Optional, ValidationError

from ...registration.document_files import DocumentRefused, PreparedDocument, prepare_document
from ...registration.models import Mode
from ...registration.photos import PhotoRefused, PreparedPhoto, prepare_photo
from ...web.forms import BaseForm, at_most, clean_lines, required
from ...web.wording import words_for

YES, NO = "yes", "no"
_SLIDES = "application/pdf"


class AnswerForm(BaseForm):
    """Yes or no, with a word."""

    answer = RadioField(
        _l("Votre réponse"),
        choices=[(YES, _l("J’accepte")), (NO, _l("Je ne pourrai pas"))],
        validators=[required(_l("Dites si vous acceptez."))],
    )
    mode = RadioField(
        _l("Si vous acceptez : comment prendrez-vous part ?"),
        choices=[(each.value, words_for(each)) for each in (Mode.IN_PERSON, Mode.ONLINE, Mode.UNDECIDED)],
        default=Mode.UNDECIDED.value,
    )
    word = TextAreaField(_l("Un mot pour le Secrétariat"), [Optional(), at_most(1000)], filters=[clean_lines])


class BiographyForm(BaseForm):
    """How a person is presented, in both languages."""

    text_fr = TextAreaField(_l("Biographie en français"), [Optional(), at_most(1500)], filters=[clean_lines])
    text_en = TextAreaField(_l("Biographie en anglais"), [Optional(), at_most(1500)], filters=[clean_lines])
    may_show = BooleanField(_l("Le programme public peut montrer cette biographie"))


class PortraitForm(BaseForm):
    """A portrait for the programme."""

    photo = FileField(_l("Portrait"), [FileRequired(_l("Choisissez une photo."))])
    may_show = BooleanField(_l("Le programme public peut montrer ce portrait"))
    prepared: PreparedPhoto | None = None

    def validate_photo(self, field: FileField) -> None:
        """Read what the file really is."""
        try:
            self.prepared = prepare_photo(field.data.read())
        except PhotoRefused as refused:
            raise ValidationError(f"{refused.reason} {refused.advice}") from None


class SlidesForm(BaseForm):
    """A version of one's slides."""

    file = FileField(_l("Diapositives"), [FileRequired(_l("Choisissez un fichier PDF."))])
    may_publish = BooleanField(_l("Après la séance, ces diapositives peuvent être publiées"))
    prepared: PreparedDocument | None = None

    def validate_file(self, field: FileField) -> None:
        """Read what the file really is: a PDF that runs nothing."""
        try:
            self.prepared = prepare_document(field.data.read(), field.data.filename or "")
        except DocumentRefused as refused:
            raise ValidationError(f"{refused.reason} {refused.advice}") from None
        if self.prepared.media_type != _SLIDES:
            raise ValidationError(
                _l("Ce fichier n’est pas un PDF : enregistrez vos diapositives en PDF, puis envoyez-les.")
            )


class SummaryForm(BaseForm):
    """What a rapporteur says of a session."""

    text_fr = TextAreaField(
        _l("Synthèse en français"), [required(_l("Écrivez la synthèse.")), at_most(6000)], filters=[clean_lines]
    )
    text_en = TextAreaField(_l("Synthèse en anglais"), [Optional(), at_most(6000)], filters=[clean_lines])


def translated(form: Any) -> dict[str, str]:
    """Return the texts of a form by language, those written."""
    return {code: text for code, text in (("fr", form.text_fr.data), ("en", form.text_en.data)) if text}
