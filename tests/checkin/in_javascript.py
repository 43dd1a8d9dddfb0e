"""Runs a file of tests/js with node, as the browser's modules are judged."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def node() -> str | None:
    """The project's own node, else the machine's."""
    own = ROOT / ".venv" / "bin" / "node"
    return str(own) if own.exists() else shutil.which("node")


def run_in_javascript(name: str) -> None:
    """Fail with what node says if a test of the file fails."""
    if node() is None or not (ROOT / "node_modules" / "@noble" / "ed25519").exists():
        raise pytest.UsageError("The badge's tests need node and @noble/ed25519: run make setup.")
    command = [str(node()), "--test", "--test-reporter=tap", str(ROOT / "tests" / "js" / name)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
