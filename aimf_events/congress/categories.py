"""Categories of participants and the zones their badges open. Never told apart by colour alone: colour AND letter AND words."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from .. import journal
from ..database import Translated, db, lock, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from .models import Category, Congress, Zone

MINIMUM_CONTRAST = 4.5
"""Of white text on the category's band (WCAG 2.2, 1.4.3)."""

CARD_NUMBER, CARD_LETTER, CARD_COLOUR = 255, "Z", "#595959"
"""What a transferable card shows in the place of a category (docs/decisions/0018): no new category takes them."""
CARD_LABEL: Translated = {"fr": "Carte transférable", "en": "Transferable card"}
BLANK_NUMBER, BLANK_LETTER, BLANK_COLOUR = 254, "S", "#595959"
"""The same for an emergency badge, printed for nobody (docs/decisions/0021)."""
BLANK_LABEL: Translated = {"fr": "Badge de secours", "en": "Emergency badge"}

AT_WORK = ("interpreter", "security", "organisation")
"""The categories of those who are at a session for their work: they sign up to none, and enter those with limited places."""

DELEGATION_KINDS = ("member", "partner", "service")
"""The kinds of delegation for which a category has default places."""


@dataclass(frozen=True)
class DefaultCategory:
    """A category that every new congress begins with."""

    code: str
    letter: str
    colour: str
    label: Translated
    zones: int
    places: dict[str, int]
    feminine: str = ""


DEFAULT_ZONES: tuple[Translated, ...] = (
    {"fr": "Salles de séance", "en": "Meeting rooms"},
    {"fr": "Salon des délégations", "en": "Delegates’ lounge"},
    {"fr": "Espace presse", "en": "Press area"},
    {"fr": "Cabines et régie", "en": "Booths and control room"},
    {"fr": "Bureaux de l’organisation", "en": "Organisers’ offices"},
)

DEFAULT_CATEGORIES = (
    DefaultCategory(
        "head_of_delegation",
        "C",
        "#7a1f3d",
        {"fr": "Chef de délégation", "en": "Head of delegation"},
        0b00011,
        {"member": 1, "partner": 1},
    ),
    DefaultCategory(
        "delegate",
        "D",
        "#1b4388",
        {"fr": "Délégué", "en": "Delegate"},
        0b00011,
        {"member": 3, "partner": 2},
        feminine="Déléguée",
    ),
    DefaultCategory(
        "accompanying",
        "A",
        "#5b4a8a",
        {"fr": "Accompagnant", "en": "Accompanying person"},
        0b00010,
        {"member": 1, "partner": 0},
        feminine="Accompagnante",
    ),
    DefaultCategory("partner", "P", "#0a6037", {"fr": "Partenaire", "en": "Partner"}, 0b00011, {"partner": 3}),
    DefaultCategory(
        "speaker",
        "I",
        "#864100",
        {"fr": "Intervenant", "en": "Speaker"},
        0b00011,
        {"service": 40},
        feminine="Intervenante",
    ),
    DefaultCategory("press", "M", "#4a5369", {"fr": "Presse", "en": "Press"}, 0b00101, {"service": 40}),
    DefaultCategory("interpreter", "T", "#0b5c70", {"fr": "Interprète", "en": "Interpreter"}, 0b01001, {"service": 20}),
    DefaultCategory("security", "S", "#2b2b2b", {"fr": "Sécurité", "en": "Security"}, 0b11111, {"service": 30}),
    DefaultCategory(
        "organisation", "O", "#6b4e00", {"fr": "Organisation", "en": "Organisation"}, 0b11111, {"service": 60}
    ),
    DefaultCategory(
        "guest", "G", "#8a2f6b", {"fr": "Invité", "en": "Guest"}, 0b00011, {"service": 30}, feminine="Invitée"
    ),
)


class CategoryKnown(Refusal):
    """Two categories of a congress may not share a letter or a code."""

    code = "category_known"

    def __init__(self) -> None:
        super().__init__(
            _l("Une autre catégorie de ce congrès a déjà cette lettre ou ce code."),
            advice=_l(
                "Choisissez une lettre qui n’est pas encore prise : c’est elle que l’on lit de loin sur le badge."
            ),
        )


