"""`python -m bench`: run the measures (those whose name begins with ONLY), one JSON object per line on standard output."""

import importlib
import os
import sys
import time
import traceback

from bench.house import House
from bench.results import Absent, say

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("references", ("reference_txn_rps", "reference_page_rps")),
    ("startup", ("cold_start_s", "worker_rss_mb", "worker_pss_mb")),
    ("badges", ("qr_per_s", "badges_1000_s", "badges_1000_peak_mb", "badges_1000_sheets_s")),
    ("imports", ("import_1000_s", "import_1000_s_1000d")),
    ("exports", ("export_5000_xlsx_s", "export_5000_csv_s", "export_peak_growth_mb", "export_5000_xlsx_s_1000d")),
    ("scans", ("scan_rps_c1", "scan_rps_c8", "scan_rps_c32", "scan_p95_ms_c8", "scan_rps_c8_100k")),
    ("snapshots", ("snapshot_5000_kb", "snapshot_5000_kb_gz", "snapshot_5000_s")),
    ("packs", ("pack_5000_s", "pack_5000_pages")),
    ("returns", ("sync_500_offline_scans_s",)),
    ("boards", ("board_ms_100k",)),
    ("rush", ("rush_500_s",)),
    ("votes", ("votes_325_secret_s",)),
    ("minutes", ("minutes_s",)),
    (
        "registrations",
        ("registration_people_per_s", "registration_requests_per_person", "registration_people_per_s_1000d"),
    ),
    ("letters", ("letters_per_s", "letters_per_s_1000d")),
    (
        "programmes",
        ("programme_page_rps_c8", "programme_page_kb_gz", "programme_page_rps_c8_x10", "programme_page_kb_gz_x10"),
    ),
    (
        "builders",
        tuple(
            f"{name}{suffix}"
            for suffix in ("", "_x10")
            for name in ("builder_state_ms", "builder_move_ms", "builder_conflicts_ms")
        ),
    ),
    (
        "releases",
        tuple(
            f"{name}{suffix}"
            for suffix in ("", "_x10")
            for name in ("release_200_sessions_s", "change_set_letters_per_s", "calendar_feed_rps_c8")
        ),
    ),
    ("quorum", ("quorum_update_ms",)),
    ("open_votes", ("votes_325_open_s", "vote_p95_ms")),
    ("weights", ("first_load_kb_gz", "first_load_requests", "form_page_kb_gz", "personal_page_kb_gz")),
)


def main() -> int:
    """Run what was asked for; 1 if a measure failed, 2 if ONLY names none."""
    only = os.environ.get("ONLY", "")
    wanted = [(module, [n for n in names if n.startswith(only)]) for module, names in GROUPS]
    wanted = [(module, names) for module, names in wanted if names]
    if not wanted:
        say(f"no measure begins with « {only} »: {', '.join(name for _, names in GROUPS for name in names)}")
        return 2
    failed = False
    begun = time.perf_counter()
    house = House()
    try:
        for module, names in wanted:
            say(f"{module}: {', '.join(names)}")
            failed |= not _run(house, module, names)
    finally:
        house.close()
    say(f"{time.perf_counter() - begun:.0f} s")
    return 1 if failed else 0


def _run(house: House, module: str, names: list[str]) -> bool:
    """Run one group and print the measures that were asked for; what it could not measure is named, never invented."""
    left = list(names)
    try:
        for measure in importlib.import_module(f"bench.{module}").measure(house):
            if measure.name in left:
                left.remove(measure.name)
                print(measure.line(), flush=True)
            if not left:
                break
    except Absent as absent:
        say(f"absent: {', '.join(left)}: {absent}")
        return True
    except Exception:
        traceback.print_exc(file=sys.stderr)
        say(f"failed: {', '.join(left)}")
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
