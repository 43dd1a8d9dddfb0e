"""The design system keeps its promises: contrast, weight, nothing inline, one stylesheet per component."""

import gzip
import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, Form, RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Optional

PACKAGE = Path(__file__).parents[2] / "aimf_events"
CSS = PACKAGE / "static" / "css"
TEMPLATES = PACKAGE / "templates"
PAGE_BUDGET = 8 * 1024  # bytes of gzip: HTML + CSS of a public page at first view fit in 14 KB (specs/registration.md)

TEXT = ("ink", "ink-soft", "accent", "accent-strong", "brass", "ok", "warn", "no")
GROUNDS = ("paper", "surface", "sunken")
OWN_GROUNDS = [
    ("accent-ink", "accent"), ("accent-ink", "accent-strong"), ("no-ink", "no"), ("no-ink", "no-strong"),
    ("ok", "ok-wash"), ("warn", "warn-wash"), ("no", "no-wash"), ("wait", "wait-wash"),
    ("ink", "ok-wash"), ("ink", "warn-wash"), ("ink", "no-wash"), ("ink", "accent-wash"), ("ink", "brass-wash"),
    ("ink-soft", "accent-wash"), ("ink-soft", "brass-wash"), ("brass", "brass-wash"),
    ("accent", "accent-wash"), ("accent-strong", "accent-wash"),
]  # fmt: skip
SHAPES = [("edge", ground) for ground in GROUNDS] + [
    ("chart-1", "chart-rest"),
    ("brass", "paper"),
    ("chart-1", "surface"),
]
MODES = {
    "light": (),
    "dark": ("(prefers-color-scheme: dark)",),
    "more contrast": ("(prefers-contrast: more)",),
    "more contrast, dark": (
        "(prefers-color-scheme: dark)",
        "(prefers-contrast: more)",
        "(prefers-contrast: more) and (prefers-color-scheme: dark)",
    ),
}


def tokens_of(mode: str) -> dict[str, str]:
    """The colours in force in a mode, as the cascade of tokens.css gives them."""
    source = without_comments((CSS / "tokens.css").read_text())
    plain = re.search(r"^:root \{(.*?)^\}", source, re.S | re.M).group(1)
    blocks = [plain]
    for query, body in re.findall(r"@media ([^{]+?) \{\s*:root \{(.*?)\}\s*\}", source, re.S):
        if query in MODES[mode]:
            blocks.append(body)
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", "".join(blocks)))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 (black) to 1 (white)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


def bundle(entry: str) -> str:
    source = (CSS / entry).read_text()
    return re.sub(r'@import "\./(.+?)";', lambda found: (CSS / found[1]).read_text(), source)


def html_templates() -> list[Path]:
    """Pages of the site; letters and printed sheets have rules of their own."""
    return [path for path in TEMPLATES.rglob("*.html") if path.relative_to(TEMPLATES).parts[0] not in ("mail", "print")]


@pytest.mark.parametrize("mode", MODES)
def test_every_text_is_readable_on_every_ground(mode):
    colours = tokens_of(mode)
    pairs = [(text, ground) for text in TEXT for ground in GROUNDS] + OWN_GROUNDS
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("mode", MODES)
def test_edges_and_bars_are_seen(mode):
    colours = tokens_of(mode)
    ratios = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in SHAPES}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 3} == {}


@pytest.mark.parametrize("kind", ["admitted", "look", "refused"])
def test_verdict_is_read_from_two_metres(kind):
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (CSS / "components" / "verdict.css").read_text()))
    assert contrast(colours[kind], colours[f"{kind}-ink"]) >= 7


def test_every_component_has_its_stylesheet_and_every_stylesheet_its_component():
    macros = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    sheets = {path.stem for path in (CSS / "components").glob("*.css")}
    assert macros == sheets


def test_every_stylesheet_is_used_by_a_layout():
    used = set()
    for entry in ("page.css", "desk.css", "door.css", "hall.css"):
        used |= set(re.findall(r'@import "\./(.+?)";', (CSS / entry).read_text()))
    assert used == {
        path.relative_to(CSS).as_posix()
        for path in CSS.rglob("*.css")
        if path.name not in ("page.css", "desk.css", "door.css", "hall.css") or path.parent != CSS
    }