class LetterOfCards(Refusal):
    """The letter of transferable cards is no category's."""

    code = "letter_of_cards"

    def __init__(self) -> None:
        super().__init__(
            _l("La lettre %(letter)s est celle des cartes transférables.", letter=CARD_LETTER),
            advice=_l("Choisissez une autre lettre pour cette catégorie."),
        )


def contrast_with_white(colour: str) -> float:
    """Return the contrast (1 to 21) of white text on `colour` (#rrggbb), by WCAG's relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def add_default_categories(congress: Congress) -> None:
    """Give a new congress the usual categories and zones. The caller holds the transaction."""
    for bit, label in enumerate(DEFAULT_ZONES):
        db.session.add(Zone(congress_id=congress.id, bit=bit, label=label))
    for position, default in enumerate(DEFAULT_CATEGORIES, start=1):
        row = Category(
            congress_id=congress.id,
            code=default.code,
            number=position,
            letter=default.letter,
            colour=default.colour,
            label=default.label,
            feminine={"fr": default.feminine} if default.feminine else {},
            zones=default.zones,
            default_places=default.places,
            position=position,
        )
        db.session.add(row)


def add_category(
    congress: Congress,
    *,
    code: str,
    letter: str,
    colour: str,
    label: Translated,
    feminine: Translated | None = None,
    zones: int = 0,
    default_places: dict[str, int] | None = None,
    by: Person | None,
) -> Category:
    """Add a category; its number (8 bits, in the badge token) is the next one and is never used again.

    Raises:
        CategoryKnown: the letter or the code is taken in this congress.
        LetterOfCards.
    """
    if letter.upper() == CARD_LETTER:
        raise LetterOfCards
    try:
        with transaction():
            lock(congress)
            last = db.session.scalar(select(func.max(Category.number)).filter_by(congress_id=congress.id)) or 0
            category = Category(
                congress_id=congress.id,
                code=code,
                number=last + 1,
                letter=letter,
                colour=colour,
                label=label,
                feminine=feminine or {},
                zones=zones,
                default_places=default_places or {},
                position=last + 1,
            )
            db.session.add(category)
            journal.record("category_added", category, by=by, code=code, letter=letter)
    except IntegrityError as error:
        raise CategoryKnown from error
    return category


def change_category(
    category: Category,
    *,
    letter: str,
    colour: str,
    label: Translated,
    feminine: Translated,
    zones: int,
    default_places: dict[str, int],
    by: Person | None,
) -> Category:
    """Change how a category looks and what it opens. Places of delegations that exist stay as they are.

    Raises:
        CategoryKnown: another category of this congress has the letter.
        LetterOfCards.
    """
    if letter.upper() == CARD_LETTER and letter != category.letter:
        raise LetterOfCards
    given: dict[str, Any] = {
        "letter": letter,
        "colour": colour,
        "label": label,
        "feminine": feminine,
        "zones": zones,
        "default_places": default_places,
    }
    try:
        with transaction():
            lock(category)
            changes = {
                key: [getattr(category, key), value] for key, value in given.items() if getattr(category, key) != value
            }
            for key, value in given.items():
                setattr(category, key, value)
            if changes:
                journal.record("category_changed", category, by=by, changes=changes)
    except IntegrityError as error:
        db.session.refresh(category)
        raise CategoryKnown from error
    return category


def categories_of(congress: Congress) -> list[Category]:
    """Return the categories of a congress, in their order."""
    return list(
        db.session.scalars(select(Category).filter_by(congress_id=congress.id).order_by(Category.position, Category.id))
    )


def category_of(congress: Congress, public_id: str) -> Category:
    """Return one category of a congress.

    Raises:
        NotFound: it is another congress's, or does not exist.
    """
    category = db.session.scalars(select(Category).filter_by(congress_id=congress.id, public_id=public_id)).first()
    if category is None:
        raise NotFound
    return category


def zones_of(congress: Congress) -> list[Zone]:
    """Return the zones that badges open, in the order of their bits."""
    return list(db.session.scalars(select(Zone).filter_by(congress_id=congress.id).order_by(Zone.bit)))


def bits(zones: int) -> list[int]:
    """Return the bits set in a category's zones."""
    return [bit for bit in range(16) if zones >> bit & 1]


def bit_set(chosen: list[int]) -> int:
    """Return the number whose bits are those chosen."""
    return sum(1 << bit for bit in set(chosen))
