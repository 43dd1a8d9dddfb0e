"""The form of a question: its words in both languages, its answers, its law, its readers, and of whom it is asked."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Optional

from ...accounts.models import Role
from ...congress.models import Category, CongressRole
from ...i18n import clean_text, pick
from ...registration.field_rules import READERS
from ...registration.fields import FieldSettings, choices_of
from ...registration.models import Field, FieldKind, FieldPhase, LegalBasis, Output
from ...web.forms import BaseForm, BoxesField, at_most, required
from ...web.wording import words_for

PHASES = {
    FieldPhase.REGISTRATION: _l("Avec l’inscription"),
    FieldPhase.TRAVEL: _l("Avec le voyage"),
    FieldPhase.VISA: _l("Pour le visa"),
}
KINDS = {
    FieldKind.TEXT: _l("un texte court"),
    FieldKind.LONG_TEXT: _l("un texte de quelques lignes"),
    FieldKind.CHOICE: _l("une réponse parmi plusieurs"),
    FieldKind.SEVERAL: _l("plusieurs réponses à cocher"),
    FieldKind.YES_NO: _l("oui ou non"),
    FieldKind.DATE: _l("une date"),
    FieldKind.COUNTRY: _l("un pays"),
}
BASES = {
    LegalBasis.CONSENT: _l("le consentement de la personne"),
    LegalBasis.CONTRACT: _l("ce qu’il faut pour l’accueillir"),
    LegalBasis.LEGAL_OBLIGATION: _l("une obligation légale"),
    LegalBasis.LEGITIMATE_INTEREST: _l("l’intérêt légitime de l’association"),
}
OUTPUTS = {
    Output.BADGE: _l("badge"),
    Output.ARRIVALS: _l("arrivées"),
    Output.ROOMING: _l("chambres"),
    Output.TRANSFERS: _l("navettes"),
    Output.DIETS: _l("repas"),
    Output.ACCESSIBILITY: _l("accessibilité"),
    Output.INTERPRETATION: _l("interprétation"),
    Output.VISA_LETTER: _l("lettre pour le visa"),
    Output.HOST_SECURITY: _l("liste de sûreté"),
    Output.PROTOCOL: _l("protocole"),
}
ASKED = (("", _l("pas posée")), ("optional", _l("facultative")), ("required", _l("obligatoire")))
MORE_CHOICES = 3


def reader_words(reader: str) -> Any:
    """Return the words of a reader of a question."""
    return words_for(Role(reader) if reader in set(Role) else CongressRole(reader))


class ChoiceForm(Form):
    """One answer offered."""

    code = HiddenField(filters=[clean_text])
    fr = StringField(_l("Réponse en français"), [Optional(), at_most(120)], filters=[clean_text])
    en = StringField(_l("Réponse en anglais"), [Optional(), at_most(120)], filters=[clean_text])


class UseForm(Form):
    """Whether one category is asked."""

    category = HiddenField()
    asked = SelectField(choices=ASKED)


class FieldForm(BaseForm):
    """A question."""

    label_fr = StringField(_l("Question en français"), [required(_l("Écrivez la question en français.")), at_most(160)])
    label_en = StringField(_l("Question en anglais"), [required(_l("Écrivez la question en anglais.")), at_most(160)])
    hint_fr = StringField(_l("Aide en français"), [Optional(), at_most(200)])
    hint_en = StringField(_l("Aide en anglais"), [Optional(), at_most(200)])
    phase = RadioField(
        _l("Quand est-elle posée ?"), [InputRequired()], choices=[(p.value, w) for p, w in PHASES.items()]
    )
    kind = SelectField(_l("On y répond par"), choices=[(kind.value, words) for kind, words in KINDS.items()])
    choices = FieldList(FormField(ChoiceForm))
    purpose_fr = StringField(_l("Raison en français"), [required(_l("Écrivez la raison en français.")), at_most(200)])
    purpose_en = StringField(_l("Raison en anglais"), [required(_l("Écrivez la raison en anglais.")), at_most(200)])
    legal_basis = SelectField(_l("Base légale"), choices=[(basis.value, words) for basis, words in BASES.items()])
    readers = BoxesField(_l("Qui lit les réponses ?"), choices=[(r.value, words_for(r)) for r in READERS])
    outputs = BoxesField(_l("À quoi servent-elles ?"), choices=[(o.value, words) for o, words in OUTPUTS.items()])
    kept_days = IntegerField(_l("Jours gardés après le congrès"), [InputRequired(_l("Écrivez un nombre de jours."))])
    is_secret = BooleanField(_l("Réponse chiffrée, dont chaque lecture est inscrite au journal"))
    uses = FieldList(FormField(UseForm))

    def offer(self, categories: Sequence[Category], question: Field | None = None) -> None:
        """Show every category, and some empty lines for more answers."""
        held = (
            {use.category_id: "required" if use.is_required else "optional" for use in question.uses}
            if question
            else {}
        )
        if not self.uses.entries:
            for category in categories:
                self.uses.append_entry({"category": category.public_id, "asked": held.get(category.id, "")})
        known = {category.public_id: category for category in categories}
        for entry in list(self.uses.entries):
            shown = known.get(entry.form.category.data)
            if shown is None:
                self.uses.entries.remove(entry)
            else:
                entry.form.asked.label.text = pick(shown.label)
        self._categories = known
        if not self.is_submitted():
            for _number in range(MORE_CHOICES):
                self.choices.append_entry({})

    def settings(self) -> FieldSettings:
        """What the verbs take."""
        uses = {
            self._categories[entry.form.category.data].id: entry.form.asked.data == "required"
            for entry in self.uses.entries
            if entry.form.asked.data
        }
        offered = [(e.form.code.data or "", _both(e.form.fr.data, e.form.en.data)) for e in self.choices.entries]
        kind = FieldKind(self.kind.data)
        with_choices = kind in (FieldKind.CHOICE, FieldKind.SEVERAL)
        return FieldSettings(
            kind=kind,
            phase=FieldPhase(self.phase.data),
            label=_both(self.label_fr.data, self.label_en.data),
            hint=_both(self.hint_fr.data, self.hint_en.data),
            choices=[each for each in offered if each[1]] if with_choices else (),
            purpose=_both(self.purpose_fr.data, self.purpose_en.data),
            legal_basis=LegalBasis(self.legal_basis.data),
            readers=list(self.readers.data or []),
            outputs=[Output(word) for word in self.outputs.data or []],
            kept_days=self.kept_days.data,
            is_secret=self.is_secret.data,
            uses=uses,
        )


def filled(question: Field) -> dict[str, Any]:
    """Return what the form of a question begins with."""
    texts = {
        f"{name}_{code}": getattr(question, name).get(code, "")
        for name in ("label", "hint", "purpose")
        for code in ("fr", "en")
    }
    return {
        **texts,
        "phase": question.phase.value,
        "kind": question.kind.value,
        "legal_basis": question.legal_basis.value,
        "choices": [{"code": code, **words} for code, words in choices_of(question)],
        "readers": question.readers,
        "outputs": question.outputs,
        "kept_days": question.kept_days,
        "is_secret": question.is_secret,
    }


def _both(french: str | None, english: str | None) -> dict[str, str]:
    return {code: text for code, text in (("fr", french), ("en", english)) if text}
