"""The questions of the delegation's form. A question that nobody reads is not asked."""

from collections.abc import Sequence
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length, Optional, Regexp, ValidationError

from ...i18n import pick
from ...people.models import Civility
from ...registration.models import Mode
from ...registration.photos import PhotoRefused, PreparedPhoto, prepare_photo
from ...web.forms import BaseForm, EmailField, TelephoneField, at_most, required
from .access import for_desk

WAITS = "wait:"
"""Before a category's public id: not a place, but its waiting list. Nobody is put on one without having asked."""


class AnswerForm(BaseForm):
    """An answer of the delegation. The desk, which may give it in its place, says who answered, and how."""

    source = StringField(_l("Réponse donnée par"), [at_most(200)])

    def validate_source(self, field: StringField) -> None:
        """Nobody answers for a delegation on no one's word."""
        if for_desk() and not field.data:
            raise ValidationError(
                _("Dites qui a répondu, et comment ; par exemple : par téléphone, M. Dossou, 3 mars.")
            )


class IdentityForm(AnswerForm):
    """Who comes."""

    civility = RadioField(
        _l("Civilité"),
        choices=[(Civility.MADAM.value, _l("Madame")), (Civility.SIR.value, _l("Monsieur"))],
        validators=[required(_l("Choisissez Madame ou Monsieur."))],
    )
    family_name = StringField(
        _l("Nom de famille"), [required(_l("Écrivez le nom tel qu’il figure sur le passeport.")), at_most(120)]
    )
    given_name = StringField(
        _l("Prénom"), [required(_l("Écrivez le prénom tel qu’il figure sur le passeport.")), at_most(120)]
    )
    badge_name = StringField(_l("Nom sur le badge"), [Optional(), at_most(120)])
    original_name = StringField(_l("Nom dans son écriture d’origine"), [Optional(), at_most(120)])
    function = StringField(
        _l("Fonction"),
        [required(_l("Écrivez la fonction, par exemple : Maire, Conseillère municipale.")), at_most(160)],
    )
    email = EmailField(_l("Adresse électronique"), [Optional(), at_most(254)])
    telephone = TelephoneField(_l("Téléphone"), [Optional(), at_most(30)])
    category = RadioField(
        _l("En quelle qualité ?"), validate_choice=False, validators=[required(_l("Choisissez une qualité."))]
    )
    form_key = HiddenField(validators=[Optional(), Regexp(r"\A[A-Za-z0-9_-]{16,40}\Z", message=_l("Rouvrez la page."))])
    namesake = BooleanField(_l("Ce sont deux personnes différentes"))
    namesake_note = StringField(_l("Ce qui les distingue, pour le Secrétariat"), [at_most(200)])
    double: tuple[Any, str, str] | None = None
    """The refusal, and address and words of the way to the registration of somebody of the same name."""

    def offer(self, categories: list[Any]) -> None:
        """Offer the categories in which a place is left; a single one is not asked."""
        self.category.choices = [(c.public_id, pick(c.label)) for c in categories]
        if len(categories) == 1 and not self.category.data:
            self.category.data = categories[0].public_id
            self.category.validators = [Optional()]

    def validate_category(self, field: RadioField) -> None:
        """A category may have filled up while the form was being written."""
        if field.data not in {value for value, _label in field.choices}:
            raise ValidationError(_("Il n’y a plus de place dans cette catégorie : choisissez-en une autre."))

    def validate_namesake_note(self, field: StringField) -> None:
        """Two persons of one name are told apart in words: the desk decides on them, the door meets them."""
        if self.namesake.data and not field.data:
            raise ValidationError(_("Écrivez en quelques mots ce qui les distingue, par exemple leur fonction."))

    def offer_waiting(self, categories: Sequence[Any]) -> None:
        """Offer the waiting lists of full categories."""
        self.category.label.text = _("Sur quelle liste d’attente ?")
        self.category.choices = [(WAITS + c.public_id, pick(c.label)) for c in categories]
        if len(categories) == 1:
            self.category.data = self.category.data or WAITS + categories[0].public_id

    def chosen(self) -> tuple[str, bool]:
        """The category's public id, and whether it is its waiting list."""
        return self.category.data.removeprefix(WAITS), self.category.data.startswith(WAITS)

    def note(self) -> str | None:
        """What tells the person from another of the same name; None where nobody was said to be another."""
        return self.namesake_note.data if self.namesake.data else None

    def identity(self) -> dict[str, Any]:
        """What the verbs take."""
        fields = ("given_name", "family_name", "badge_name", "original_name", "function", "email", "telephone")
        return {name: getattr(self, name).data or "" for name in fields} | {"civility": Civility(self.civility.data)}


class ParticipationForm(BaseForm):
    """How the person takes part, and what they agree to."""

    mode = RadioField(
        _l("Participation"), validators=[required(_l("Choisissez une réponse ; vous pourrez la changer."))]
    )
    to_list = BooleanField(_l("son nom figure dans la liste des participants remise aux délégations"))
    to_image = BooleanField(_l("son image, prise pendant le congrès, soit publiée par l’AIMF"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mode.choices = [
            (Mode.IN_PERSON.value, _("À %(city)s", city=pick(g.congress.city))),
            (Mode.ONLINE.value, _("À distance")),
            (Mode.BOTH.value, _("À %(city)s certains jours, à distance les autres", city=pick(g.congress.city))),
            (Mode.UNDECIDED.value, _("Pas encore décidé")),
        ]


class PhotoForm(BaseForm):
    """The portrait."""

    photo = FileField(_l("Photo"), [FileRequired(_l("Choisissez une photo, ou continuez sans photo."))])
    prepared: PreparedPhoto | None = None

    def validate_photo(self, field: FileField) -> None:
        """Read what the file really is; say what is wrong with it in the reader's words."""
        try:
            self.prepared = prepare_photo(field.data.read())
        except PhotoRefused as refused:
            raise ValidationError(f"{refused.reason} {refused.advice}") from None


class VisitForm(BaseForm):
    """Who asks to see the whole delegation."""

    given_name = StringField(_l("Prénom"), [required(_l("Écrivez votre prénom.")), at_most(120)])
    family_name = StringField(_l("Nom de famille"), [required(_l("Écrivez votre nom.")), at_most(120)])
    email = EmailField(
        _l("Adresse électronique"), [required(_l("Écrivez l’adresse où recevoir votre code.")), at_most(254)]
    )


class VisitCodeForm(BaseForm):
    """The six digits that the visitor's mailbox received."""

    code = StringField(
        _l("Code à six chiffres"),
        [
            required(_l("Écrivez les six chiffres reçus.")),
            Regexp(r"\A\d{6}\Z", message=_l("Le code a six chiffres, sans lettre.")),
        ],
        filters=[lambda text: "".join((text or "").split())],
    )


class ReasonForm(AnswerForm):
    """Why, where one wants to say it."""

    reason = TextAreaField(
        _l("Motif"), [Optional(), Length(max=500, message=_l("Écrivez %(max)d caractères au plus."))]
    )
