"""Printed badges: every code read back from the page, every name found in the file, as it was given."""

import io
import random
import subprocess
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from aimf_events.checkin import token
from aimf_events.checkin.badge_fit import (
    A6,
    CARD,
    LABEL,
    UnreadableFont,
    fit_name,
    fit_on_one_line,
    name_font,
)
from aimf_events.checkin.badge_pdf import BadgeFace, render_badges, render_pictures, words_fit
from aimf_events.checkin.short_code import format_short_code, new_short_code

FONTS = Path(__file__).parents[2] / "var" / "fonts"
NAMES = [
    "Phạm Nguyễn Thị Thuỳ Dương",
    "Aïchatou Soumanou Bio",
    "Mahamat Saleh N’Djaména",
    "Ahmed ben Salah",
    "Łucja Đặng-Œuvrard",
    "Li",
    "Marie-Antoinette de Montgolfier-Razafindrakoto d’Antananarivo",
    "#emph[x] $y$ \\u{41} *z* <w> @v",
]


def photo() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((180, 240), 60).save(file, "JPEG", quality=70)
    return file.getvalue()


def badge(name: str, **changes) -> BadgeFace:
    private, _ = token.new_key_pair()
    claims = token.BadgeClaims(
        key_id=1, congress_number=44, badge_number=token.new_badge_number(), issue=0, category=1, zones=7, days=3
    )
    face = BadgeFace(
        civility="Mme",
        name=name,
        function="Maire",
        organisation="Hô Chi Minh-Ville",
        country="Viêt Nam",
        category="Déléguée titulaire",
        category_letter="D",
        category_colour="#1f4b99",
        congress="Congrès de l’AIMF · Tunis 2026",
        when_where="9 et 10 décembre 2026 · Tunis",
        token=token.sign(claims, token.load_private_key(private)),
        short_code=new_short_code(),
        practical=("Présentez ce code à chaque entrée.", "En cas de perte, adressez-vous à l’accueil."),
    )
    return replace(face, **changes)


def codes_on(pdf: bytes, folder: Path, *, resolution: int = 100) -> list[list[str]]:
    """What an independent reader finds on each page, as paper would show it."""
    subprocess.run(["pdftoppm", "-r", str(resolution), "-gray", "-", str(folder / "page")], input=pdf, check=True)
    pages = [Image.open(path) for path in sorted(folder.glob("page*"))]
    return [sorted(code.text for code in zxingcpp.read_barcodes(page)) for page in pages]


def words_on(pdf: bytes) -> list[str]:
    """The text of each page, lines joined, composed letters."""
    return [
        unicodedata.normalize("NFC", " ".join(page.extract_text().split())) for page in PdfReader(io.BytesIO(pdf)).pages
    ]


def test_each_face_of_each_badge_bears_its_own_code(tmp_path):
    badges = [badge(name) for name in NAMES]
    pages = codes_on(render_badges(badges, font_dir=FONTS), tmp_path)
    assert pages == [[face.token] for face in badges for _ in ("front", "back")]


@pytest.mark.parametrize("format, sides, size", [("card", 2, (86, 54)), ("label", 1, (62, 100))])
def test_cards_and_labels_bear_their_code_on_each_side(format, sides, size, tmp_path):
    badges = [badge(name, function="Adjointe au maire " * 5, original_name="أحمد بن صالح") for name in NAMES]
    pdf = render_badges(badges, format=format, font_dir=FONTS)
    assert codes_on(pdf, tmp_path, resolution=203) == [[face.token] for face in badges for _ in range(sides)]
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert {tuple(round(float(side) * 25.4 / 72) for side in page.mediabox[2:]) for page in pages} == {size}


@pytest.mark.parametrize("format, symbol", [("a6", 40), ("sheet4", 35), ("card", 30), ("label", 33)])
def test_a_code_is_black_as_large_as_it_must_be_and_keeps_its_quiet_zone(format, symbol, tmp_path):
    """Measured on the page as paper shows it: the symbol's side, and white all around for four modules."""
    face = badge(NAMES[6], function="Adjointe au maire " * 5, notice="Adulte référent\u00a0: +221 33 849 00 00")
    pdf = render_badges([face], format=format, font_dir=FONTS)
    subprocess.run(["pdftoppm", "-r", "254", "-gray", "-", str(tmp_path / "page")], input=pdf, check=True)
    for path in sorted(tmp_path.glob("page*")):
        page = Image.open(path)  # ten pixels to the millimetre
        corners = zxingcpp.read_barcodes(page)[0].position
        left, top = corners.top_left.x, corners.top_left.y
        side = corners.top_right.x - left
        assert abs(side / 10 - symbol) <= 0.6
        quiet = round(side / 37 * 4) - 3
        zone = page.crop((left - quiet, top - quiet, left + side + quiet, top + side + quiet)).convert("L")
        zone.paste(255, (quiet - 3, quiet - 3, quiet + side + 3, quiet + side + 3))
        assert zone.getextrema() == (255, 255)


def test_one_side_alone_is_printed_where_the_template_says_so(tmp_path):
    badges = [badge("Li", two_sided=False), badge("Awa Diop")]
    assert len(PdfReader(io.BytesIO(render_badges(badges, font_dir=FONTS))).pages) == 3
    fronts_alone = render_badges([badge("Li", two_sided=False)] * 5, format="sheet4", font_dir=FONTS)
    assert len(PdfReader(io.BytesIO(fronts_alone)).pages) == 2
    in_step = render_badges([badges[0]] * 4 + [badges[1]], format="sheet4", font_dir=FONTS)
    assert [len(codes) for codes in codes_on(in_step, tmp_path, resolution=120)] == [4, 0, 1, 1]


