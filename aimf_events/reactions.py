"""What higher packages do when a lower one announces a fact. Loaded in one place, for web, worker, commands and tests alike."""

import importlib
from pathlib import Path

for _found in sorted(Path(__file__).parent.glob("*/reactions.py")):
    importlib.import_module(f"{__package__}.{_found.parent.name}.reactions")
