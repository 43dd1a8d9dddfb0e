"""What a printed badge or card says, in its bearer's language and as its template wants it, and the PDF of one or many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import phonenumbers
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from ..congress.categories import CARD_COLOUR, CARD_LABEL, CARD_LETTER
from ..congress.models import Congress
from ..database import db
from ..i18n import country_name, format_day, pick, use_language
from ..people.titles import title_of
from ..registration.minors import guardians_of
from ..registration.models import Photo, Registration
from .badge_pdf import BadgeFace, Format, merge_pdfs, render_badges, render_pictures
from .looks import Look, Looks, house_words, looks_of
from .models import Badge, BadgeState
from .print_models import BadgePart


@dataclass(frozen=True, slots=True)
class Ready:
    """What printing many badges needs to know beside their rows, loaded once (`made_ready`).

    Attributes:
        looks: by congress.
        photos: portraits (JPEG) by registration; a minor's is not there.
        guardians: the adult's telephone, by registration of a minor.
        cards: how many cards of a zone a delegation holds.
    """

    looks: Mapping[int, Looks] = field(default_factory=dict)
    photos: Mapping[int, bytes] = field(default_factory=dict)
    guardians: Mapping[int, str] = field(default_factory=dict)
    cards: Mapping[tuple[int | None, int | None], int] = field(default_factory=dict)

    def look_of(self, badge: Badge) -> Look:
        """How this badge looks."""
        category_id = badge.registration.category_id if badge.registration is not None else None
        return self.looks.get(badge.congress_id, Looks()).of(category_id)


def made_ready(badges: Iterable[Badge]) -> Ready:
    """Return what printing these badges needs: three queries, and one more where there are cards."""
    badges = list(badges)
    looks = looks_of(badge.congress_id for badge in badges)
    bearers = [badge for badge in badges if badge.registration_id is not None]
    guardians = guardians_of([badge.registration_id or 0 for badge in bearers])
    plain = Ready(looks, {}, guardians, _card_counts(badges))
    pictured = [b.registration_id or 0 for b in bearers if plain.look_of(b).shows(BadgePart.PHOTO)]
    return Ready(looks, portraits([ident for ident in pictured if ident not in guardians]), guardians, plain.cards)


def badge_face(badge: Badge, language: str, ready: Ready | None = None) -> BadgeFace:
    """Return all that a badge or a card shows, in a language, as its template wants it."""
    ready = ready or made_ready([badge])
    with use_language(language):
        if badge.registration is None:
            return _card_face(badge, language, ready)
        return _person_face(badge, badge.registration, language, ready)


def _person_face(badge: Badge, registration: Registration, language: str, ready: Ready) -> BadgeFace:
    congress, person, delegation = registration.congress, registration.person, registration.delegation
    look = ready.look_of(badge)

    def shown(part: BadgePart, text: str) -> str:
        return text if look.shows(part) else ""

    category = pick(registration.category_label, language)
    if badge.pass_on is not None:
        category = _(
            "%(category)s, laissez-passer du %(day)s", category=category, day=format_day(badge.pass_on, year=False)
        )
    return BadgeFace(
        civility=shown(BadgePart.CIVILITY, title_of(person.civility, person.honorific)),
        name=person.badge_name,
        original_name=shown(BadgePart.ORIGINAL_NAME, person.original_name) or None,
        function=shown(BadgePart.FUNCTION, registration.function),
        organisation=shown(BadgePart.ORGANISATION, delegation.name),
        country=shown(BadgePart.COUNTRY, country_name(delegation.country, language)),
        category=category,
        category_letter=registration.category.letter,
        category_colour=registration.category.colour,
        practical=_of_the_day() if badge.pass_on is not None else look.paragraphs(language) or house_words(),
        notice=_notice(ready.guardians.get(registration.id)),
        photo=ready.photos.get(registration.id) if look.shows(BadgePart.PHOTO) else None,
        two_sided=look.two_sided,
        **_shared(badge, congress, language),
    )


def _of_the_day() -> tuple[str, ...]:
    return (_("Ce laissez-passer vaut le jour dit. Demain, portez votre badge : il reste valable."),)


def _notice(telephone: str | None) -> str:
    """Whom to call for a minor, readable by whoever finds them lost; nothing for anybody else."""
    if telephone is None:
        return ""
    if not telephone:
        return _("Adulte référent : demandez au bureau d’accueil")
    number = phonenumbers.format_number(
        phonenumbers.parse(telephone, None), phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return _("Adulte référent : %(telephone)s", telephone=number)


def _card_face(card: Badge, language: str, ready: Ready) -> BadgeFace:
    """Nobody's face: the delegation is what is read from afar, then the zone."""
    delegation = card.delegation
    zone = pick(card.zone.label, language) if card.zone is not None else ""
    cards = ready.cards.get((card.delegation_id, card.zone_id), 0)
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
        two_sided=ready.look_of(card).two_sided,
        **_shared(card, delegation.congress, language),
    )


def _shared(badge: Badge, congress: Congress, language: str) -> dict[str, Any]:
    return {
        "congress": pick(congress.title, language),
        "when_where": when_where(congress, language),
        "token": badge.token,
        "short_code": badge.short_code,
        "language": language,
    }


def when_where(congress: Congress, language: str) -> str:
    """Return « Tunis, 9 – 10 décembre 2020 », in the language being written."""
    return f"{pick(congress.city, language)}, {_dates(congress)}"


def badge_pdf(badge: Badge, language: str, *, ready: Ready | None = None) -> bytes:
    """Return one badge as a PDF, in its own format. `ready`: what it needs, where that was loaded for many."""
    return badges_pdf([badge], language=language, ready=ready)


def badges_pdf(
    badges: Sequence[Badge], *, language: str | None = None, format: Format | None = None, ready: Ready | None = None
) -> bytes:
    """Return many badges and cards as a PDF, each in `language` or in its bearer's own, in `format` or in that of its template."""
    ready, fonts = ready or made_ready(badges), current_app.config["AIMF"].fonts_dir
    pieces = []
    for kind, some in groupby(badges, key=lambda badge: format or ready.look_of(badge).format.value):
        faces = [badge_face(badge, language or language_of(badge), ready) for badge in some]
        pieces.append(render_badges(faces, format=kind, font_dir=fonts))
    if not pieces:
        raise ValueError("no badge to print")
    return pieces[0] if len(pieces) == 1 else merge_pdfs(pieces, title=pick(badges[0].delegation.congress.title))


def badge_sides(badge: Badge, format: Format) -> list[bytes]:
    """Return each side of one badge as an SVG, in its bearer's language: what a browser prints."""
    face = badge_face(badge, language_of(badge))
    return render_pictures(face, format=format, kind="svg", font_dir=current_app.config["AIMF"].fonts_dir)


def language_of(badge: Badge) -> str:
    """Return the language of a badge: its bearer's, or that of the delegation which holds the card."""
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
