"""Forms of the desk: what the Bureau and the capital think, on which agenda, why not."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from ...membership.application_models import Opinion
from ...web.forms import BaseForm, BoxesField, at_most, clean_lines, required
from ...web.wording import words_for

OUTCOMES = {
    "postponed": _l("Reporter à une Assemblée suivante"),
    "refused": _l("Ne pas retenir la demande"),
    "withdrawn": _l("Noter que la ville retire sa demande"),
}
OPINIONS = [(each.value, words_for(each)) for each in Opinion]


class BureauOpinionForm(BaseForm):
    """What the Bureau thinks, and where it said so."""

    opinion = RadioField(_l("Avis du Bureau"), [required(_l("Choisissez l’avis."))], choices=OPINIONS)
    sitting = SelectField(_l("Réunion du Bureau"), [required(_l("Choisissez la réunion."))])
    note = TextAreaField(_l("Ce que le Bureau en dit"), [Optional(), at_most(500)], filters=[clean_lines])


class CapitalOpinionForm(BaseForm):
    """What the mayor of the capital thinks."""

    capital = RadioField(
        _l("Avis du maire de la capitale"), choices=[*OPINIONS, ("", _l("pas encore connu"))], default=""
    )


class ReasonForm(BaseForm):
    """What becomes of it without an admission, and why: the city reads it."""

    outcome = RadioField(
        _l("Décision"),
        [required(_l("Choisissez la décision."))],
        choices=[],
    )
    reason = TextAreaField(
        _l("Motif"), [required(_l("Écrivez le motif : la ville le lit.")), at_most(500)], filters=[clean_lines]
    )

    def offer(self, outcomes: list[str]) -> None:
        """Offer what is possible now."""
        self.outcome.choices = [(each, OUTCOMES[each]) for each in outcomes]


class AgendaForm(BaseForm):
    """Which dossiers, on the agenda of which Assembly, one by one or together."""

    applications = BoxesField(_l("Dossiers"), [required(_l("Choisissez un dossier au moins."))])
    sitting = SelectField(_l("Assemblée générale"), [required(_l("Choisissez la séance."))])
    how = RadioField(
        _l("Façon de voter"),
        choices=[
            ("apart", _l("Une par une : un point et un scrutin par ville")),
            ("together", _l("Ensemble : un seul point, un seul scrutin")),
        ],
        default="apart",
    )


class FeeForm(BaseForm):
    """What proves that the entry fee was paid."""

    reference = StringField(
        _l("Référence du paiement"), [required(_l("Écrivez ce qui prouve le paiement.")), at_most(200)]
    )
