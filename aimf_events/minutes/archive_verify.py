"""Whether an archive of a sitting is whole: offline, with Python's own library alone, so that it can be copied and kept beside it.

    flask --app app verify-archive FILE [--root HASH]        python archive_verify.py FILE [HASH]

The manifest names every file with its size and its SHA-256; the SHA-256 of the manifest is the root, which the journal of the platform
and the page of the sitting keep. Whoever alters a file and the manifest too gets another root: compare it.
"""

import hashlib
import json
import sys
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
FORMAT = "aimf-sitting-archive-1"
LARGEST = 2 * 1024**3
"""Bytes in all, unpacked: an archive that claims more is not read."""


@dataclass(frozen=True)
class Verdict:
    """What was found. `problems`: one sentence each; none where all is well. `root`: of the manifest, to compare."""

    root: str
    files: int
    problems: Sequence[str]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_archive(path: Path, *, root: str = "") -> Verdict:
    """Read an archive and compare each file with the manifest.

    Args:
        root: the root that the page or the journal gives, in hexadecimal; "" compares the files alone.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _verify(archive, root.strip().lower())
    except (zipfile.BadZipFile, OSError, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        return Verdict("", 0, [f"this is no archive that can be read: {error}"])


def _verify(archive: zipfile.ZipFile, root: str) -> Verdict:
    names = [entry.filename for entry in archive.infolist()]
    problems = [f"{name} is there twice" for name in sorted({name for name in names if names.count(name) > 1})]
    if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
        return Verdict("", 0, [*problems, "it claims to be larger than any archive of a sitting"])
    if MANIFEST not in names:
        return Verdict("", 0, [*problems, f"{MANIFEST} is missing"])
    written = archive.read(MANIFEST)
    found = hashlib.sha256(written).hexdigest()
    listed = _read_manifest(written)
    if listed is None:
        return Verdict(found, 0, [*problems, f"{MANIFEST} cannot be read"])
    for name, said in listed.items():
        problems += _compare(archive, name, said, names)
    extra = set(names) - set(listed) - {MANIFEST, SUMS}
    problems += [f"{name} is not in the manifest" for name in sorted(extra)]
    sums = "".join(f"{said['sha256']}  {name}\n" for name, said in sorted(listed.items()))
    if SUMS not in names or archive.read(SUMS) != sums.encode():
        problems.append(f"{SUMS} does not say what the manifest says")
    if root and root != found:
        problems.append(f"the root is {found}, not {root}: this is another archive, or an altered one")
    return Verdict(found, len(listed), problems)


def _read_manifest(written: bytes) -> dict[str, dict[str, Any]] | None:
    try:
        manifest = json.loads(written)
        if manifest["format"] != FORMAT:
            return None
        return {
            str(each["path"]): {"sha256": str(each["sha256"]), "size": int(each["size"])} for each in manifest["files"]
        }
    except (ValueError, KeyError, TypeError):
        return None


def _compare(archive: zipfile.ZipFile, name: str, said: dict[str, Any], names: Sequence[str]) -> list[str]:
    if name not in names:
        return [f"{name} is missing"]
    try:
        content = archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        return [f"{name} is damaged: {error}"]
    if len(content) != said["size"] or hashlib.sha256(content).hexdigest() != said["sha256"]:
        return [f"{name} is not the file that the manifest names"]
    return []


def told(verdict: Verdict) -> str:
    """Return the verdict in words for whoever ran the command."""
    if verdict.is_whole:
        return f"The archive is whole: {verdict.files} files. Root: {verdict.root}"
    return "The archive cannot be trusted:\n" + "\n".join(f"- {problem}" for problem in verdict.problems)


if __name__ == "__main__":
    verdict_found = verify_archive(Path(sys.argv[1]), root=sys.argv[2] if len(sys.argv) > 2 else "")
    sys.stdout.write(told(verdict_found) + "\n")
    raise SystemExit(0 if verdict_found.is_whole else 1)
