"""Badges to look at while a template is chosen: one with the longest words that come, and a real one."""

from dataclasses import replace
from functools import cache
from io import BytesIO

from flask import current_app
from flask_babel import gettext as _
from PIL import Image, ImageDraw
from sqlalchemy import case, select

from ..congress.models import Category, Congress
from ..database import db
from ..i18n import country_name, pick, use_language
from ..registration.models import Photo, Registration
from .badge_pdf import BadgeFace, render_pictures
from .badges import with_bearers
from .looks import Look, Looks, house_words
from .models import Badge, BadgeState
from .print_models import BadgePart
from .printing import Ready, badge_face, made_ready, when_where
from .qr_token import LENGTH

_NO_TOKEN, _NO_CODE = "1" + "0" * (LENGTH - 1), "EXEMP1E00"
"""What the code of an example says: nothing that a door would take."""


def example_pictures(
    congress: Congress, category: Category, look: Look, language: str, *, letter: str, colour: str
) -> list[bytes]:
    """Draw each side of a badge with a very long name, in a language: PNG."""
    with use_language(language):
        face = _example(congress, category, look, language)
    return _drawn(replace(face, category_letter=letter, category_colour=colour), look)


def real_badge(congress: Congress, category: Category | None) -> Badge | None:
    """Return a living badge to show, of a category or of any: one with a portrait where there is one."""
    rows = select(Badge).join(Badge.registration).outerjoin(Photo, Photo.registration_id == Registration.id)
    rows = rows.where(Badge.congress_id == congress.id, Badge.state != BadgeState.REVOKED, Badge.pass_on.is_(None))
    if category is not None:
        rows = rows.where(Registration.category_id == category.id)
    rows = rows.order_by(case((Photo.registration_id.is_not(None), 0), else_=1), Badge.id).limit(1)
    return db.session.scalars(with_bearers(rows)).first()


def real_pictures(
    badge: Badge, look: Look, language: str, *, letter: str | None = None, colour: str | None = None
) -> list[bytes]:
    """Draw each side of somebody's badge as it would be with a look, a letter and a colour not saved yet: PNG."""
    known = made_ready([badge])
    tried = Ready({badge.congress_id: Looks(look)}, known.photos, known.guardians, known.cards)
    face = badge_face(badge, language, tried)
    return _drawn(
        replace(face, category_letter=letter or face.category_letter, category_colour=colour or face.category_colour),
        look,
    )


def _drawn(face: BadgeFace, look: Look) -> list[bytes]:
    return render_pictures(face, format=look.format.value, font_dir=current_app.config["AIMF"].fonts_dir)


def _example(congress: Congress, category: Category, look: Look, language: str) -> BadgeFace:
    def shown(part: BadgePart, text: str) -> str:
        return text if look.shows(part) else ""

    return BadgeFace(
        civility=shown(BadgePart.CIVILITY, _("S.E. Mme")),
        name="Marie-Antoinette de Montgolfier-Razafindrakoto d’Antananarivo",
        original_name=shown(BadgePart.ORIGINAL_NAME, "ماري أنطوانيت دي مونغولفييه") or None,
        function=shown(
            BadgePart.FUNCTION,
            _("Adjointe au maire chargée de la coopération décentralisée et de la francophonie"),
        ),
        organisation=shown(BadgePart.ORGANISATION, "Association des communes et collectivités de Madagascar"),
        country=shown(BadgePart.COUNTRY, country_name("CF", language)),
        category=pick(category.label, language),
        category_letter=category.letter,
        category_colour=category.colour,
        congress=pick(congress.title, language),
        when_where=when_where(congress, language),
        token=_NO_TOKEN,
        short_code=_NO_CODE,
        practical=look.paragraphs(language) or house_words(),
        photo=_nobody() if look.shows(BadgePart.PHOTO) else None,
        language=language,
        two_sided=look.two_sided,
    )


@cache
def _nobody() -> bytes:
    """A portrait of nobody."""
    picture = Image.new("RGB", (180, 240), "#d8dce4")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((55, 50, 125, 130), fill="#9aa3b5")
    draw.ellipse((25, 145, 155, 330), fill="#9aa3b5")
    file = BytesIO()
    picture.save(file, "JPEG", quality=80)
    return file.getvalue()
