"""Forms that ask people to speak."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from ...people.models import Civility
from ...programme.models import SpeakerRole
from ...programme.speaking_deadlines import MOST
from ...web.forms import BaseForm, EmailField, WholeNumberField, at_most, clean_lines, required
from ...web.wording import words_for


class InviteForm(BaseForm):
    """The question put to a person."""

    person = HiddenField()
    role = SelectField(_l("Rôle"), choices=[(each.value, words_for(each)) for each in SpeakerRole])
    function = StringField(_l("Fonction, telle que le programme l’écrira"), [Optional(), at_most(160)])
    email = EmailField(_l("Adresse électronique"), [required(_l("Écrivez l’adresse à laquelle part la lettre."))])
    answer_by = DateField(_l("Réponse attendue avant la fin du"), [required(_l("Choisissez le jour."))])
    message = TextAreaField(_l("Un mot pour cette personne"), [Optional(), at_most(1000)], filters=[clean_lines])


class InviteNewForm(InviteForm):
    """The same, to a person whom the house does not know yet."""

    civility = SelectField(
        _l("Civilité"), choices=[("", "—"), (Civility.MADAM.value, _l("Mme")), (Civility.SIR.value, _l("M."))]
    )
    given_name = StringField(_l("Prénom"), [DataRequired(_l("Écrivez le prénom.")), at_most(120)])
    family_name = StringField(_l("Nom de famille"), [DataRequired(_l("Écrivez le nom.")), at_most(120)])
    language = SelectField(_l("Langue des lettres"), choices=[("fr", _l("français")), ("en", _l("anglais"))])


def asked_values(form: Any) -> dict[str, Any]:
    """Return what both forms say of the question, but for its deadline."""
    return {
        "role": SpeakerRole(form.role.data),
        "function": form.function.data,
        "email": form.email.data,
        "message": form.message.data,
    }


_DAYS = NumberRange(0, MOST, _l("Écrivez un nombre de jours de 0 à 180."))


class DeadlinesForm(BaseForm):
    """Until when speakers are asked for what, in days."""

    answer_within = WholeNumberField(
        _l("Jours pour répondre à une invitation"),
        [
            InputRequired(_l("Écrivez un nombre de jours.")),
            NumberRange(1, MOST, _l("Écrivez un nombre de jours de 1 à 180.")),
        ],
    )
    presented_before = WholeNumberField(
        _l("Biographie et portrait : jours avant la séance"), [InputRequired(_l("Écrivez un nombre de jours.")), _DAYS]
    )
    slides_before = WholeNumberField(
        _l("Diapositives : jours avant la séance"), [InputRequired(_l("Écrivez un nombre de jours.")), _DAYS]
    )
    summary_after = WholeNumberField(
        _l("Synthèse du rapporteur : jours après la séance"), [InputRequired(_l("Écrivez un nombre de jours.")), _DAYS]
    )
