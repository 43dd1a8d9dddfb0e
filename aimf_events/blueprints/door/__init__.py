"""The doors: the scan page of a volunteer, the checkpoints and their counters, badges to print, devices and keys."""

# ruff: noqa: E402, F401 -- views register on the blueprint
from ...web.guards import DOOR_STAFF, desk

blueprint = desk("door", __name__, allows=DOOR_STAFF, url_prefix="/<congress>/door")

from . import (
    attendance,
    badge_looks,
    badges,
    blanks,
    board,
    checkpoints,
    exports,
    incidents,
    keys,
    pairing,
    print_desk,
    print_runs,
    scanner,
    scanning,
)
