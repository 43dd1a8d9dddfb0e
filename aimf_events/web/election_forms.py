"""What a candidacy says, as the member's own page and the desk ask it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from ..assembly.candidacies import LONGEST_STATEMENT, Declaration, Particulars
from ..assembly.voices import VotingMember, named
from ..members.models import Member
from ..registration.document_files import DocumentRefused, PreparedDocument, prepare_document
from .forms import BaseForm, at_most, clean_lines, required


class StandingForm(BaseForm):
    """What a candidacy says, on the member's page and at the desk."""

    profession = StringField(_l("Profession"), [Optional(), at_most(120)])
    domicile = StringField(_l("Domicile"), [Optional(), at_most(200)])
    nationality = StringField(_l("Nationalité"), [Optional(), at_most(80)])
    statement = TextAreaField(
        _l("Présentation aux membres"), [Optional(), at_most(LONGEST_STATEMENT)], filters=[clean_lines]
    )
    sponsors = StringField(
        _l("Parrainages"), [Optional(), at_most(1000)], description=_l("noms des membres, séparés par des virgules")
    )
    file = FileField(_l("Document joint, en PDF ou en photo"), [Optional()])
    prepared: PreparedDocument | None = None
    found: Sequence[VotingMember] = ()
    members: Sequence[VotingMember] = ()

    def offer(self, members: Sequence[VotingMember]) -> None:
        """Know who may sponsor."""
        self.members = members

    def validate_sponsors(self, field: Any) -> None:
        """Each name is that of one member."""
        self.found, unknown = named(list(self.members), field.data or "")
        if unknown:
            names = ", ".join(unknown)
            raise ValidationError(_l("Aucun membre, ou plusieurs, portent ce nom : %(names)s.", names=names))

    def validate_file(self, field: FileField) -> None:
        """Read what the file really is."""
        if not field.data or not field.data.filename:
            return
        try:
            self.prepared = prepare_document(field.data.read(), field.data.filename)
        except DocumentRefused as refused:
            raise ValidationError(f"{refused.reason} {refused.advice}") from None

    def ask_particulars(self) -> None:
        """Ask for the three things that go to the prefecture: on the member's own page each is due."""
        for field in (self.profession, self.domicile, self.nationality):
            field.validators = [
                required(_l("Écrivez-le : la préfecture le demande de qui est élu.")),
                *field.validators[1:],
            ]
            field.flags.optional = False

    def said(self, sponsors: Sequence[Member]) -> Declaration:
        """Return what a candidacy says."""
        particulars = Particulars(self.profession.data or "", self.domicile.data or "", self.nationality.data or "")
        return Declaration(particulars, self.statement.data or "", sponsors, self.prepared)
