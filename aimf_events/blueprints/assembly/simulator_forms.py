"""The form of the simulator: a hall, what happens to it, a vote. Sent with GET, so that a question can be sent as a link."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import NumberRange, Optional, ValidationError

from ...assembly.parameters import Parameter
from ...assembly.rules.majority import Tally
from ...assembly.rules.quorum import Hall
from ...assembly.simulator import Question, SittingKind
from ...assembly.voices import VotingMember, named
from ...i18n import list_words
from ...web.forms import BaseForm, WholeNumberField, at_most, required
from ...web.wording import words_for

MOST = 5000
MAJORITIES = (Parameter.MAJORITY_ORDINARY, Parameter.MAJORITY_STATUTES)
_CHECKS = [Optional(), NumberRange(0, MOST, _l("Écrivez un nombre de 0 à %(max)s."))]
_NAMES = _l("des noms séparés par des virgules : Rabat, Parakou")


def _number(label: Any) -> WholeNumberField:
    return WholeNumberField(label, _CHECKS)


class SimulatorForm(BaseForm):
    """A question to the rules. What is left empty is nothing."""

    class Meta(BaseForm.Meta):
        """A question changes nothing: it needs no token, and its address is shared."""

        csrf = False

    kind = RadioField(
        _l("Nature de la séance"),
        [required(_l("Choisissez la séance."))],
        choices=[(kind.value, words_for(kind)) for kind in SittingKind],
        default=SittingKind.ORDINARY.value,
    )
    call = RadioField(
        _l("Convocation"),
        [required(_l("Choisissez la convocation."))],
        choices=[("first", _l("première")), ("second", _l("seconde"))],
        default="first",
    )
    present = _number(_l("Voix présentes dans la salle"))
    represented = _number(_l("Voix représentées par un pouvoir"))
    remote = _number(_l("Voix présentes à distance"))
    leaving = _number(_l("Membres qui partent"))
    leaving_proxies = _number(_l("Pouvoirs que ceux-là détiennent"))
    late = StringField(_l("Cotisation en retard"), [Optional(), at_most(500)], description=_NAMES)
    settled = StringField(_l("Cotisation réglée"), [Optional(), at_most(500)], description=_NAMES)
    suspended = StringField(_l("Membres suspendus"), [Optional(), at_most(500)], description=_NAMES)
    majority = SelectField(
        _l("Majorité"), choices=[(one.value, words_for(one)) for one in MAJORITIES], default=MAJORITIES[0].value
    )
    in_favour = _number(_l("Pour"))
    against = _number(_l("Contre"))
    abstentions = _number(_l("Abstentions"))
    blanks = _number(_l("Blancs"))

    members: list[VotingMember]

    def names(self, field: StringField) -> frozenset[int]:
        """Return the members that a field names."""
        return frozenset(member.id for member in named(self.members, field.data or "")[0])

    def question(self) -> Question:
        """Return what is asked of the rules."""
        votes = (self.in_favour, self.against, self.abstentions, self.blanks)
        tally = Tally(*(_of(field) for field in votes)) if any(_of(field) for field in votes) else None
        return Question(
            hall=Hall(_of(self.present), _of(self.represented), _of(self.remote)),
            kind=SittingKind(self.kind.data),
            is_second_call=self.call.data == "second",
            late=self.names(self.late),
            settled=self.names(self.settled),
            suspended=self.names(self.suspended),
            leaving=_of(self.leaving),
            leaving_proxies=_of(self.leaving_proxies),
            tally=tally,
            majority=Parameter(self.majority.data),
        )

    def validate_late(self, field: StringField) -> None:
        """Every name means one member that votes."""
        _found, unknown = named(self.members, field.data or "")
        if unknown:
            raise ValidationError(
                _l("Aucun membre votant ne porte exactement ce nom : %(names)s.", names=list_words(unknown))
            )

    validate_settled = validate_suspended = validate_late

    def validate_leaving(self, field: WholeNumberField) -> None:
        """Nobody leaves who is not there."""
        if _of(field) > _of(self.present) + _of(self.remote):
            raise ValidationError(
                _l("Il ne peut pas partir plus de membres qu’il n’y en a dans la salle et à distance.")
            )

    def validate_leaving_proxies(self, field: WholeNumberField) -> None:
        """No more proxies leave than there are."""
        if _of(field) > _of(self.represented):
            raise ValidationError(_l("Il n’y a pas autant de voix représentées."))

    def validate_in_favour(self, field: WholeNumberField) -> None:
        """No more votes than voices that are still there."""
        voices = _of(self.present) + _of(self.represented) + _of(self.remote)
        voices -= _of(self.leaving) + _of(self.leaving_proxies)
        votes = sum(_of(each) for each in (field, self.against, self.abstentions, self.blanks))
        if votes > voices:
            raise ValidationError(
                _l("Il y a %(votes)d votes pour %(voices)d voix dans la salle.", votes=votes, voices=max(0, voices))
            )


def _of(field: WholeNumberField) -> int:
    return int(field.data or 0)
