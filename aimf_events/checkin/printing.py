"""What a printed badge or card says, in its bearer's language, and the PDF of one or many."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from ..congress.categories import CARD_COLOUR, CARD_LABEL, CARD_LETTER
from ..congress.models import Congress
from ..database import db
from ..i18n import country_name, format_day, pick, use_language
from ..people.titles import title_of
from ..registration.models import Photo, Registration
from .badge_pdf import BadgeFace, render_badges
from .models import Badge, BadgeState


def badge_face(badge: Badge, language: str, *, photo: bytes | None = None, cards: int = 0) -> BadgeFace:
    """Return all that a badge or a card shows, in a language.

    Args:
        photo: the portrait (JPEG) of the bearer, if there is one.
        cards: how many cards the delegation holds for the zone, where it is one of them.
    """
    with use_language(language):
        if badge.registration is None:
            return _card_face(badge, language, cards)
        return _person_face(badge, badge.registration, language, photo)


def _person_face(badge: Badge, registration: Registration, language: str, photo: bytes | None) -> BadgeFace:
    congress, person, delegation = registration.congress, registration.person, registration.delegation
    return BadgeFace(
        civility=title_of(person.civility, person.honorific),
        name=person.badge_name,
        original_name=person.original_name or None,
        function=registration.function,
        organisation=delegation.name,
        country=country_name(delegation.country, language),
        category=pick(registration.category_label, language),
        category_letter=registration.category.letter,
        category_colour=registration.category.colour,
        practical=(
            _("Portez ce badge de façon visible pendant tout le congrès."),
            _("Perdu ou abîmé ? Le bureau d’accueil en imprime un autre, et celui-ci n’ouvrira plus aucune porte."),
        ),
        photo=photo,
        **_shared(badge, congress, language),
    )


def _card_face(card: Badge, language: str, cards: int) -> BadgeFace:
    """Nobody's face: the delegation is what is read from afar, then the zone."""
    delegation = card.delegation
    zone = pick(card.zone.label, language) if card.zone is not None else ""
    return BadgeFace(
        civility=_("Carte %(number)d sur %(cards)d", number=card.card_number, cards=max(cards, card.card_number or 0)),
        name=delegation.name,
        function="",
        organisation=_("Zone : %(zone)s", zone=zone),
        country=country_name(delegation.country, language),
        category=pick(CARD_LABEL, language),
        category_letter=CARD_LETTER,
        category_colour=CARD_COLOUR,
        practical=(
            _("Cette carte ouvre les portes de sa zone à la personne de la délégation qui la porte, une à la fois."),
            _("Elle accompagne un badge et ne le remplace pas. Passez-la après être sorti de la zone."),
            _("Perdue ? Le bureau d’accueil en imprime une autre, et celle-ci n’ouvrira plus aucune porte."),
        ),
        **_shared(card, delegation.congress, language),
    )


def _shared(badge: Badge, congress: Congress, language: str) -> dict[str, Any]:
    return {
        "congress": pick(congress.title, language),
        "when_where": f"{pick(congress.city, language)}, {_dates(congress)}",
        "token": badge.token,
        "short_code": badge.short_code,
        "language": language,
    }


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
    """Return many badges and cards as a PDF, each in `language` or in its bearer's own."""
    if photos is None:
        photos = portraits([badge.registration_id for badge in badges if badge.registration_id is not None])
    counts = _card_counts(badges)
    faces = [
        badge_face(
            badge,
            language or _language_of(badge),
            photo=photos.get(badge.registration_id or 0),
            cards=counts.get((badge.delegation_id, badge.zone_id), 0),
        )
        for badge in badges
    ]
    return render_badges(faces, format=format, font_dir=current_app.config["AIMF"].fonts_dir)


def _language_of(badge: Badge) -> str:
    return badge.delegation.language if badge.registration is None else badge.registration.person.language


def _card_counts(badges: Sequence[Badge]) -> dict[tuple[int | None, int | None], int]:
    """How many cards a delegation holds for a zone, of those that are printed. One query, none without a card."""
    holders = {badge.delegation_id for badge in badges if badge.delegation_id is not None}
    if not holders:
        return {}
    held = select(Badge.delegation_id, Badge.zone_id, func.count()).where(Badge.delegation_id.in_(holders))
    held = held.where(Badge.state != BadgeState.REVOKED).group_by(Badge.delegation_id, Badge.zone_id)
    return {(delegation, zone): count for delegation, zone, count in db.session.execute(held)}


def portraits(registration_ids: Sequence[int]) -> dict[int, bytes]:
    """Return the portraits (JPEG) of those registrations that have one. One query."""
    rows = select(Photo).where(Photo.registration_id.in_(registration_ids)).options(undefer(Photo.jpeg))
    return {photo.registration_id: photo.jpeg for photo in db.session.scalars(rows)}


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
