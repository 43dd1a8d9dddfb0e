"""What a printed badge says, in its bearer's language, and the PDF of one or many."""

from collections.abc import Mapping, Sequence
from typing import Literal

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import undefer

from ..congress.models import Congress
from ..database import db
from ..i18n import country_name, format_day, pick, use_language
from ..people.models import Civility, Person
from ..registration.models import Photo
from .badge_pdf import BadgeFace, render_badges
from .models import Badge


def badge_face(badge: Badge, language: str, *, photo: bytes | None = None) -> BadgeFace:
    """Return all that the badge shows, in a language, with the portrait (JPEG) if there is one."""
    registration, congress = badge.registration, badge.registration.congress
    person, delegation = registration.person, registration.delegation
    with use_language(language):
        return BadgeFace(
            civility=_civility(person),
            name=person.badge_name,
            original_name=person.original_name or None,
            function=registration.function,
            organisation=delegation.name,
            country=country_name(delegation.country, language),
            category=pick(registration.category_label, language),
            category_letter=registration.category.letter,
            category_colour=registration.category.colour,
            congress=pick(congress.title, language),
            when_where=f"{pick(congress.city, language)}, {_dates(congress)}",
            token=badge.token,
            short_code=badge.short_code,
            practical=(
                _("Portez ce badge de façon visible pendant tout le congrès."),
                _("Perdu ou abîmé ? Le bureau d’accueil en imprime un autre, et celui-ci n’ouvrira plus aucune porte."),
            ),
            photo=photo,
            language=language,
        )


def badge_pdf(badge: Badge, language: str, *, photos: Mapping[int, bytes] | None = None) -> bytes:
    """Return one badge as a PDF, A6, front and back. `photos`: the portraits, where they were loaded for many."""
    return badges_pdf([badge], language=language, photos=photos)


def badges_pdf(
    badges: Sequence[Badge],
    *,
    language: str | None = None,
    format: Literal["a6", "sheet4"] = "a6",
    photos: Mapping[int, bytes] | None = None,
) -> bytes:
    """Return many badges as a PDF, each in `language` or in its bearer's own."""
    if photos is None:
        photos = portraits([badge.registration_id for badge in badges])
    faces = [
        badge_face(badge, language or badge.registration.person.language, photo=photos.get(badge.registration_id))
        for badge in badges
    ]
    return render_badges(faces, format=format, font_dir=current_app.config["AIMF"].fonts_dir)


def portraits(registration_ids: Sequence[int]) -> dict[int, bytes]:
    """Return the portraits (JPEG) of those registrations that have one. One query."""
    rows = select(Photo).where(Photo.registration_id.in_(registration_ids)).options(undefer(Photo.jpeg))
    return {photo.registration_id: photo.jpeg for photo in db.session.scalars(rows)}


def _civility(person: Person) -> str:
    word = {Civility.MADAM: _("Mme"), Civility.SIR: _("M.")}.get(person.civility, "") if person.civility else ""
    return " ".join(part for part in (person.honorific, word) if part)


def _dates(congress: Congress) -> str:
    first, last = congress.starts_on, congress.ends_on
    if first == last:
        return format_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return _("%(first)s – %(last)s", first=first.day, last=format_day(last, weekday=False))
    return _(
        "%(first)s – %(last)s",
        first=format_day(first, year=first.year != last.year, weekday=False),
        last=format_day(last, weekday=False),
    )
