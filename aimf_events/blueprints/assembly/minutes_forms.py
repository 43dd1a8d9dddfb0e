"""Forms of the minutes: a block, who signs, the signed copy, what is corrected, the sitting that approves."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from ...registration.document_files import DocumentRefused, PreparedDocument, prepare_document
from ...web.forms import BaseForm, at_most, clean_lines, required

LONGEST = 20_000


class SeenForm(BaseForm):
    """What the page showed, so that a colleague's words are never covered unread."""

    seen = IntegerField(validators=[InputRequired(), NumberRange(0, 2**62)], widget=HiddenInput())


class BlockForm(SeenForm):
    """What a person writes over the facts of a block."""

    text = TextAreaField(_l("Texte"), [Optional(), at_most(LONGEST)], filters=[clean_lines])


class SignersForm(BaseForm):
    """Who signs, as the paper names them."""

    chair = StringField(
        _l("Présidence de séance"),
        [required(_l("Écrivez qui a présidé.")), at_most(160)],
        description=_l("titre et nom, comme ils seront imprimés sous la signature"),
    )
    secretary = StringField(
        _l("Secrétariat de séance"), [required(_l("Écrivez qui a tenu le secrétariat.")), at_most(160)]
    )


class ScanForm(BaseForm):
    """The copy that two people signed by hand."""

    file = FileField(_l("Copie signée"), [FileRequired(_l("Choisissez un fichier PDF, JPEG ou PNG."))])
    prepared: PreparedDocument | None = None

    def validate_file(self, field: FileField) -> None:
        """Read what the file really is."""
        try:
            self.prepared = prepare_document(field.data.read(), field.data.filename or "")
        except DocumentRefused as refused:
            raise ValidationError(f"{refused.reason} {refused.advice}") from None


class CorrectionsForm(SeenForm):
    """What is corrected in signed minutes."""

    text = TextAreaField(
        _l("Rectifications"),
        [required(_l("Écrivez ce qui est rectifié.")), at_most(LONGEST)],
        filters=[clean_lines],
        description=_l("Imprimées avant le texte signé, qui ne change pas."),
    )


class ApprovalForm(BaseForm):
    """Which sitting is asked to approve."""

    later = RadioField(_l("Séance appelée à approuver"), [required(_l("Choisissez une séance."))])

    def offer(self, sittings: list[tuple[str, str]]) -> None:
        """Offer the sittings to come."""
        self.later.choices = sittings
