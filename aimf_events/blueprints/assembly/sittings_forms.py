"""Forms of the sittings: planned, its second call, its agenda, its requests, its presence."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp, ValidationError

from ...assembly.models import Body
from ...assembly.simulator import SittingKind
from ...assembly.sitting_models import ItemKind
from ...i18n import clean_text
from ...members.zones import all_zones
from ...programme.models import SessionMode
from ...registration.document_files import DocumentRefused, PreparedDocument, prepare_document
from ...web.forms import BaseForm, at_most, required
from ...web.wording import words_for

HOUR = Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", message=_l("Écrivez l’heure comme 09:30."))


class SittingForm(BaseForm):
    """When and where a body sits. With a session of the programme, the session says when and where."""

    kind = RadioField(
        _l("Nature de la séance"),
        [required(_l("Dites de quelle séance il s’agit."))],
        choices=[(kind.value, words_for(kind)) for kind in SittingKind],
        default=SittingKind.ORDINARY.value,
    )
    session = SelectField(_l("Moment du programme"), validate_choice=True)
    day = DateField(_l("Jour"), [Optional()])
    starts = StringField(_l("Heure"), [Optional(), HOUR], description=_l("heure locale, comme 09:30"))
    time_zone = SelectField(_l("Heure de"), [Optional()])
    place = StringField(_l("Lieu"), [Optional(), at_most(200)])
    mode = RadioField(
        _l("Où l’on peut y prendre part"),
        choices=[(mode.value, words_for(mode)) for mode in SessionMode],
        default=SessionMode.HYBRID.value,
    )

    def offer(self, body: Body, sessions: Sequence[tuple[str, str]]) -> None:
        """Offer the sessions of the programme that are free; the Bureau has one kind of sitting."""
        self.session.choices = [("", _l("Hors programme : j’écris le jour et le lieu")), *sessions]
        self.time_zone.choices = [(zone, zone.replace("_", " ")) for zone in all_zones()]
        if body is Body.BUREAU:
            self.kind.choices = [(SittingKind.ORDINARY.value, words_for(SittingKind.ORDINARY))]

    def validate_day(self, field: Any) -> None:
        """Outside the programme, somebody says the day."""
        if not self.session.data and field.data is None:
            raise ValidationError(_l("Choisissez le jour, ou un moment du programme."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that an hour stands with a day."""
        is_sound: bool = super().validate(extra_validators)
        if not self.session.data and not self.starts.data and not self.starts.errors:
            self.starts.errors = [_l("Écrivez l’heure comme 09:30.")]
            return False
        return is_sound


class SecondCallForm(BaseForm):
    """The day of a second call."""

    day = DateField(_l("Jour"), [InputRequired(_l("Choisissez le jour."))])
    starts = StringField(_l("Heure"), [required(_l("Écrivez l’heure comme 09:30.")), HOUR])


class ItemForm(BaseForm):
    """A point of the agenda."""

    kind = SelectField(_l("Nature"), choices=[(kind.value, words_for(kind)) for kind in ItemKind])
    title = StringField(_l("Intitulé"), [required(_l("Écrivez l’intitulé.")), at_most(200)])
    text = TextAreaField(_l("Explication"), [Optional(), at_most(2000)])
    minutes = IntegerField(
        _l("Durée prévue, en minutes"),
        [Optional(), NumberRange(1, 600, _l("Écrivez une durée de 1 à 600 minutes."))],
    )


class PaperForm(BaseForm):
    """A paper of an item: a name that stays, and the file of its next version."""

    name = StringField(
        _l("Nom du document"),
        [required(_l("Écrivez un nom : les versions suivantes le garderont.")), at_most(160)],
        description=_l("le même nom, avec un autre fichier, fait une nouvelle version"),
    )
    file = FileField(_l("Fichier"), [FileRequired(_l("Choisissez un fichier PDF, JPEG ou PNG."))])
    prepared: PreparedDocument | None = None

    def validate_file(self, field: FileField) -> None:
        """Read what the file really is."""
        try:
            self.prepared = prepare_document(field.data.read(), field.data.filename or "")
        except DocumentRefused as refused:
            raise ValidationError(f"{refused.reason} {refused.advice}") from None


class RequestForm(BaseForm):
    """What a member asks to put on the agenda."""

    member = StringField(_l("Membre"), [required(_l("Écrivez le nom du membre."))])
    title = StringField(_l("Ce qu’il demande"), [required(_l("Écrivez ce que le membre demande.")), at_most(200)])
    received_on = DateField(_l("Reçue le"), [InputRequired(_l("Choisissez le jour où la demande est arrivée."))])


class AnswerForm(BaseForm):
    """What becomes of a request."""

    answer = RadioField(
        _l("Réponse"),
        [required(_l("Choisissez une réponse."))],
        choices=[("yes", _l("L’inscrire à l’ordre du jour")), ("no", _l("L’écarter"))],
    )
    reason = StringField(_l("Motif"), [Optional(), at_most(300)])

    def validate(self, extra_validators: Any = None) -> bool:
        """A refusal says why."""
        is_sound: bool = super().validate(extra_validators)
        if self.answer.data == "no" and not self.reason.data and not self.reason.errors:
            self.reason.errors = [_l("Écrivez le motif : le membre peut le demander.")]
            return False
        return is_sound


class PostedForm(BaseForm):
    """A convocation that left by post."""

    posted_on = DateField(_l("Postée le"), [InputRequired(_l("Choisissez le jour où elle est partie."))])
    proof = StringField(
        _l("Preuve"),
        [required(_l("Écrivez ce qui le prouve : numéro du recommandé, reçu.")), at_most(200)],
        description=_l("par exemple : recommandé RK 12 345 678 9 FR"),
    )


class SeatsForm(BaseForm):
    """Who sits in the Bureau, by name."""

    names = TextAreaField(
        _l("Membres"),
        [required(_l("Écrivez au moins un nom."))],
        description=_l("séparés par des virgules ou sur des lignes"),
    )


class SeenForm(BaseForm):
    """That a page was read: how many letters it announced."""

    seen = HiddenField()

    def count(self) -> int:
        """Return the number; -1 where none was given, which no page announces."""
        text = clean_text(self.seen.data or "")
        return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else -1


class EntryForm(BaseForm):
    """Somebody comes in or goes out."""

    what = HiddenField()
    form_key = HiddenField()


class SheetForm(BaseForm):
    """An act on a voting sheet: the number of the sheet that the page showed, 0 for none."""

    seen = HiddenField()

    def number(self) -> int:
        """Return the number; -1 where none was given, which no page shows."""
        text = clean_text(self.seen.data or "")
        return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else -1


class RecusalForm(BaseForm):
    """A member of the Bureau that withdraws from an item."""

    member = SelectField(_l("Membre"), [required(_l("Choisissez un membre."))], choices=[])
    reason = StringField(
        _l("Motif"), [Optional(), at_most(300)], description=_l("par exemple : la subvention est pour sa ville")
    )
