"""Copies the typefaces of badges and letters from the front-end packages to var/fonts (TTF, one folder for typst)."""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules" / "@expo-google-fonts"
TARGET = ROOT / "var" / "fonts"
FAMILIES = ("noto-sans", "noto-sans-arabic", "noto-sans-armenian", "noto-sans-khmer", "noto-serif")
WEIGHTS = ("400Regular", "600SemiBold", "700Bold")


def copy_fonts() -> list[Path]:
    """The copied files; SystemExit names a typeface that its package does not have."""
    TARGET.mkdir(parents=True, exist_ok=True)
    copied = []
    for family in FAMILIES:
        for weight in WEIGHTS:
            found = sorted((PACKAGES / family / weight).glob("*.ttf"))
            if not found:
                sys.exit(f"The typeface {family} {weight} is not in node_modules; run make setup.")
            copied += [Path(shutil.copy(file, TARGET / file.name)) for file in found]
        shutil.copy(PACKAGES / family / "LICENSE_FONT", TARGET / f"LICENSE-{family}.txt")
    return copied


if __name__ == "__main__":
    copy_fonts()
