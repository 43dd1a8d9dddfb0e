"""Forms of the sealed urn at the desk: the three tellers, the chair's word, the end of the contest period."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField

from ...web.forms import BaseForm, EmailField, at_most, required
from .ballot_forms import OpeningForm


class SealedOpeningForm(OpeningForm):
    """Before a sealed urn opens: the keys on the page are those that the tellers hold."""

    keys_read = BooleanField(
        _l("Chaque scrutateur a lu l’empreinte de sa clé à voix haute, et ce sont celles de cette page"),
        [required(_l("Faites lire les trois empreintes à voix haute avant d’ouvrir l’urne."))],
    )


class TellersForm(BaseForm):
    """The tellers, by their own mailboxes."""

    teller_1 = EmailField(
        _l("Premier scrutateur"), [required(_l("Écrivez l’adresse du premier scrutateur.")), at_most(254)]
    )
    teller_2 = EmailField(
        _l("Deuxième scrutateur"), [required(_l("Écrivez l’adresse du deuxième scrutateur.")), at_most(254)]
    )
    teller_3 = EmailField(
        _l("Troisième scrutateur"), [required(_l("Écrivez l’adresse du troisième scrutateur.")), at_most(254)]
    )

    def addresses(self) -> list[EmailField]:
        """Return the three fields, in order."""
        return [self.teller_1, self.teller_2, self.teller_3]


class ClosingForm(BaseForm):
    """The chair's word."""

    chair_closes = BooleanField(
        _l("La présidence prononce la clôture du vote"),
        [required(_l("Attendez que la présidence prononce la clôture."))],
    )


class DestructionForm(BaseForm):
    """Until when the ballot could be contested."""

    ended_on = DateField(
        _l("Dernier jour du délai de contestation"), [required(_l("Écrivez le dernier jour du délai de contestation."))]
    )
