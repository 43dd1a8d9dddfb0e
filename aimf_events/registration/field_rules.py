"""What a question must say of itself before anybody is asked: its words, its readers, what comes out of it, and why the law allows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from ..accounts.models import Role
from ..congress.models import CongressRole
from ..database import Translated
from ..errors import Refusal
from .models import FieldKind, FieldPhase, LegalBasis, Output

READERS: tuple[Role | CongressRole, ...] = (
    Role.SECRETARIAT,
    CongressRole.ACCREDITATION,
    CongressRole.HOST_TEAM,
    CongressRole.PROTOCOL,
    CongressRole.PROGRAMME,
    CongressRole.INTERPRETER,
    CongressRole.DOOR_SUPERVISOR,
)
"""Who may be named as the reader of a question."""

SECRET_KINDS = (FieldKind.TEXT, FieldKind.DATE, FieldKind.COUNTRY)
SECRET_OUTPUTS = (Output.VISA_LETTER, Output.HOST_SECURITY)
SENSITIVE_OUTPUTS = (Output.DIETS, Output.ACCESSIBILITY)
LONGEST_KEPT = 3650  # days


Choice = tuple[str, Translated]
"""The code of an answer offered, and its words."""


@dataclass(frozen=True)
class FieldSettings:
    """What the secretariat says of a question.

    Attributes:
        choices: in order; a new one has an empty code.
        readers: words of Role and CongressRole.
        kept_days: counted from the last day of the congress.
        uses: by id of category, whether an answer is required; a category that is not there is not asked.
    """

    kind: FieldKind
    phase: FieldPhase
    label: Translated
    purpose: Translated
    legal_basis: LegalBasis
    readers: Sequence[str]
    outputs: Sequence[Output]
    kept_days: int
    hint: Translated = field(default_factory=dict)
    choices: Sequence[Choice] = ()
    is_secret: bool = False
    uses: Mapping[int, bool] = field(default_factory=dict)


class FieldIncomplete(Refusal):
    """A question lacks its words, its purpose or its choices."""

    code = "field_incomplete"


class FieldUnused(Refusal):
    """Nobody reads the answers, or they come out nowhere."""

    code = "field_unused"


class FieldUnlawful(Refusal):
    """The question asks more than its purpose or its legal basis allows."""

    code = "field_unlawful"


class FieldHeld(Refusal):
    """Answers were given that the change would make meaningless."""

    code = "field_held"

    @classmethod
    def by_kind(cls) -> "FieldHeld":
        """The kind, or the secrecy, would change under the answers."""
        return cls(
            _l("Des personnes ont déjà répondu à cette question : ni son type ni sa protection ne changent plus."),
            advice=_l("Retirez cette question, puis ajoutez-en une autre du bon type."),
        )

    @classmethod
    def by_choice(cls) -> "FieldHeld":
        """A choice that was made would vanish."""
        return cls(
            _l("Une réponse que vous retirez a déjà été choisie par quelqu’un : elle doit rester."),
            advice=_l("Changez ses mots, ou gardez-la jusqu’à l’effacement des réponses."),
        )


def check_settings(settings: FieldSettings) -> None:
    """Check that a question may be asked.

    Raises:
        FieldIncomplete: words are missing in one of the two languages, or choices, or the number of days.
        FieldUnused: no reader, or no output.
        FieldUnlawful: a consent is required, health or belief is asked without consent, or a secret would be shown.
    """
    _check_words(settings)
    if not settings.readers or not set(settings.readers) <= {reader.value for reader in READERS}:
        raise FieldUnused(
            _l("Personne ne lirait les réponses : cette question ne peut pas être posée."),
            advice=_l("Choisissez qui les lit, ou ne posez pas la question."),
        )
    if not settings.outputs:
        raise FieldUnused(
            _l(
                "Les réponses ne sortiraient dans aucune liste ni aucune lettre : cette question ne peut pas être posée."
            ),
            advice=_l("Choisissez à quoi elles servent, ou ne posez pas la question."),
        )
    _check_law(settings)


def _check_words(settings: FieldSettings) -> None:
    if not all(_both(text) for text in (settings.label, settings.purpose)):
        raise FieldIncomplete(_l("La question et sa raison doivent être écrites en français et en anglais."))
    offered = settings.choices if settings.kind in (FieldKind.CHOICE, FieldKind.SEVERAL) else None
    if offered is not None and (len(offered) < 2 or not all(_both(words) for _code, words in offered)):
        raise FieldIncomplete(_l("Il faut au moins deux réponses à choisir, en français et en anglais."))
    if not 1 <= settings.kept_days <= LONGEST_KEPT:
        raise FieldIncomplete(_l("Les réponses se gardent d’un jour à dix ans après le congrès."))


def _check_law(settings: FieldSettings) -> None:
    consent = settings.legal_basis is LegalBasis.CONSENT
    if set(settings.outputs) & set(SENSITIVE_OUTPUTS) and not consent:
        raise FieldUnlawful(
            _l("Un régime ou un besoin d’accessibilité dit quelque chose de la santé ou de la religion."),
            advice=_l("La loi demande alors le consentement : choisissez cette base légale."),
        )
    if consent and any(settings.uses.values()):
        raise FieldUnlawful(
            _l("Un consentement est libre : la réponse ne peut pas être obligatoire."),
            advice=_l("Rendez-la facultative, ou choisissez une autre base légale."),
        )
    if settings.is_secret and settings.kind not in SECRET_KINDS:
        raise FieldUnlawful(_l("Seuls un texte, une date ou un pays peuvent être chiffrés."))
    if settings.is_secret and not set(settings.outputs) <= set(SECRET_OUTPUTS):
        raise FieldUnlawful(
            _l("Une réponse chiffrée ne sort que dans la lettre pour le visa et la liste pour la sûreté."),
            advice=_l("Retirez les autres listes, ou ne chiffrez pas la réponse."),
        )


def _both(text: dict[str, Any]) -> bool:
    return bool(text.get("fr")) and bool(text.get("en"))
