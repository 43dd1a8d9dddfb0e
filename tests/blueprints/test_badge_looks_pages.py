"""Templates of badges on screen: chosen by the secretariat, drawn before they are kept, shut to everybody else."""

import base64
import io
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from aimf_events.accounts.models import Role
from aimf_events.checkin.looks import HOUSE, looks_of
from aimf_events.checkin.print_models import BadgeFormat, BadgePart
from aimf_events.congress.models import CongressRole
from tests.checkin.doors import make_badge, today_congress
from tests.factories import category_of, make_congress, make_staff

CHOSEN = {
    "format": "card",
    "parts": ["civility", "country"],
    "two_sided": "y",
    "words_fr": "Urgences : 190",
    "words_en": "",
}


@pytest.fixture
def congress(app: Any) -> Any:
    return today_congress()


@pytest.fixture
def desk(congress: Any, browser_of: Any) -> Any:
    return browser_of(make_staff(Role.SECRETARIAT))


def at(congress: Any, name: str = "congress", rest: str = "") -> str:
    return f"/{congress.name}/door/badges/templates/{name}{rest}"


def codes_in(page: Any) -> list[str]:
    """What a reader finds in each picture of the page."""
    addresses = page.body.split('src="data:image/png;base64,')[1:]
    pictures = [Image.open(io.BytesIO(base64.b64decode(each.partition('"')[0]))) for each in addresses]
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]


def test_the_secretariat_chooses_the_congress_s_template(congress: Any, desk: Any) -> None:
    page = desk.get(at(congress))
    assert "Le nom, le code" in page.text
    done = desk.post(at(congress), CHOSEN)
    assert "Modèle du congrès : Carte, deux faces. Toutes les catégories le suivent." in done.text
    look = looks_of([congress.id])[congress.id].default
    assert (look.format, look.parts) == (BadgeFormat.CARD, {BadgePart.CIVILITY, BadgePart.COUNTRY})
    assert look.paragraphs("fr") == ("Urgences : 190",)


def test_a_preview_draws_the_real_badge_from_what_is_not_saved_and_keeps_nothing(congress: Any, desk: Any) -> None:
    badge = make_badge(congress, category="press")
    name = category_of(congress, "press").public_id
    page = desk.post(at(congress, name, "/preview"), {**CHOSEN, "letter": "M", "colour": "#0a6037"})
    assert codes_in(page).count(badge.token) == 2
    assert page.value("letter") == "M"
    assert looks_of([congress.id])[congress.id].of(category_of(congress, "press").id) == HOUSE
    assert category_of(congress, "press").letter == "P"


def test_a_category_has_its_own_until_it_follows_the_congress_again(congress: Any, desk: Any) -> None:
    name = category_of(congress, "press").public_id
    done = desk.post(at(congress, name), {**CHOSEN, "letter": "M", "colour": "#0a6037"})
    assert "Une catégorie a le sien." in done.text
    assert category_of(congress, "press").letter == "M"
    assert "Toutes les catégories le suivent." in desk.post(at(congress, name, "/removal"), {}).text


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"colour": "#ffee00"}, "Un texte blanc ne se lirait pas sur cette couleur"),
        ({"letter": "D"}, "Une autre catégorie de ce congrès a déjà cette lettre"),
        ({"letter": "Z"}, "La lettre Z est celle des cartes transférables"),
        ({"format": "a3"}, "Not a valid choice"),
        ({"words_fr": "Navettes à huit heures.\n" * 20, "format": "a6"}, "Ce texte est trop long"),
        ({"words_fr": "a" * 900}, "600 caractères au plus"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(
    congress: Any, desk: Any, wrong: Any, said: str
) -> None:
    name = category_of(congress, "press").public_id
    given = {**CHOSEN, "letter": "M", "colour": "#0a6037", **wrong}
    page = desk.post(at(congress, name), given, status=422)
    assert said in page.text or (
        wrong.get("format") == "a3" and "est pas un choix valide" in page.text.replace("’", " ")
    )
    desk.post(at(congress, name, "/preview"), given)
    assert looks_of([congress.id])[congress.id].of_category == {}


def test_templates_are_the_secretariat_s_alone_and_of_one_congress(congress: Any, desk: Any, browser_of: Any) -> None:
    other = make_congress()
    desk.get(at(congress, category_of(other, "press").public_id), status=404)
    desk.post(at(congress, "congress", "/removal"), {}, status=404)
    for role in (CongressRole.DOOR_SUPERVISOR, CongressRole.ACCREDITATION, CongressRole.DOOR):
        someone = browser_of(make_staff(role, congress=congress))
        someone.get(at(congress), status=403)
        someone.client.post(at(congress), data=CHOSEN)
    assert looks_of([congress.id])[congress.id].default == HOUSE
