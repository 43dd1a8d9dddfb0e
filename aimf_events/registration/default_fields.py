"""The questions that a new congress begins with. `docs/privacy.md` is written from them (tools/privacy_register.py)."""

from dataclasses import dataclass, replace

from babel import Locale

from ..congress.categories import categories_of
from ..congress.models import Congress
from ..database import Translated
from ..i18n import LANGUAGES
from .fields import Choice, FieldSettings, add_field
from .models import FieldKind, FieldPhase, LegalBasis, Output

VISA_LETTER = "visa_letter"
"""The code of the question that opens those of the visa: they are asked only of whoever answers yes."""

BIRTH_DATE = "birth_date"
GUARDIAN_TELEPHONE = "guardian_telephone"
GUARDIAN = ("guardian_name", GUARDIAN_TELEPHONE, "guardian_consent")
"""Of whoever is a minor on the first day: who answers for them, and agrees. Asked once the date of birth says so."""

GUESTS = ("head_of_delegation", "delegate", "accompanying", "partner", "speaker", "guest")
EVERYBODY = (*GUESTS, "press", "interpreter")
TRAVELLING = (*GUESTS, "interpreter")


@dataclass(frozen=True)
class DefaultField:
    """A question as data: its code, what is said of it, and the codes of the categories of whom it is asked."""

    code: str
    settings: FieldSettings
    asked: tuple[str, ...]
    is_required: bool = False


def _choices(*listed: tuple[str, str, str]) -> tuple[Choice, ...]:
    return tuple((code, {"fr": french, "en": english}) for code, french, english in listed)


def _visa(
    code: str, kind: FieldKind, label: Translated, *outputs: Output, hint: Translated | None = None
) -> DefaultField:
    """A secret question: encrypted, read by the accreditation desk alone, each reading journalled, gone in a month."""
    return DefaultField(
        code,
        FieldSettings(
            kind=kind,
            phase=FieldPhase.VISA,
            label=label,
            hint=hint or {},
            purpose={
                "fr": "Écrire la lettre d’invitation que le consulat demande pour le visa.",
                "en": "To write the invitation letter that the consulate asks for the visa.",
            },
            legal_basis=LegalBasis.CONTRACT,
            readers=("accreditation",),
            outputs=(Output.VISA_LETTER, *outputs),
            kept_days=30,
            is_secret=True,
        ),
        (*GUESTS, "press", "interpreter"),
        is_required=True,
    )


def _guardian(
    code: str,
    kind: FieldKind,
    label: Translated,
    *outputs: Output,
    is_secret: bool = False,
    hint: Translated | None = None,
) -> DefaultField:
    """A question about a minor: without these answers nobody takes charge of a child."""
    asked = _visa(code, kind, label, *outputs, hint=hint)
    purpose = {
        "fr": "Recevoir une personne mineure avec l’accord de qui en répond.",
        "en": "To welcome a minor with the agreement of whoever answers for them.",
    }
    law = LegalBasis.LEGAL_OBLIGATION
    return replace(asked, settings=replace(asked.settings, purpose=purpose, legal_basis=law, is_secret=is_secret))


