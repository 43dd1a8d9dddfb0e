"""Forms of the elections: what is filled, the call, a candidacy at the desk, the tellers' count, a tie."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from ...assembly.election_models import Election, Office
from ...assembly.election_round_models import ElectionRound
from ...assembly.rules.election import Count
from ...clock import now
from ...members.regions import Region
from ...web.election_forms import StandingForm
from ...web.forms import BaseForm, BoxesField, WholeNumberField, at_most, required
from ...web.wording import words_for

MOST = 100_000


class ElectionForm(BaseForm):
    """What is to be filled."""

    office = RadioField(
        _l("À pourvoir"),
        [required(_l("Dites ce qui est à pourvoir."))],
        choices=[(office.value, words_for(office)) for office in Office],
    )
    title_fr = StringField(_l("Intitulé, en français"), [required(_l("Écrivez l’intitulé en français.")), at_most(120)])
    title_en = StringField(_l("Intitulé, en anglais"), [required(_l("Écrivez l’intitulé en anglais.")), at_most(120)])
    seats = WholeNumberField(
        _l("Sièges à pourvoir"),
        [InputRequired(_l("Écrivez le nombre de sièges.")), NumberRange(1, 200, _l("Écrivez un nombre de 1 à 200."))],
    )

    def answers(self) -> dict[str, Any]:
        """Return what an election is made of."""
        regions = {region.value: self[region.value].data for region in Region}
        return {
            "office": Office(self.office.data),
            "title": {"fr": self.title_fr.data, "en": self.title_en.data},
            "seats": self.seats.data,
            "regions": {name: number for name, number in regions.items() if number},
        }


for _region in Region:
    setattr(
        ElectionForm,
        _region.value,
        WholeNumberField(words_for(_region), [Optional(), NumberRange(0, 200, _l("Écrivez un nombre de 0 à 200."))]),
    )


def given(election: Election) -> dict[str, Any]:
    """Return what the form of an election begins with."""
    return {
        "office": election.office.value,
        "title_fr": election.title.get("fr", ""),
        "title_en": election.title.get("en", ""),
        "seats": election.seats,
        **election.regions,
    }


class CallForm(BaseForm):
    """Until when one may stand."""

    until = DateField(_l("Dernier jour du dépôt"), [InputRequired(_l("Choisissez le dernier jour du dépôt."))])
    latest: date | None = None

    def validate_until(self, field: Any) -> None:
        """The last day is not over, and comes before the sitting."""
        if field.data < now().date():
            raise ValidationError(_l("Ce jour est déjà passé."))
        if self.latest is not None and field.data > self.latest:
            raise ValidationError(_l("Choisissez un jour qui ne vient pas après la séance."))


class PaperCandidacyForm(StandingForm):
    """A candidacy that came on paper."""

    member = SelectField(_l("Membre candidat"), [required(_l("Choisissez le membre."))])
    received_on = DateField(_l("Reçue le"), [InputRequired(_l("Choisissez le jour de réception."))])

    def validate_received_on(self, field: Any) -> None:
        """Nothing was received tomorrow."""
        if field.data > now().date():
            raise ValidationError(_l("Ce jour n’est pas encore venu."))


class DecisionForm(BaseForm):
    """Why a candidacy is refused, or withdrawn at the desk."""

    reason = StringField(_l("Motif"), [required(_l("Écrivez le motif : le membre le lit sur sa page.")), at_most(300)])


def count_form(round_: ElectionRound) -> Any:
    """Return the form of the tellers' count: the urn, then each name in the order of the papers."""
    checks = [
        InputRequired(_l("Écrivez un nombre, zéro compris.")),
        NumberRange(0, MOST, _l("Écrivez un nombre de 0 à 100000.")),
    ]
    fields: dict[str, Any] = {
        "papers": IntegerField(_l("Bulletins trouvés dans l’urne"), checks),
        "blanks": IntegerField(_l("Bulletins blancs"), checks),
        "spoiled": IntegerField(_l("Bulletins nuls"), checks),
    }
    for each in round_.candidates:
        person = each.candidacy.person
        label = f"{each.place}. {person.badge_name} ({each.candidacy.member.name})"
        fields[f"votes_{each.place}"] = IntegerField(label, checks)
    form: Any = type("CountForm", (BaseForm,), fields)
    return form


def count_said(round_: ElectionRound, form: Any) -> Count:
    """Return the count that a form says."""
    votes = {each.candidacy.public_id: form[f"votes_{each.place}"].data for each in round_.candidates}
    return Count(form.papers.data, form.blanks.data, form.spoiled.data, votes)


def tie_form(round_: ElectionRound, *, by_dates: bool) -> Any:
    """Return the form that settles a tie: a date for each of the tied, or who was drawn; and on what."""
    fields: dict[str, Any] = {}
    for each in tied_of(round_):
        label = f"{each.candidacy.person.badge_name} ({each.candidacy.member.name})"
        if by_dates:
            fields[f"date_{each.place}"] = DateField(label, [InputRequired(_l("Choisissez la date."))])
    if not by_dates:
        names = [
            (each.candidacy.public_id, f"{each.candidacy.person.badge_name} ({each.candidacy.member.name})")
            for each in tied_of(round_)
        ]
        fields["drawn"] = BoxesField(_l("Tirés au sort"), choices=names)
    fields["note"] = StringField(
        _l("Sur quelle pièce, ou comment le sort a été tiré"),
        [required(_l("Écrivez-le : le procès-verbal le dira.")), at_most(300)],
    )
    form: Any = type("TieForm", (BaseForm,), fields)
    return form


def tied_of(round_: ElectionRound) -> list[Any]:
    """Return the candidates of a round who are equal."""
    tied = set(round_.concluded.tied)
    return [each for each in round_.candidates if each.candidacy.public_id in tied]