def test_public_pages_stay_light():
    small = re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", without_comments(bundle("page.css"))))
    assert len(gzip.compress(small.encode(), 9)) <= PAGE_BUDGET


def test_stylesheets_know_no_left_nor_right_and_fetch_nothing():
    physical = re.compile(
        r"(margin|padding|border)-(left|right)|(?<![\w-])(left|right):|text-align: (left|right)|url\("
    )
    found = {path.name: physical.findall(without_comments(path.read_text())) for path in CSS.rglob("*.css")}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_no_variable_is_used_that_nobody_defines():
    for entry in ("page.css", "desk.css", "door.css", "hall.css"):
        source = bundle(entry)
        assert set(re.findall(r"var\(--([\w-]+)", source)) - set(re.findall(r"--([\w-]+):", source)) == set(), entry


def test_nothing_is_inline_in_templates():
    inline = re.compile(
        r"<style|\sstyle=|<script(?![^>]*(?:\ssrc=|type=\"application/json\"))|\son[a-z]+=[\"']|javascript:|https?://|data:image"
    )
    found = {str(path.relative_to(TEMPLATES)): inline.findall(path.read_text()) for path in html_templates()}
    assert {name: hits for name, hits in found.items() if hits} == {}


class Person(Form):
    family = StringField("Nom", [DataRequired("Écrivez le nom")], description="comme sur le passeport")
    mode = RadioField("Venue", [InputRequired("Choisissez")], choices=[("site", "À Tunis"), ("remote", "À distance")])
    photo = FileField("Photo", [Optional()])
    consent = BooleanField("Annuaire", [InputRequired("Dites oui")])


def macros(name: str):
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True, extensions=["jinja2.ext.i18n"]
    )
    env.install_null_translations(newstyle=True)
    env.globals["csrf_token"] = lambda: "token"
    return env.get_template(f"components/{name}.html").module


def refused() -> Person:
    form = Person(MultiDict())
    assert not form.validate()
    return form


def test_field_ties_label_hint_and_error_to_the_control():
    html = macros("field").field(refused().family, autocomplete="family-name")
    assert '<label class="field-label" for="family">Nom</label>' in html
    assert 'aria-describedby="family-hint family-error" aria-invalid="true" autocomplete="family-name"' in html
    assert 'id="family-hint">comme sur le passeport<' in html
    assert "Écrivez le nom" in html


def test_radios_are_a_group_with_a_legend_and_a_line_per_answer():
    html = macros("field").field(refused().mode, hints={"site": "avec un badge"})
    assert 'aria-describedby="mode-error"' in html
    assert '<legend class="field-label">Venue</legend>' in html
    assert html.count('<label class="choice"') == 2
    assert html.count("avec un badge") == 1


def test_file_field_says_its_size_and_that_it_may_wait():
    html = macros("field").field(refused().photo, size_hint="5 Mo au plus")
    assert 'id="photo-hint">5 Mo au plus<' in html
    assert "(facultatif)" in html
    assert 'aria-describedby="photo-hint"' in html


def test_error_summary_leads_to_each_control():
    html = macros("error_summary").error_summary(refused())
    assert re.findall(r'href="#(.+?)"', html) == ["family", "mode-0", "consent"]
    assert 'id="errors"' in html
    assert "autofocus" in html


def test_error_summary_is_silent_when_all_is_well():
    assert macros("error_summary").error_summary(Person()).strip() == ""


@pytest.mark.parametrize(
    "colour, ink", [("#141d33", "light"), ("#e8c14a", "dark"), ("#ffffff", "dark"), ("#0a6037", "light")]
)
def test_band_of_the_billet_takes_the_ink_that_contrasts(colour, ink):
    assert macros("billet").band_ink(colour).strip() == ink


def test_a_name_with_markup_stays_text():
    html = macros("billet").billet("<script>x</script>", "D", "Délégué", "Tunis", qr=Markup("<svg></svg>"))
    assert "<bdi>&lt;script&gt;x&lt;/script&gt;</bdi>" in html
    assert '<div class="billet-qr"><svg></svg></div>' in html
