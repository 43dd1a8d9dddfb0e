"""Forms of the ballots: the question, its count by hands, the dissenters, the chair's reason."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from ...assembly.ballot_models import Ballot, BallotKind, Choice, HandsCount
from ...assembly.parameters import Parameter
from ...web.forms import BaseForm, at_most, clean_lines, required
from ...web.wording import words_for

WAYS: dict[str, tuple[BallotKind, HandsCount | None]] = {
    "totals": (BallotKind.HANDS, HandsCount.TOTALS),
    "dissenters": (BallotKind.HANDS, HandsCount.DISSENTERS),
    "unanimity": (BallotKind.HANDS, HandsCount.UNANIMITY),
    "open": (BallotKind.OPEN, None),
    "secret": (BallotKind.SECRET, None),
}
"""What the form calls each way of voting."""


class BallotForm(BaseForm):
    """The question and how it is voted."""

    question_fr = TextAreaField(
        _l("Question, en français"),
        [required(_l("Écrivez la question en français.")), at_most(400)],
        filters=[clean_lines],
    )
    question_en = TextAreaField(
        _l("Question, en anglais"),
        [required(_l("Écrivez la question en anglais.")), at_most(400)],
        filters=[clean_lines],
    )
    way = RadioField(
        _l("Comment on vote"),
        [required(_l("Dites comment on vote."))],
        choices=[(name, words_for(counted_by or kind)) for name, (kind, counted_by) in WAYS.items()],
        default="totals",
    )
    majority = RadioField(_l("Majorité"), [required(_l("Choisissez la majorité."))])

    def offer(self, majorities: list[tuple[Parameter, str]], *, sealed: bool) -> None:
        """Offer the majorities that the statutes of the body know, and the sealed urn where they allow it."""
        if not sealed:
            self.way.choices = [each for each in self.way.choices if each[0] != "secret"]
        self.majority.choices = [(parameter.value, words) for parameter, words in majorities]
        if self.majority.data is None and majorities:
            self.majority.data = majorities[0][0].value

    def answers(self) -> dict[str, Any]:
        """Return what a ballot is made of."""
        kind, counted_by = WAYS[self.way.data]
        return {
            "kind": kind,
            "counted_by": counted_by,
            "question": {"fr": self.question_fr.data, "en": self.question_en.data},
            "majority": Parameter(self.majority.data),
        }


def given(ballot: Ballot) -> dict[str, str]:
    """Return what the form of a ballot begins with."""
    way = next((name for name, said in WAYS.items() if said == (ballot.kind, ballot.counted_by)), "")
    return {
        "question_fr": ballot.question.get("fr", ""),
        "question_en": ballot.question.get("en", ""),
        "way": way,
        "majority": ballot.majority.value,
    }


class OpeningForm(BaseForm):
    """Before a ballot opens: what the chair decides where the quorum is wanting."""

    chair_decides = BooleanField(_l("La présidence décide de poursuivre malgré le quorum manquant"))


def _hands(label: Any) -> IntegerField:
    checks = [
        InputRequired(_l("Écrivez le nombre de mains.")),
        NumberRange(0, 100_000, _l("Écrivez un nombre de 0 à 100000.")),
    ]
    return IntegerField(label, checks)


class TotalsForm(BaseForm):
    """What the tellers counted."""

    in_favour = _hands(_l("Pour"))
    against = _hands(_l("Contre"))
    abstentions = _hands(_l("Abstentions"))


class DissentersForm(BaseForm):
    """Who is against and who abstains, by the member's name."""

    against = TextAreaField(
        _l("Contre"), [Optional(), at_most(8000)], description=_l("noms des membres, séparés par des virgules")
    )
    abstaining = TextAreaField(
        _l("Abstentions"), [Optional(), at_most(8000)], description=_l("noms des membres, séparés par des virgules")
    )


class ReasonForm(BaseForm):
    """Why the chair annuls."""

    reason = StringField(
        _l("Motif"),
        [required(_l("Écrivez le motif de la présidence : le procès-verbal le dira.")), at_most(300)],
    )


class AloudForm(BaseForm):
    """What a voice said aloud."""

    choice = RadioField(
        _l("Ce qui a été dit"),
        [required(_l("Choisissez pour, contre ou abstention."))],
        choices=[(choice.value, words_for(choice)) for choice in Choice],
    )


class ObjectionForm(BaseForm):
    """Which member objects."""

    member = StringField(_l("Membre qui s’oppose"), [required(_l("Écrivez le nom du membre."))])
