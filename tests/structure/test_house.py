"""The house's own rules, kept by tests: where commits happen, who reads the time and the environment, how long files grow."""

import ast
import re
from pathlib import Path

import pytest

from aimf_events.database import db
from tests.structure.facts import pairs

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "aimf_events"
SOURCES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 400  # lines: 250 is comfortable (docs/architecture.md)


def sources_with(pattern):
    """The package's files, relative, whose text matches."""
    return {str(p.relative_to(PACKAGE)) for p in SOURCES if re.search(pattern, p.read_text(encoding="utf-8"))}


def test_only_the_database_module_commits():
    assert sources_with(r"\.commit\(\)") == {"database.py"}


def test_only_the_clock_reads_the_time():
    assert sources_with(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(\)") <= {"clock.py"}


def test_only_config_run_and_clock_read_the_environment():
    assert sources_with(r"os\.environ|os\.getenv") <= {"__init__.py", "run.py", "clock.py", "config.py"}


def test_no_file_is_too_long_to_read_in_one_sitting():
    too_long = {
        str(p.relative_to(PACKAGE)): n for p in SOURCES if (n := p.read_text(encoding="utf-8").count("\n")) > LONGEST
    }
    assert too_long == {}


def test_every_collection_of_rows_has_an_order():
    """Without one PostgreSQL gives rows as it likes: another first mailbox each time it has tidied a page."""
    relations = [(m.class_.__name__, each) for m in db.Model.registry.mappers for each in m.relationships]
    assert [f"{name}.{each.key}" for name, each in relations if each.uselist and not each.order_by] == []


def test_junk_drawers_have_no_place():
    names = {"utils.py", "helpers.py", "common.py", "base.py", "manager.py", "service.py", "services.py", "misc.py"}
    assert {str(p) for p in SOURCES if p.name in names} == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_public_functions_and_classes_say_what_they_are_for(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef)
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_unfinished_marks_do_not_land():
    mark = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|HA" + r"CK|raise NotImplemented" + r"Error)\b")
    assert [str(p) for p in SOURCES if mark.search(p.read_text(encoding="utf-8"))] == []


def test_no_lock_file_names_a_registry():
    address = re.compile(r'"resolved": *"https?://|registry\.|index-url|pythonhosted|pypi\.org')
    for name in ("requirements.txt", "requirements-dev.txt", "package.json", "package-lock.json", ".npmrc", "Makefile"):
        assert not address.search((ROOT / name).read_text(encoding="utf-8")), name


def test_every_fact_and_its_reactions_are_on_one_page():
    assert pairs() == (Path(__file__).with_name("facts.txt")).read_text(encoding="utf-8").splitlines()