@pytest.mark.parametrize("format, sides", [("a6", 2), ("card", 2), ("label", 1)])
def test_a_preview_shows_each_side_of_the_badge_itself(format, sides):
    face = badge(NAMES[0])
    drawn = [Image.open(io.BytesIO(each)) for each in render_pictures(face, format=format, font_dir=FONTS)]
    assert [[code.text for code in zxingcpp.read_barcodes(each)] for each in drawn] == [[face.token]] * sides


@pytest.mark.parametrize("sizes", [A6, CARD, LABEL])
@pytest.mark.parametrize("name", [*NAMES, "Jean " * 30, "Razafindrakotomalalanirina-Ratsimandresy"])
def test_no_word_of_a_name_leaves_its_line(name, sizes):
    font = name_font(str(FONTS))
    size, lines = fit_name(name.strip(), font, sizes)
    words = [word for line in lines for word in line.split(" ")]
    assert max(font.getlength(word) / 200 * size for word in words) <= sizes.width
    if len(lines) > 1:
        assert max(font.getlength(line) / 200 * size for line in lines) <= sizes.width


def test_words_that_cannot_be_read_on_a_back_do_not_fit():
    paragraphs = ("Portez ce badge de façon visible pendant tout le congrès.",) * 3
    assert words_fit(paragraphs, format="a6", font_dir=FONTS)
    assert words_fit(paragraphs, format="card", font_dir=FONTS)
    assert not words_fit(paragraphs * 5, format="card", font_dir=FONTS)
    assert words_fit(paragraphs * 50, format="label", font_dir=FONTS)


def test_a_sheet_bears_four_codes_on_each_side(tmp_path):
    badges = [badge(name) for name in NAMES[:6]]
    pages = codes_on(render_badges(badges, format="sheet4", font_dir=FONTS), tmp_path, resolution=120)
    first, second = sorted(face.token for face in badges[:4]), sorted(face.token for face in badges[4:])
    assert pages == [first, first, second, second]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("format", ["a6", "card", "label"])
def test_a_name_is_found_in_the_file_as_it_was_given(name, format):
    face = badge(name)
    for page in words_on(render_badges([face], format=format, font_dir=FONTS)):
        assert unicodedata.normalize("NFC", name) in page
        assert format_short_code(face.short_code) in page


def test_every_name_of_a_long_run_is_found_in_order():
    chosen = random.Random(7)
    badges = [badge(f"{chosen.choice(NAMES[:5])} {number}") for number in range(260)]
    pages = words_on(render_badges(badges, font_dir=FONTS))
    assert [face.name in pages[2 * number] for number, face in enumerate(badges)] == [True] * 260


def test_the_name_in_its_own_script_is_on_the_front():
    face = badge("Arménak Ter-Petrossian", original_name="Արմեն Տեր-Պետրոսյան")
    assert "Արմեն Տեր-Պետրոսյան" in words_on(render_badges([face], font_dir=FONTS))[0]


@pytest.mark.parametrize(
    "original,font", [("أحمد بن صالح", "NotoSansArabic"), ("សុខ សុភាព", "NotoSansKhmer"), ("Արմեն", "NotoSansArmenian")]
)
def test_each_script_is_set_in_its_own_typeface(original, font):
    page = PdfReader(io.BytesIO(render_badges([badge("Li", original_name=original)], font_dir=FONTS))).pages[0]
    fonts = [str(entry.get_object()["/BaseFont"]) for entry in page["/Resources"]["/Font"].values()]
    assert any(font in name for name in fonts)


def test_one_badge_with_its_photo_is_a_small_file_of_two_a6_pages():
    pdf = render_badges([badge(NAMES[0], photo=photo())], font_dir=FONTS)
    pages = PdfReader(io.BytesIO(pdf)).pages
    sizes = [tuple(round(float(side) * 25.4 / 72) for side in page.mediabox[2:]) for page in pages]
    assert sizes == [(105, 148), (105, 148)]
    assert len(pdf) <= 60_000


def test_a_minor_s_badge_bears_the_adult_on_both_faces():
    face = badge("Awa Diop", notice="Adulte référent\u00a0: +221 33 849 00 00")
    assert all("+221 33 849 00 00" in page for page in words_on(render_badges([face], font_dir=FONTS)))


@pytest.mark.parametrize("name", [*NAMES, "Jean " * 30])
def test_a_name_is_never_smaller_than_one_line_shrunk_would_be(name):
    font = name_font(str(FONTS))
    size, lines = fit_name(name.strip(), font)
    shrunk = fit_on_one_line(name.strip(), font, A6.width, largest=A6.largest)
    assert size >= min(shrunk, A6.largest)
    assert size >= A6.floor
    assert (" ".join(lines), len(lines) <= 2) == (name.strip(), True)


def test_without_fonts_nothing_is_printed(tmp_path):
    with pytest.raises(UnreadableFont):
        render_badges([badge("Li")], font_dir=tmp_path)


def test_a_colour_or_a_photo_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="#rrggbb"):
        badge("Li", category_colour="red")
    with pytest.raises(ValueError, match="JPEG"):
        badge("Li", photo=b"\x89PNG")
