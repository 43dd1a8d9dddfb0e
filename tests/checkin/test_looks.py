"""How badges look: a category's template before the congress's, what it hides, minors, and the next congress."""

import io
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from aimf_events.checkin.badges import badge_face, badges_pdf
from aimf_events.checkin.floaters import set_floaters
from aimf_events.checkin.looks import (
    HOUSE,
    Look,
    WordsTooLong,
    looks_of,
    remove_template,
    set_category_look,
    set_template,
)
from aimf_events.checkin.print_models import BadgeFormat, BadgePart
from aimf_events.checkin.printing import made_ready
from aimf_events.checkin.samples import example_pictures, real_badge, real_pictures
from aimf_events.clock import now
from aimf_events.congress.categories import CategoryKnown, zones_of
from aimf_events.database import db, transaction
from aimf_events.journal import JournalEntry
from aimf_events.registration.default_fields import add_default_fields
from aimf_events.registration.field_answers import save_answers
from aimf_events.registration.models import FieldPhase, Photo
from tests.checkin.doors import make_badge, today_congress
from tests.checkin.test_badge_pdf import photo
from tests.factories import category_of, make_delegation
from tests.statements import statements_sent


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


def give_photo(badge: Any) -> None:
    """Send a portrait of the bearer."""
    with transaction():
        portrait = Photo(
            registration_id=badge.registration_id, jpeg=photo(), thumbnail=b"", sha256="0" * 64, taken_at=now()
        )
        db.session.add(portrait)


def test_a_category_follows_the_congress_until_it_has_its_own(congress: Any) -> None:
    press, delegate = make_badge(congress, category="press"), make_badge(congress)
    set_template(congress, None, Look(parts=frozenset({BadgePart.COUNTRY})), by=None)
    set_template(congress, category_of(congress, "press"), Look(parts=frozenset({BadgePart.CIVILITY})), by=None)
    assert [(f.civility, f.country) for f in (badge_face(press, "fr"), badge_face(delegate, "fr"))] == [
        ("Mme", ""),
        ("", "Bénin"),
    ]
    remove_template(congress, category_of(congress, "press"), by=None)
    remove_template(congress, category_of(congress, "press"), by=None)
    assert (badge_face(press, "fr").civility, badge_face(press, "fr").country) == ("", "Bénin")


def test_a_template_is_one_row_however_often_it_is_said_and_stands_in_the_journal(congress: Any) -> None:
    card = replace(HOUSE, format=BadgeFormat.CARD)
    for look in (HOUSE, card, card):
        set_template(congress, None, look, by=None)
    told = db.session.scalars(
        db.select(JournalEntry).filter_by(verb="badge_template_set").order_by(JournalEntry.id)
    ).all()
    assert [entry.details["changes"].get("format") for entry in told] == ["a6", "card"]


def test_a_label_has_no_back(congress: Any) -> None:
    set_template(congress, None, Look(format=BadgeFormat.LABEL), by=None)
    assert looks_of([congress.id])[congress.id].default == Look(format=BadgeFormat.LABEL, two_sided=False)


def test_the_back_says_the_congress_s_words_in_each_language_or_those_of_the_house(congress: Any) -> None:
    badge = make_badge(congress)
    set_template(congress, None, Look(words={"fr": "Navettes à 8 h.\n\n  Urgences : 190 "}), by=None)
    assert badge_face(badge, "fr").practical == ("Navettes à 8 h.", "Urgences : 190")
    assert badge_face(badge, "en").practical[0].startswith("Wear this badge")


def test_words_too_long_for_a_back_are_refused(congress: Any) -> None:
    set_template(congress, None, Look(words={"fr": "Navettes à huit heures.\n" * 5}), by=None)
    with pytest.raises(WordsTooLong):
        set_template(congress, None, Look(words={"fr": "Navettes à huit heures.\n" * 12}), by=None)
    with pytest.raises(WordsTooLong):
        set_template(congress, None, Look(words={"en": "a" * 5000}, format=BadgeFormat.LABEL), by=None)


def test_letter_and_colour_are_the_category_s_everywhere(congress: Any) -> None:
    badge = make_badge(congress, category="press")
    set_category_look(category_of(congress, "press"), HOUSE, letter="M", colour="#0a6037", by=None)
    face = badge_face(badge, "fr")
    assert (face.category_letter, face.category_colour) == ("M", "#0a6037")
    with pytest.raises(CategoryKnown):
        set_category_look(
            category_of(congress, "press"), replace(HOUSE, two_sided=False), letter="D", colour="#0a6037", by=None
        )
    assert badge_face(badge, "fr").two_sided is True  # nothing of it was kept


def test_a_run_takes_each_badge_in_the_format_of_its_category_cards_too(congress: Any) -> None:
    set_template(congress, category_of(congress, "press"), Look(format=BadgeFormat.CARD), by=None)
    card = set_floaters(make_delegation(congress), {zones_of(congress)[0]: 1}, by=None)[0]
    pages = PdfReader(
        io.BytesIO(badges_pdf([make_badge(congress, category="press"), make_badge(congress), card]))
    ).pages
    assert [round(float(page.mediabox.width) * 25.4 / 72) for page in pages] == [86, 86, 105, 105, 105, 105]


def test_a_minor_s_badge_bears_the_adult_s_telephone_and_no_photo(congress: Any) -> None:
    with transaction():
        add_default_fields(congress)
    child, grown = make_badge(congress), make_badge(congress)
    for badge in (child, grown):
        give_photo(badge)
    born = congress.starts_on.replace(year=congress.starts_on.year - 9, day=1)
    save_answers(child.registration, FieldPhase.VISA, visa_answers(born.isoformat()), by=None)
    assert badge_face(child, "fr").notice == "Adulte référent\u00a0: demandez au bureau d’accueil"
    save_answers(child.registration, FieldPhase.VISA, {"guardian_telephone": "+221 33 849 00 00"}, by=None)
    face = badge_face(child, "fr")
    assert (face.notice, face.photo) == ("Adulte référent\u00a0: +221 33 849 00 00", None)
    assert (badge_face(grown, "fr").notice, badge_face(grown, "fr").photo) == ("", photo_of(grown))


def visa_answers(born: str) -> dict[str, str]:
    """What somebody answers of whom a letter is asked, as far as this goes."""
    return {"visa_letter": "yes", "birth_date": born, "guardian_name": "Rose Adjovi", "guardian_consent": "yes"}


def photo_of(badge: Any) -> bytes:
    """The portrait as it is kept."""
    return db.session.scalars(db.select(Photo.jpeg).filter_by(registration_id=badge.registration_id)).one()


def test_many_badges_are_made_ready_with_as_many_questions_as_one(congress: Any) -> None:
    badges = [make_badge(congress) for _ in range(4)]
    with statements_sent() as one:
        made_ready(badges[:1])
    with statements_sent() as many:
        made_ready(badges)
    assert len(many) == len(one)


def test_previews_draw_a_real_badge_and_a_long_name_as_nobody_has_saved_them(congress: Any) -> None:
    badge = make_badge(congress, category="press")
    assert real_badge(congress, category_of(congress, "press")) == badge
    assert real_badge(congress, category_of(congress, "head")) is None
    look = Look(format=BadgeFormat.CARD)
    press = category_of(congress, "press")
    drawn = [
        *real_pictures(badge, look, "fr", letter="M"),
        *example_pictures(congress, press, look, "en", letter="M", colour="#000000"),
    ]
    assert [picture[:4] for picture in drawn] == [b"\x89PNG"] * 4
    assert looks_of([congress.id])[congress.id].default == HOUSE
