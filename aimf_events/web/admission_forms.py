"""Forms of a membership application, that the city's pages and the desk share: who asks, what it says of itself, a paper."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional, ValidationError

from ..i18n import language
from ..members.countries import country_choices
from ..members.models import MemberCategory
from ..membership.application_models import ASKS, MembershipApplication, PaperKind
from ..membership.applications import Asked
from ..people.models import Civility
from ..registration.document_files import DocumentRefused, PreparedDocument, prepare_document
from .forms import BaseForm, EmailField, WholeNumberField, at_most, clean_lines, required
from .wording import words_for


class AskForm(BaseForm):
    """Which city asks to become what, and where its link goes."""

    name = StringField(_l("Ville ou association"), [required(_l("Écrivez le nom de la ville.")), at_most(200)])
    country = SelectField(_l("Pays"), [required(_l("Choisissez le pays."))])
    category = RadioField(
        _l("Demande à devenir"),
        [required(_l("Choisissez une catégorie."))],
        choices=[(each.value, words_for(each)) for each in ASKS],
        default=MemberCategory.MEMBER_CITY.value,
    )
    is_capital = BooleanField(_l("Cette ville est la capitale de son pays"))
    email = EmailField(
        _l("Adresse électronique de la ville"),
        [required(_l("Écrivez l’adresse électronique.")), at_most(254)],
        description=_l("Le lien du dossier y part. Qui lit cette boîte peut le remplir."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country.choices = [("", _l("Choisir un pays")), *country_choices(language())]

    def asked(self, known: MembershipApplication | None = None) -> Asked:
        """Return what was written; what this form does not ask stays as it is known."""
        return Asked(
            name=self.name.data or "",
            country=self.country.data,
            category=MemberCategory(self.category.data),
            is_capital=bool(self.is_capital.data),
            language=known.language if known else language(),
            email=self.email.data,
        )


class DossierForm(AskForm):
    """All that a city says of itself."""

    mayor_civility = RadioField(
        _l("Civilité"), [Optional()], choices=[(Civility.MADAM.value, _l("Mme")), (Civility.SIR.value, _l("M."))]
    )
    mayor_given_name = StringField(_l("Prénom de qui dirige la ville"), [at_most(120)])
    mayor_family_name = StringField(_l("Nom de qui dirige la ville"), [required(_l("Écrivez le nom.")), at_most(120)])
    mayor_title = StringField(
        _l("Fonction"), [required(_l("Écrivez la fonction, comme Maire de Parakou.")), at_most(160)]
    )
    population = WholeNumberField(
        _l("Habitants"), [Optional(), NumberRange(1, 100_000_000, _l("Écrivez un nombre entier, en chiffres."))]
    )
    statement = TextAreaField(
        _l("Pourquoi cette ville souhaite adhérer"), [Optional(), at_most(3000)], filters=[clean_lines]
    )

    def asked(self, known: MembershipApplication | None = None) -> Asked:
        """Return what was written. The mailbox that holds the link is changed by the desk alone."""
        return Asked(
            name=self.name.data or "",
            country=self.country.data,
            category=MemberCategory(self.category.data),
            is_capital=bool(self.is_capital.data),
            language=known.language if known else language(),
            email=known.email if known else self.email.data,
            mayor_civility=Civility(self.mayor_civility.data) if self.mayor_civility.data else None,
            mayor_given_name=self.mayor_given_name.data or "",
            mayor_family_name=self.mayor_family_name.data or "",
            mayor_title=self.mayor_title.data or "",
            population=self.population.data,
            statement=self.statement.data or "",
        )


class PaperForm(BaseForm):
    """A paper of the dossier; what the file really is, is read before anything is kept."""

    kind = RadioField(
        _l("Nature du document"),
        [required(_l("Dites ce que ce document atteste."))],
        choices=[(each.value, words_for(each)) for each in PaperKind],
    )
    file = FileField(_l("Fichier"), [FileRequired(_l("Choisissez un fichier PDF, JPEG ou PNG."))])
    prepared: PreparedDocument | None = None

    def validate_file(self, field: FileField) -> None:
        """Read what the file really is."""
        try:
            self.prepared = prepare_document(field.data.read(), field.data.filename or "")
        except DocumentRefused as refused:
            raise ValidationError(f"{refused.reason} {refused.advice}") from None
