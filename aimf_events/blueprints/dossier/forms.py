"""Forms about a person's file."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField, ValidationError

from ...web.forms import BaseForm, at_most, required


class ReasonForm(BaseForm):
    """Why a file is handed over or erased: it stays in the journal."""

    reason = StringField(
        _l("Motif"),
        [required(_l("Écrivez le motif : il reste au journal.")), at_most(300)],
        description=_l("par exemple : demande écrite de la personne, reçue le 3 novembre"),
    )


class ErasureForm(ReasonForm):
    """An erasure cannot be undone: it is confirmed by a box."""

    sure = BooleanField(_l("Je comprends que rien ne pourra être retrouvé"))

    def validate_sure(self, field: Any) -> None:
        """The box is ticked."""
        if not field.data:
            raise ValidationError(_l("Cochez cette case pour confirmer."))


class OwnErasureForm(BaseForm):
    """The same, asked by the person."""

    sure = BooleanField(_l("Je comprends que rien ne pourra être retrouvé"))
    validate_sure = ErasureForm.validate_sure


class MergeForm(BaseForm):
    """Which of two values stays, field by field, and why they are one human being."""

    civility = RadioField(_l("Civilité"), validate_choice=False)
    honorific = RadioField(_l("Titre"), validate_choice=False)
    given_name = RadioField(_l("Prénom"), validate_choice=False)
    family_name = RadioField(_l("Nom de famille"), validate_choice=False)
    badge_name = RadioField(_l("Nom sur le badge"), validate_choice=False)
    original_name = RadioField(_l("Écriture d’origine"), validate_choice=False)
    language = RadioField(_l("Langue"), validate_choice=False)
    time_zone = RadioField(_l("Fuseau horaire"), validate_choice=False)
    reason = StringField(
        _l("Pourquoi c’est une seule personne"), [required(_l("Écrivez ce qui le montre.")), at_most(300)]
    )
