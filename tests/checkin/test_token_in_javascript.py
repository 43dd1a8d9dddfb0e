"""The browser's modules judge the golden vectors as Python does, by WebCrypto and by noble."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def node() -> str | None:
    own = ROOT / ".venv" / "bin" / "node"
    return str(own) if own.exists() else shutil.which("node")


def test_webcrypto_and_noble_agree_with_python():
    if node() is None or not (ROOT / "node_modules" / "@noble" / "ed25519").exists():
        raise pytest.UsageError("The badge's tests need node and @noble/ed25519: run make setup.")
    command = [node(), "--test", "--test-reporter=tap", str(ROOT / "tests" / "js" / "badge_token.test.mjs")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
