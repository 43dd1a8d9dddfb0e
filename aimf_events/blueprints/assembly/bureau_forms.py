"""Forms about the seats of the Bureau."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Optional, Regexp, ValidationError

from ...assembly.bureau_models import VACATES, BureauOffice
from ...people.models import Civility
from ...web.forms import BaseForm, at_most, required
from ...web.wording import words_for

Choices = list[tuple[str, str]]


class SeatForm(BaseForm):
    """Who was elected or co-opted, to what, by which sitting."""

    member = SelectField(_l("Membre"), [required(_l("Choisissez le membre."))])
    office = RadioField(
        _l("Fonction"),
        [required(_l("Choisissez une fonction."))],
        choices=[(each.value, words_for(each)) for each in BureauOffice if each is not BureauOffice.EX_OFFICIO],
        default=BureauOffice.MEMBER.value,
    )
    sitting = SelectField(_l("Par quelle séance"), [Optional()])
    fills = SelectField(_l("À la place d’un siège vacant"), [Optional()])
    starts_on = DateField(_l("Jour de cette Assemblée d’avant"), [Optional()])
    decision = StringField(
        _l("Assemblée d’avant, en toutes lettres"),
        [at_most(300)],
        description=_l("par exemple : Assemblée générale d’Abidjan, 24 juin 2022"),
    )

    def offer(self, *, members: Choices, sittings: Choices, vacant: Choices) -> None:
        """Put the choices of today."""
        self.member.choices = [("", _l("Choisir un membre")), *members]
        self.sitting.choices = [*sittings, ("", _l("Une Assemblée d’avant la plateforme"))]
        self.fills.choices = [("", _l("Non : un siège du nouveau Bureau")), *vacant]

    def validate_decision(self, field: Any) -> None:
        """A seat of before says which Assembly gave it."""
        if not self.sitting.data and not (field.data and self.starts_on.data):
            raise ValidationError(_l("Pour une Assemblée d’avant, écrivez laquelle et son jour."))


class ExOfficioForm(BaseForm):
    """Somebody who sits ex officio."""

    civility = RadioField(
        _l("Civilité"), [Optional()], choices=[(Civility.MADAM.value, _l("Mme")), (Civility.SIR.value, _l("M."))]
    )
    given_name = StringField(_l("Prénom"), [required(_l("Écrivez le prénom.")), at_most(120)])
    family_name = StringField(_l("Nom de famille"), [required(_l("Écrivez le nom.")), at_most(120)])
    title_fr = StringField(
        _l("Fonction"),
        [required(_l("Écrivez la fonction qui donne le siège.")), at_most(160)],
        description=_l("par exemple : Secrétaire générale de la Francophonie"),
    )
    title_en = StringField(_l("Fonction, en anglais"), [Optional(), at_most(160)])
    form_key = HiddenField(validators=[InputRequired(), Regexp(r"[A-Za-z0-9_-]{22}\Z")])
    decision = StringField(_l("Article ou décision"), [Optional(), at_most(300)])


class EndForm(BaseForm):
    """Why a seat ends, and on which day."""

    why = RadioField(
        _l("Pourquoi ce siège prend fin"),
        [required(_l("Choisissez pourquoi."))],
        choices=[(each.value, words_for(each)) for each in VACATES],
    )
    on = DateField(_l("Dernier jour"), [required(_l("Écrivez le jour."))])
    note = StringField(_l("Décision ou lettre"), [Optional(), at_most(300)])


class InterimForm(BaseForm):
    """Which vacant office somebody holds ad interim."""

    vacant = SelectField(_l("Fonction vacante"), [required(_l("Choisissez la fonction."))])
    decision = StringField(_l("Décision"), [required(_l("Écrivez la décision : elle reste au journal.")), at_most(300)])


class PortraitForm(BaseForm):
    """A portrait, and the day on which the person agreed to it."""

    file = FileField(_l("Portrait"))
    agreed_on = DateField(_l("Jour de l’accord"), [required(_l("Écrivez le jour."))])
    agrees = BooleanField(_l("La personne accepte que son portrait paraisse sur la page publique du Bureau"))

    def validate_agrees(self, field: Any) -> None:
        """Without an agreement nothing is shown."""
        if not field.data:
            raise ValidationError(_l("Sans l’accord de la personne, aucun portrait ne paraît."))

    def validate_agreed_on(self, field: Any) -> None:
        """An agreement is not of tomorrow."""
        if field.data and field.data > self.today:
            raise ValidationError(_l("Ce jour n’est pas encore venu."))

    today: date = date.max
