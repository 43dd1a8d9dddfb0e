"""Forms of the desk of the grants."""

import re
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional, Regexp, ValidationError

from ...membership.grant_models import Fund
from ...membership.grants import Project
from ...web.forms import BaseForm, BoxesField, WholeNumberField, at_most, clean_lines, required
from ...web.wording import words_for

_MOST = 100_000_000
_WHOLE = _l("Écrivez une somme entière, sans centimes.")
_LINE = re.compile(r"(\d[\d \u00a0\u202f]*)\s*[;,]\s*(\d{4}-\d{2}-\d{2})")


class GrantForm(BaseForm):
    """What a member asks."""

    form_key = HiddenField(validators=[Length(max=40)])
    member = SelectField(_l("Membre"), [required(_l("Choisissez le membre."))])
    title = StringField(_l("Projet"), [required(_l("Écrivez le nom du projet.")), at_most(200)])
    purpose = TextAreaField(_l("Ce que le projet fera"), [Optional(), at_most(3000)], filters=[clean_lines])
    fund = RadioField(
        _l("Fonds"),
        [required(_l("Choisissez le fonds."))],
        choices=[(each.value, words_for(each)) for each in Fund],
        default=Fund.COOPERATION.value,
    )
    axis = SelectField(_l("Axe du programme stratégique"), [Optional()])
    asked = WholeNumberField(
        _l("Somme demandée"), [required(_l("Écrivez la somme demandée.")), NumberRange(1, _MOST, _WHOLE)]
    )
    currency = StringField(
        _l("Devise"),
        [required(_WHOLE), Regexp(r"^[A-Z]{3}$", message=_l("Trois capitales, comme EUR."))],
        default="EUR",
    )
    requested_on = DateField(_l("Demandée le"), [required(_l("Écrivez le jour."))])

    def project(self, axes: dict[str, int]) -> Project:
        """Return what was written.

        Args:
            axes: the key of each axis that may be chosen, by its identifier.
        """
        return Project(
            title=self.title.data or "",
            purpose=self.purpose.data or "",
            fund=Fund(self.fund.data),
            currency=self.currency.data or "",
            asked=self.asked.data,
            requested_on=self.requested_on.data,
            axis_id=axes.get(self.axis.data or ""),
        )


class ExaminationForm(BaseForm):
    """What the secretariat makes of it."""

    examination = TextAreaField(
        _l("Ce que le Secrétariat permanent en dit"), [Optional(), at_most(1000)], filters=[clean_lines]
    )


class BureauForm(BaseForm):
    """Which requests, on the agenda of which meeting."""

    grants = BoxesField(_l("Demandes"), [required(_l("Choisissez une demande au moins."))])
    sitting = SelectField(_l("Réunion du Bureau"), [required(_l("Choisissez la réunion."))])


class AwardForm(BaseForm):
    """What the Bureau gives: how much, in which instalments, the day of the report."""

    awarded = WholeNumberField(
        _l("Somme accordée"), [required(_l("Écrivez la somme accordée.")), NumberRange(1, _MOST, _WHOLE)]
    )
    instalments = TextAreaField(
        _l("Versements"),
        [required(_l("Écrivez un versement au moins.")), at_most(1000)],
        description=_l("un par ligne : la somme, un point-virgule, le jour ; par exemple 10000 ; 2027-03-01"),
        filters=[clean_lines],
    )
    report_due_on = DateField(_l("Rapport attendu le"), [required(_l("Écrivez le jour."))])
    decision = StringField(
        _l("Décision du Bureau"),
        [Optional(), at_most(300)],
        description=_l("avec sa date et son numéro, si aucun scrutin de la plateforme ne l’accorde"),
    )

    parts: list[tuple[int, date]]

    def validate_instalments(self, field: Any) -> None:
        """Read each line: a whole sum and a day."""
        self.parts = []
        for line in filter(None, (each.strip() for each in (field.data or "").splitlines())):
            read = _LINE.fullmatch(line)
            try:
                day = date.fromisoformat(read.group(2)) if read else None
            except ValueError:
                day = None
            amount = int(re.sub(r"\D", "", read.group(1))[:12]) if read else 0
            if day is None or not 0 < amount <= _MOST:
                raise ValidationError(_l("Écrivez chaque versement ainsi : 10000 ; 2027-03-01"))
            self.parts.append((amount, day))
        if len(self.parts) > 12:
            raise ValidationError(_l("Douze versements au plus."))


class ReasonForm(BaseForm):
    """Why it is refused or cancelled: the member reads it."""

    reason = TextAreaField(
        _l("Motif"), [required(_l("Écrivez le motif : le membre le lit.")), at_most(500)], filters=[clean_lines]
    )


class PaymentForm(BaseForm):
    """How and when an instalment was paid."""

    paid_on = DateField(_l("Versé le"), [required(_l("Écrivez le jour."))])
    reference = StringField(
        _l("Référence du paiement"), [required(_l("Écrivez ce qui prouve le paiement.")), at_most(200)]
    )


class ReturnForm(BaseForm):
    """What is missing in a report, and until when."""

    note = TextAreaField(
        _l("Ce qui manque au rapport"),
        [required(_l("Écrivez ce qui manque : le membre le lit.")), at_most(500)],
        filters=[clean_lines],
    )
    due_on = DateField(_l("Nouveau délai"), [required(_l("Écrivez le jour."))])
