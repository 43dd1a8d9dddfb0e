"""The set-up is repeatable: exact versions, and no address of where packages come from."""

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "aimf_events" / "static"


def requirements(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_every_python_package_is_pinned_to_one_version():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in requirements(name):
            assert re.fullmatch(r"[\w.-]+==[\w.]+|-r requirements\.txt", line), line


def test_no_package_is_pinned_twice():
    names = [
        line.split("==")[0].lower() for line in requirements("requirements.txt") + requirements("requirements-dev.txt")
    ]
    assert len(names) == len(set(names))


def test_the_lock_of_the_front_end_packages_names_no_address():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = [package for path, package in lock["packages"].items() if path]
    assert packages
    assert all("resolved" not in package and package["integrity"].startswith("sha512-") for package in packages)


def test_the_bundles_bear_the_hash_of_their_content_and_lie_beside_a_compressed_copy():
    manifest = json.loads((STATIC / "dist" / "manifest.json").read_text(encoding="utf-8"))
    assert {"page.css", "desk.css", "door.css", "zxing_reader.wasm"} <= set(manifest)
    for name, built in manifest.items():
        stem, extension = name.rsplit(".", 1)
        assert re.fullmatch(rf"{re.escape(stem)}\.[0-9a-f]{{10}}\.{extension}", built)
        assert (STATIC / "dist" / f"{built}.gz").exists()


def test_the_typefaces_of_the_badges_are_there_in_three_weights():
    fonts = {path.name for path in (ROOT / "var" / "fonts").glob("*.ttf")}
    families = ("NotoSans", "NotoSansArabic", "NotoSansArmenian", "NotoSansKhmer", "NotoSerif")
    weights = ("400Regular", "600SemiBold", "700Bold")
    assert {f"{family}_{weight}.ttf" for family in families for weight in weights} <= fonts


def test_an_old_python_is_refused_in_one_sentence(tmp_path):
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    answer = subprocess.run(
        ["/bin/sh", ROOT / "tools" / "find_python.sh"], env={"PATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Python 3.11 or newer is needed")


def test_missing_system_packages_are_one_sentence_for_an_ordinary_user(tmp_path):
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)
    answer = subprocess.run(
        ["/bin/sh", ROOT / "tools" / "install_test_services.sh"],
        env={"PATH": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)
    assert "redis-server chromium janus ffmpeg poppler-utils" in answer.stderr