DEFAULT_FIELDS: tuple[DefaultField, ...] = (
    DefaultField(
        "interpretation",
        FieldSettings(
            kind=FieldKind.CHOICE,
            phase=FieldPhase.REGISTRATION,
            label={"fr": "Langue d’écoute des séances", "en": "Language in which you follow the sessions"},
            hint={
                "fr": "celle de vos écouteurs, si la séance se tient dans une autre",
                "en": "that of your headset, if the session is held in another one",
            },
            choices=_choices(("fr", "français", "French"), ("en", "anglais", "English")),
            purpose={
                "fr": "Prévoir les cabines d’interprétation et les écouteurs.",
                "en": "To plan interpretation booths and headsets.",
            },
            legal_basis=LegalBasis.LEGITIMATE_INTEREST,
            readers=("secretariat", "interpreter", "programme", "host_team"),
            outputs=(Output.INTERPRETATION,),
            kept_days=30,
        ),
        EVERYBODY,
        is_required=True,
    ),
    DefaultField(
        "diet",
        FieldSettings(
            kind=FieldKind.SEVERAL,
            phase=FieldPhase.REGISTRATION,
            label={"fr": "Régime alimentaire", "en": "Diet"},
            hint={
                "fr": "si rien n’est coché, la cuisine ne prévoit rien de particulier",
                "en": "if nothing is ticked, the kitchen plans nothing in particular",
            },
            choices=_choices(
                ("halal", "halal", "halal"),
                ("vegetarian", "végétarien", "vegetarian"),
                ("no_pork", "sans porc", "no pork"),
                ("no_gluten", "sans gluten", "gluten-free"),
                ("other", "autre, à préciser", "other, please specify"),
            ),
            purpose={"fr": "Commander les repas.", "en": "To order the meals."},
            legal_basis=LegalBasis.CONSENT,
            readers=("secretariat", "host_team"),
            outputs=(Output.DIETS,),
            kept_days=30,
        ),
        EVERYBODY,
    ),
    DefaultField(
        "diet_detail",
        FieldSettings(
            kind=FieldKind.TEXT,
            phase=FieldPhase.REGISTRATION,
            label={"fr": "Allergie ou autre régime", "en": "Allergy or other diet"},
            hint={"fr": "par exemple : allergie aux arachides", "en": "for example: allergy to peanuts"},
            purpose={"fr": "Commander des repas sans danger.", "en": "To order meals that harm nobody."},
            legal_basis=LegalBasis.CONSENT,
            readers=("secretariat", "host_team"),
            outputs=(Output.DIETS,),
            kept_days=30,
        ),
        EVERYBODY,
    ),
    DefaultField(
        "accessibility",
        FieldSettings(
            kind=FieldKind.SEVERAL,
            phase=FieldPhase.REGISTRATION,
            label={"fr": "Besoins d’accessibilité", "en": "Accessibility needs"},
            choices=_choices(
                ("wheelchair", "fauteuil roulant", "wheelchair"),
                ("walking", "marche difficile, pas d’escalier", "difficulty walking, no stairs"),
                ("hearing", "boucle magnétique ou sous-titres", "hearing loop or captions"),
                ("sign_language", "langue des signes", "sign language"),
                ("sight", "documents en gros caractères", "documents in large print"),
            ),
            purpose={
                "fr": "Préparer les salles, les navettes et les documents pour cette personne.",
                "en": "To prepare rooms, shuttles and documents for this person.",
            },
            legal_basis=LegalBasis.CONSENT,
            readers=("secretariat", "host_team"),
            outputs=(Output.ACCESSIBILITY,),
            kept_days=30,
        ),
        EVERYBODY,
    ),
    DefaultField(
        "accessibility_detail",
        FieldSettings(
            kind=FieldKind.LONG_TEXT,
            phase=FieldPhase.REGISTRATION,
            label={"fr": "Ce qu’il faut prévoir", "en": "What should be prepared"},
            purpose={
                "fr": "Préparer l’accueil de cette personne.",
                "en": "To prepare the welcome of this person.",
            },
            legal_basis=LegalBasis.CONSENT,
            readers=("secretariat", "host_team"),
            outputs=(Output.ACCESSIBILITY,),
            kept_days=30,
        ),
        EVERYBODY,
    ),
    DefaultField(
        "lodging",
        FieldSettings(
            kind=FieldKind.CHOICE,
            phase=FieldPhase.TRAVEL,
            label={"fr": "Hébergement souhaité", "en": "Lodging wished"},
            choices=_choices(
                ("single", "hôtel du congrès, chambre pour une personne", "congress hotel, room for one"),
                ("double", "hôtel du congrès, chambre pour deux personnes", "congress hotel, room for two"),
                ("own", "je m’en occupe moi-même", "I arrange it myself"),
            ),
            purpose={"fr": "Réserver les chambres.", "en": "To book the rooms."},
            legal_basis=LegalBasis.CONTRACT,
            readers=("secretariat", "host_team"),
            outputs=(Output.ROOMING,),
            kept_days=90,
        ),
        TRAVELLING,
        is_required=True,
    ),
    DefaultField(
        VISA_LETTER,
        FieldSettings(
            kind=FieldKind.YES_NO,
            phase=FieldPhase.VISA,
            label={
                "fr": "Faut-il une lettre d’invitation pour le visa ?",
                "en": "Is an invitation letter needed for the visa?",
            },
            hint={
                "fr": "le passeport n’est demandé qu’à qui répond oui",
                "en": "the passport is asked only of those who answer yes",
            },
            purpose={"fr": "Savoir à qui écrire cette lettre.", "en": "To know to whom this letter is written."},
            legal_basis=LegalBasis.CONTRACT,
            readers=("secretariat", "accreditation"),
            outputs=(Output.VISA_LETTER,),
            kept_days=30,
        ),
        (*GUESTS, "press", "interpreter"),
        is_required=True,
    ),
    _visa("nationality", FieldKind.COUNTRY, {"fr": "Nationalité", "en": "Nationality"}, Output.HOST_SECURITY),
    _visa(BIRTH_DATE, FieldKind.DATE, {"fr": "Date de naissance", "en": "Date of birth"}, Output.HOST_SECURITY),
    _guardian(
        "guardian_name",
        FieldKind.TEXT,
        {"fr": "Nom de la personne qui exerce l’autorité parentale", "en": "Name of the parent or guardian"},
        is_secret=True,
    ),
    _guardian(
        GUARDIAN_TELEPHONE,
        FieldKind.TEXT,
        {
            "fr": "Téléphone de l’adulte à joindre pendant le congrès",
            "en": "Telephone of the adult to reach during the congress",
        },
        Output.BADGE,
        hint={
            "fr": "avec l’indicatif du pays : ce numéro figure sur le badge, à la place de la photo",
            "en": "with the country code: this number stands on the badge, in the place of the photo",
        },
    ),
    _guardian(
        "guardian_consent",
        FieldKind.YES_NO,
        {
            "fr": "Cette personne donne son accord au voyage et à la participation",
            "en": "This person agrees to the journey and the participation",
        },
    ),
    _visa("birth_place", FieldKind.TEXT, {"fr": "Lieu de naissance", "en": "Place of birth"}),
    _visa(
        "passport_number",
        FieldKind.TEXT,
        {"fr": "Numéro du passeport", "en": "Passport number"},
        Output.HOST_SECURITY,
        hint={"fr": "lettres et chiffres, sans espace", "en": "letters and digits, without spaces"},
    ),
    _visa("passport_issued_on", FieldKind.DATE, {"fr": "Passeport délivré le", "en": "Passport issued on"}),
    _visa(
        "passport_expires_on",
        FieldKind.DATE,
        {"fr": "Passeport valable jusqu’au", "en": "Passport valid until"},
        hint={"fr": "après la fin du congrès", "en": "after the end of the congress"},
    ),
)


def add_default_fields(congress: Congress) -> None:
    """Ask the usual questions at a new congress. The languages offered are its own. The caller holds the transaction."""
    categories = {category.code: category.id for category in categories_of(congress)}
    for default in DEFAULT_FIELDS:
        uses = {categories[code]: default.is_required for code in default.asked if code in categories}
        settings = replace(default.settings, uses=uses)
        if default.code == "interpretation":
            settings = replace(settings, choices=_spoken(congress.languages))
        add_field(congress, settings, code=default.code, by=None)


def _spoken(codes: list[str]) -> tuple[Choice, ...]:
    """The languages of a congress as choices; French and English where it names one only."""
    offered = codes if len(codes) > 1 else list(LANGUAGES)
    locales = {language: Locale(language) for language in LANGUAGES}
    return tuple(
        (code, {language: locale.languages.get(code, code) for language, locale in locales.items()}) for code in offered
    )
