"""Forms of the welcome desk: as few fields as a queue allows."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional, Regexp

from ...people.models import Civility
from ...web.forms import BaseForm, EmailField, at_most, required

FIRST = {"autofocus": True}
CIVILITIES = [(Civility.MADAM.value, _l("Madame")), (Civility.SIR.value, _l("Monsieur"))]


class HandoverForm(BaseForm):
    """To whom, where it is not the bearer."""

    taken_by = StringField(_l("Remis à quelqu’un d’autre"), [Optional(), at_most(160)])


class LossForm(BaseForm):
    """How a badge got out of its bearer's hands."""

    reason = RadioField(
        _l("Qu’est-il arrivé ?"),
        choices=[
            ("lost", _l("Perdu")),
            ("stolen", _l("Volé")),
            ("never_came", _l("Jamais arrivé jusqu’à la personne")),
        ],
        default="lost",
    )
    note = StringField(_l("Précision"), [Optional(), at_most(160)])
    issue = HiddenField(validators=[Optional(), Regexp(r"^[0-9]{1,3}$")])  # of which it is said, once

    def words(self) -> str:
        """What the journal keeps."""
        return ": ".join(part for part in (self.reason.data, self.note.data) if part)


class NameForm(BaseForm):
    """The names that the badge bears."""

    civility = SelectField(_l("Civilité"), choices=[("", "—"), *CIVILITIES])
    given_name = StringField(_l("Prénom"), [required(_l("Écrivez le prénom.")), at_most(120)])
    family_name = StringField(_l("Nom de famille"), [required(_l("Écrivez le nom.")), at_most(120)], render_kw=FIRST)
    badge_name = StringField(_l("Nom sur le badge"), [Optional(), at_most(120)])

    def names(self) -> dict[str, Any]:
        """What the verb takes of it."""
        names = {name: getattr(self, name).data or "" for name in ("given_name", "family_name", "badge_name")}
        return names | {"civility": Civility(self.civility.data) if self.civility.data else None}


class ReplacementForm(BaseForm):
    """Who comes instead, and on whose word."""

    civility = RadioField(
        _l("Civilité"), choices=CIVILITIES, validators=[required(_l("Choisissez Madame ou Monsieur."))]
    )
    family_name = StringField(_l("Nom de famille"), [required(_l("Écrivez le nom.")), at_most(120)], render_kw=FIRST)
    given_name = StringField(_l("Prénom"), [required(_l("Écrivez le prénom.")), at_most(120)])
    function = StringField(_l("Fonction"), [Optional(), at_most(160)])
    email = EmailField(_l("Adresse électronique"), [Optional(), at_most(254)])
    source = StringField(
        _l("Réponse donnée par"),
        [required(_l("Écrivez qui confirme, par exemple : la cheffe de délégation, au guichet.")), at_most(200)],
    )
    accredited = BooleanField(_l("Accréditer tout de suite : le badge peut être imprimé"), default=True)
    form_key = HiddenField(validators=[Optional(), Regexp(r"\A[A-Za-z0-9_-]{16,40}\Z", message=_l("Rouvrez la page."))])

    def identity(self) -> dict[str, Any]:
        """What the verb takes."""
        names = {name: getattr(self, name).data or "" for name in ("given_name", "family_name", "function", "email")}
        return names | {"civility": Civility(self.civility.data)}


class ReceiptForm(BaseForm):
    """Which badges, and to whom."""

    badges = SelectMultipleField(_l("Badges"), [Optional()])
    receiver = StringField(
        _l("Nom de la personne qui reçoit"), [required(_l("Écrivez qui reçoit les badges.")), at_most(120)]
    )
    function = StringField(_l("Fonction"), [Optional(), at_most(160)])
    language = RadioField(_l("Langue du reçu"))


class SignatureForm(BaseForm):
    """A signature drawn on the screen, or the word that the paper is signed."""

    strokes = HiddenField(validators=[Optional(), at_most(120_000)])
    on_paper = HiddenField(validators=[Optional(), at_most(1)])
