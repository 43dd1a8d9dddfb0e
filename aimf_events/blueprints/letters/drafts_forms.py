"""Forms of the drafts: the words of one letter, why it is withdrawn, how it was delivered, and from which rank letters wait."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from ...congress.models import ProtocolRank
from ...i18n import pick
from ...mail.texts import LONGEST
from ...people.models import Person
from ...registration.deliveries import MEANS_WORDS, Delivery
from ...registration.models import DeliveryMeans
from ...web.forms import BaseForm, at_most, required
from ...web.wording import addressed


class CorrectionForm(BaseForm):
    """The words of one letter, its fields filled in already."""

    subject = StringField(_l("Objet"), [required(_l("Écrivez l’objet.")), at_most(200)])
    body = TextAreaField(_l("Lettre"), [required(_l("Écrivez la lettre.")), at_most(LONGEST)])


class WithdrawalForm(BaseForm):
    """Why a draft will not leave."""

    reason = StringField(_l("Raison"), [required(_l("Écrivez pourquoi la lettre ne part pas.")), at_most(200)])


class DeliveryForm(BaseForm):
    """How a letter was delivered otherwise than by mail."""

    means = RadioField(
        _l("Comment"),
        [required(_l("Dites comment la lettre a été remise."))],
        choices=[(each.value, MEANS_WORDS[each]) for each in DeliveryMeans],
    )
    delivered_on = DateField(_l("Le"), [InputRequired(_l("Écrivez le jour de la remise."))])
    received_by = StringField(_l("Reçue par"), [Optional(), at_most(160)])
    note = StringField(_l("Preuve ou référence"), [Optional(), at_most(300)])

    def delivery(self) -> Delivery:
        """The delivery that the form tells."""
        return Delivery(
            DeliveryMeans(self.means.data), self.delivered_on.data, self.received_by.data or "", self.note.data or ""
        )


class HoldingForm(BaseForm):
    """From which rank up letters wait, and for whom."""

    rank = SelectField(_l("Aucune lettre ne part d’elle-même à partir du rang"), [Optional()])
    person = SelectField(_l("Qui relit et envoie"), [Optional()])

    def __init__(self, ranks: list[ProtocolRank], people: list[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rank.choices = [
            ("", _l("aucun : toutes partent d’elles-mêmes")),
            *((str(rank.number), f"{rank.number} · {pick(rank.label)}") for rank in ranks),
        ]
        self.person.choices = [
            ("", _l("tout le Secrétariat permanent")),
            *((person.public_id, addressed(person)) for person in people),
        ]


class StandingForm(BaseForm):
    """The rank of one head of delegation."""

    head = SelectField(_l("Personne"), [required(_l("Choisissez la personne."))])
    standing = SelectField(_l("Rang"), [Optional()])

    def __init__(self, heads: list[tuple[Person, str]], ranks: list[ProtocolRank], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict.fromkeys((person.public_id, f"{addressed(person)} ({name})") for person, name in heads)
        self.head.choices = [("", _l("Choisir une personne")), *known]
        self.standing.choices = [
            ("", _l("aucun rang")),
            *((str(rank.number), f"{rank.number} · {pick(rank.label)}") for rank in ranks),
        ]
