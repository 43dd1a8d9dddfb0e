"""How badges look: the template of a category, else the congress's, else the house's own; chosen, copied to the next congress.

Colour and letter are the category's own and nowhere else, so that the paper, the telephone and the door never disagree;
changing them beside a template changes the category.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import journal
from ..congress.categories import change_category
from ..congress.copying import Copies, copy_rows
from ..congress.models import Category, Congress
from ..database import db, lock, transaction
from ..errors import Refusal
from ..people.models import Person
from .badge_pdf import words_fit
from .print_models import BadgeFormat, BadgePart, BadgeTemplate

LONGEST = 600  # characters of the words on a back, in one language


@dataclass(frozen=True, slots=True)
class Look:
    """What a template says. `words` are paragraphs by language; a language without any has the words of the house."""

    format: BadgeFormat = BadgeFormat.A6
    parts: frozenset[BadgePart] = frozenset(BadgePart)
    two_sided: bool = True
    words: Mapping[str, str] = field(default_factory=dict)

    def shows(self, part: BadgePart) -> bool:
        """Whether a badge shows this."""
        return part in self.parts

    def paragraphs(self, language: str) -> tuple[str, ...]:
        """What the back says in a language; empty where the house's words serve."""
        return tuple(line.strip() for line in self.words.get(language, "").splitlines() if line.strip())


HOUSE = Look()
"""What a congress begins with: A6, everything, both sides."""


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of one congress, loaded once."""

    default: Look = HOUSE
    of_category: Mapping[int, Look] = field(default_factory=dict)

    def of(self, category_id: int | None) -> Look:
        """The look of a category's badges; of a card (no category), the congress's."""
        return self.of_category.get(category_id or 0, self.default)


class WordsTooLong(Refusal):
    """The words do not fit on the back."""

    code = "badge_words_too_long"


def house_words() -> tuple[str, ...]:
    """Return what a back says where nobody wrote anything, in the language being written."""
    return (
        _("Portez ce badge de façon visible pendant tout le congrès."),
        _("Perdu ou abîmé ? Le bureau d’accueil en imprime un autre, et celui-ci n’ouvrira plus aucune porte."),
    )


def looks_of(congress_ids: Iterable[int]) -> dict[int, Looks]:
    """Return the looks of some congresses, by congress. One query."""
    ids = list(dict.fromkeys(congress_ids))
    found = db.session.scalars(select(BadgeTemplate).where(BadgeTemplate.congress_id.in_(ids))).all()
    return {
        ident: Looks(
            next((_look(row) for row in found if row.congress_id == ident and row.category_id is None), HOUSE),
            {row.category_id: _look(row) for row in found if row.congress_id == ident and row.category_id is not None},
        )
        for ident in ids
    }


def template_of(congress: Congress, category: Category | None) -> BadgeTemplate | None:
    """Return the template that a category, or the congress itself, has of its own."""
    ident = category.id if category is not None else None
    return db.session.scalars(select(BadgeTemplate).filter_by(congress_id=congress.id, category_id=ident)).first()


def set_template(congress: Congress, category: Category | None, look: Look, *, by: Person | None) -> BadgeTemplate:
    """Say how the badges of a category look, or (None) those of every category that has no template of its own.

    Raises:
        WordsTooLong: they cannot be read on a back of that format.
    """
    check_words(look)
    values = {
        "format": look.format,
        "parts": sorted(part.value for part in look.parts),
        "two_sided": look.two_sided and look.format is not BadgeFormat.LABEL,
        "back": {
            language: "\n".join(look.paragraphs(language)) for language in look.words if look.paragraphs(language)
        },
    }
    with transaction():
        lock(congress)
        template = template_of(congress, category)
        if template is None:
            template = BadgeTemplate(congress_id=congress.id, category=category, **values)
            db.session.add(template)
            journal.record("badge_template_set", template, by=by, **_told(category, values))
            return template
        changes = {name: value for name, value in values.items() if getattr(template, name) != value}
        for name, value in changes.items():
            setattr(template, name, value)
        if changes:
            journal.record("badge_template_set", template, by=by, **_told(category, changes))
        return template


def set_category_look(category: Category, look: Look, *, letter: str, colour: str, by: Person | None) -> BadgeTemplate:
    """Say how a category's badges look, its letter and colour too. Raises WordsTooLong, CategoryKnown, LetterOfCards."""
    with transaction():
        change_category(
            category,
            letter=letter,
            colour=colour,
            label=category.label,
            feminine=category.feminine,
            zones=category.zones,
            default_places=category.default_places,
            by=by,
        )
        return set_template(db.session.get_one(Congress, category.congress_id), category, look, by=by)


def remove_template(congress: Congress, category: Category, *, by: Person | None) -> None:
    """Let a category's badges look like the congress's again. Twice is harmless."""
    with transaction():
        lock(congress)
        template = template_of(congress, category)
        if template is not None:
            journal.record("badge_template_removed", template, by=by, category=category.code)
            db.session.delete(template)


def copy_templates(source: Congress, congress: Congress, copies: Copies) -> None:
    """Copy how the badges of another congress look."""
    for row in db.session.scalars(
        select(BadgeTemplate).filter_by(congress_id=source.id).order_by(BadgeTemplate.id)
    ).all():
        category_id = copies[Category, row.category_id].id if row.category_id else None
        copy_rows([row], copies, congress_id=congress.id, category_id=category_id)


def check_words(look: Look) -> None:
    """Raise WordsTooLong where the words of a back would not be read: too many for its format."""
    fonts = current_app.config["AIMF"].fonts_dir
    for language, text in look.words.items():
        if len(text) > LONGEST or not words_fit(look.paragraphs(language), format=look.format.value, font_dir=fonts):
            raise WordsTooLong(
                _l("Ce texte est trop long pour le dos de ce badge."),
                advice=_l("Raccourcissez-le, ou choisissez un format plus grand."),
            )


def _look(row: BadgeTemplate) -> Look:
    parts = frozenset(part for part in BadgePart if part.value in row.parts)
    return Look(row.format, parts, row.two_sided, dict(row.back))


def _told(category: Category | None, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"category": category.code if category is not None else None, "changes": values}


__all__ = [
    "HOUSE",
    "Look",
    "Looks",
    "WordsTooLong",
    "check_words",
    "copy_templates",
    "house_words",
    "looks_of",
    "remove_template",
    "set_category_look",
    "set_template",
    "template_of",
]
