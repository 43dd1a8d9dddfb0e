"""What the desk writes: a reason, a corrected identity."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, Length, Optional, Regexp

from ...i18n import pick
from ...people.models import Civility
from ...registration.accreditation import DECISIONS
from ...registration.models import Capacity
from ...web.forms import BaseForm, EmailField, TelephoneField, at_most, required
from ...web.wording import words_for


class DecisionForm(BaseForm):
    """A decision and why."""

    decision = HiddenField(validators=[AnyOf(list(DECISIONS), message=_l("Choisissez une décision."))])
    after = HiddenField(validators=[Optional(), Regexp(r"\A[A-Za-z0-9_-]{22}\Z", message=_l("Rouvrez la page."))])
    reason = TextAreaField(
        _l("Motif"), [Optional(), Length(max=500, message=_l("Écrivez %(max)d caractères au plus."))]
    )


class TurnForm(BaseForm):
    """A change in the order of a waiting list, and why."""

    turn = HiddenField(validators=[AnyOf(["give", "skip"], message=_l("Choisissez ce qui change."))])
    why = TextAreaField(
        _l("Motif du changement d’ordre"),
        [Optional(), Length(max=500, message=_l("Écrivez %(max)d caractères au plus."))],
    )


class ReasonForm(BaseForm):
    """Why, where one wants to say it."""

    reason = TextAreaField(
        _l("Motif"), [Optional(), Length(max=500, message=_l("Écrivez %(max)d caractères au plus."))]
    )


class ClaimForm(BaseForm):
    """Who claims to head a delegation."""

    civility = SelectField(
        _l("Civilité"), choices=[("", "—"), (Civility.MADAM.value, _l("Madame")), (Civility.SIR.value, _l("Monsieur"))]
    )
    given_name = StringField(_l("Prénom"), [required(_l("Écrivez le prénom.")), at_most(120)])
    family_name = StringField(_l("Nom de famille"), [required(_l("Écrivez le nom.")), at_most(120)])
    function = StringField(_l("Fonction"), [required(_l("Écrivez la fonction.")), at_most(160)])
    email = EmailField(_l("Adresse électronique"), [required(_l("Écrivez l’adresse électronique.")), at_most(254)])
    statement = TextAreaField(_l("Ce que cette personne fait valoir"), [Optional(), at_most(1000)])


class ProofForm(BaseForm):
    """On which proof a head is recognised."""

    proof = TextAreaField(_l("Pièce qui le prouve"), [Optional(), at_most(500)])


class IdentityForm(BaseForm):
    """Who comes, corrected by the desk."""

    civility = SelectField(
        _l("Civilité"), choices=[("", "—"), (Civility.MADAM.value, _l("Madame")), (Civility.SIR.value, _l("Monsieur"))]
    )
    honorific = StringField(_l("Titre de protocole"), [Optional(), at_most(40)])
    given_name = StringField(_l("Prénom"), [required(_l("Écrivez le prénom.")), at_most(120)])
    family_name = StringField(_l("Nom de famille"), [required(_l("Écrivez le nom.")), at_most(120)])
    badge_name = StringField(_l("Nom sur le badge"), [Optional(), at_most(120)])
    original_name = StringField(_l("Nom dans son écriture d’origine"), [Optional(), at_most(120)])
    function = StringField(_l("Fonction"), [Optional(), at_most(160)])
    email = EmailField(_l("Adresse électronique"), [Optional(), at_most(254)])
    telephone = TelephoneField(_l("Téléphone"), [Optional(), at_most(30)])
    category = SelectField(_l("Catégorie"))
    capacity = SelectField(_l("Aux séances statutaires"))

    def offer(self, categories: list[Any]) -> None:
        """Offer the categories of the congress."""
        self.category.choices = [(c.public_id, pick(c.label)) for c in categories]
        self.capacity.choices = [(c.value, words_for(c)) for c in Capacity]

    def identity(self) -> dict[str, Any]:
        """What the verb takes."""
        fields = (
            "honorific",
            "given_name",
            "family_name",
            "badge_name",
            "original_name",
            "function",
            "email",
            "telephone",
        )
        return {name: getattr(self, name).data or "" for name in fields} | {
            "civility": Civility(self.civility.data) if self.civility.data else None,
            "capacity": Capacity(self.capacity.data),
        }
