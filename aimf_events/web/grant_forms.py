"""Forms of the grants, that the member's page and the desk share."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.validators import ValidationError

from ..membership.grant_models import GrantPaperKind
from ..registration.document_files import DocumentRefused, PreparedDocument, prepare_document
from .forms import BaseForm, required
from .wording import words_for


class ReportForm(BaseForm):
    """The report of a project; what the file really is, is read before anything is kept."""

    file = FileField(_l("Fichier"), [FileRequired(_l("Choisissez un fichier PDF, JPEG ou PNG."))])
    prepared: PreparedDocument | None = None

    def validate_file(self, field: FileField) -> None:
        """Read what the file really is."""
        try:
            self.prepared = prepare_document(field.data.read(), field.data.filename or "")
        except DocumentRefused as refused:
            raise ValidationError(f"{refused.reason} {refused.advice}") from None


class GrantPaperForm(ReportForm):
    """A paper of a project, of any kind."""

    kind = RadioField(
        _l("Nature du document"),
        [required(_l("Dites ce que ce document atteste."))],
        choices=[(each.value, words_for(each)) for each in GrantPaperKind],
    )
