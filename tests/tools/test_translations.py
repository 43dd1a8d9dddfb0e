"""The tools that extract, merge and check the texts, on a small application of their own."""

import importlib
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = """
_("Bonjour %(name)s\u202f!")
lazy_gettext("L’adresse")
ngettext("%(num)s ville", "%(num)s villes", count)
"""
TEMPLATE = '<h1>{{ _("Le programme") }}</h1>{% trans n=3 %}Une salle{% pluralize %}{{ n }} salles{% endtrans %}'
ENGLISH = """Bonjour %(name)s !\tHello %(name)s!
L'adresse\tThe address
%(num)s ville\t%(num)s villes\t%(num)s city\t%(num)s cities
Le programme\tThe programme
Une salle\t%(n)s salles\tOne room\t%(n)s rooms
"""


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """The two tools, working on a folder that holds one module and one template."""
    (tmp_path / "aimf_events" / "templates").mkdir(parents=True)
    (tmp_path / "aimf_events" / "views.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "aimf_events" / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "pairs").mkdir()
    (tmp_path / "pairs" / "all.tsv").write_text(ENGLISH, encoding="utf-8")
    shutil.copy(ROOT / "babel.cfg", tmp_path)
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    names = ("catalogues", "check_translations", "update_translations")
    catalogues, check, update = (importlib.import_module(name) for name in names)
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    yield SimpleNamespace(folder=tmp_path, catalogues=catalogues, check=check.main, update=update.main)
    for name in names:
        sys.modules.pop(name)


def change(tools, language, old, new):
    path = tools.catalogues.po_path(language)
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def test_pairs_complete_the_catalogue_whatever_their_spaces_and_apostrophes(tools, capsys):
    tools.update(str(tools.folder / "pairs"))
    assert tools.check() == 0
    english = tools.catalogues.read("en")
    assert english["L’adresse"].string == "The address"
    assert english["Bonjour %(name)s\u202f!"].string == "Hello %(name)s!"
    assert english["Une salle"].string == ("One room", "%(n)s rooms")
    assert "0 problems" in capsys.readouterr().out


def test_french_repeats_its_source_and_counts_zero_as_one(tools):
    tools.update()
    french = tools.catalogues.read("fr")
    assert french["%(num)s ville"].string == ("%(num)s ville", "%(num)s villes")
    assert french.plural_expr == "(n > 1)"


def test_what_is_not_translated_is_named_with_its_file(tools, capsys):
    tools.update()
    capsys.readouterr()
    assert tools.check() == 1
    said = capsys.readouterr().err
    assert "en: « Le programme » (aimf_events/templates/page.html) is not translated in all its forms." in said
    assert "fr:" not in said


@pytest.mark.parametrize(
    "language, old, new, complaint",
    [
        ("en", "Hello %(name)s!", "Hello %(nom)s!", "has other placeholders"),
        ("en", '"%(n)s rooms"', '"rooms"', "has other placeholders"),
        ("en", '"%(num)s cities"', '""', "is not translated in all its forms"),
        ("en", 'msgid "Le programme"', '#, fuzzy\nmsgid "Le programme"', "is marked fuzzy"),
        ("fr", 'msgstr "Le programme"', 'msgstr "Un programme"', "differs from its French source"),
    ],
)
def test_a_wrong_translation_is_refused(tools, capsys, language, old, new, complaint):
    tools.update(str(tools.folder / "pairs"))
    change(tools, language, old, new)
    assert tools.check() == 1
    assert complaint in capsys.readouterr().err


def test_a_text_that_changed_is_missing_and_its_old_form_is_used_nowhere(tools, capsys):
    tools.update(str(tools.folder / "pairs"))
    module = tools.folder / "aimf_events" / "views.py"
    module.write_text(CODE.replace("L’adresse", "Les adresses"), encoding="utf-8")
    assert tools.check() == 1
    said = capsys.readouterr().err
    assert "en: « Les adresses » (aimf_events/views.py) is not in the catalogue." in said
    assert "en: « L’adresse » (aimf_events/views.py) is used nowhere any more." in said


def test_an_update_changes_nothing_that_is_up_to_date(tools):
    tools.update(str(tools.folder / "pairs"))
    before = {language: tools.catalogues.po_path(language).read_bytes() for language in ("fr", "en")}
    tools.update()
    assert before == {language: tools.catalogues.po_path(language).read_bytes() for language in ("fr", "en")}


def test_a_line_that_is_no_pair_is_named(tools):
    (tools.folder / "pairs" / "wrong.tsv").write_text("seul", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"wrong\.tsv, line 1: 1 columns"):
        tools.update(str(tools.folder / "pairs"))


@pytest.mark.parametrize(
    "text",
    ["Voter : Hué", "le membre « Huế »", "Pourquoi ?", "une voix ; une autre", "Voter\u202f: Hué", "Pourquoi\u00a0?"],
)
def test_french_text_whose_punctuation_could_begin_a_line_is_named(tools, capsys, text):
    (tools.folder / "aimf_events" / "views.py").write_text(f'_("{text}")', encoding="utf-8")
    tools.update()
    capsys.readouterr()
    assert tools.check() == 1
    assert "has the wrong space" in capsys.readouterr().err
