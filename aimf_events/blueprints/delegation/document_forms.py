"""The forms of the delegation's papers. A wrong file is said in a sentence, beside the field."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField
from wtforms.validators import ValidationError

from ...registration.document_files import DocumentRefused, PreparedDocument, prepare_document
from ...registration.models import DocumentKind, Registration
from ...web.forms import BaseForm, required
from ...web.wording import addressed

KINDS: dict[DocumentKind, Any] = {
    DocumentKind.NOMINATION: _l("Lettre de nomination"),
    DocumentKind.MANDATE: _l("Mandat ou délibération"),
    DocumentKind.PROOF: _l("Justificatif"),
    DocumentKind.OTHER: _l("Autre document"),
}


class ReplacementForm(BaseForm):
    """Another file."""

    file = FileField(_l("Fichier"), [FileRequired(_l("Choisissez un fichier PDF, JPEG ou PNG."))])
    prepared: PreparedDocument | None = None

    def validate_file(self, field: FileField) -> None:
        """Read what the file really is."""
        try:
            self.prepared = prepare_document(field.data.read(), field.data.filename or "")
        except DocumentRefused as refused:
            raise ValidationError(f"{refused.reason} {refused.advice}") from None


class DocumentForm(ReplacementForm):
    """A paper: what it attests, whom it is about."""

    kind = RadioField(
        _l("Nature du document"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        default=DocumentKind.NOMINATION.value,
        validators=[required(_l("Dites ce que ce document atteste."))],
    )
    about = SelectField(_l("Qui concerne-t-il ?"))

    def offer(self, people: Sequence[Registration], *, whole: bool) -> None:
        """Offer the persons whom the reader may see, and the whole delegation to whoever sees all of it."""
        everyone = [("", _("Toute la délégation"))] if whole else []
        self.about.choices = everyone + [(each.public_id, addressed(each.person)) for each in people]
