#!/bin/sh
# Prints a Python >= 3.11 that can make virtual environments, or says in one sentence what is missing.
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    if ! "$candidate" -c 'import venv, ensurepip' 2>/dev/null; then
        echo "Python's venv module is missing: install the package python3-venv, then run make again." >&2
        exit 1
    fi
    command -v "$candidate"
    exit 0
done
echo "Python 3.11 or newer is needed, and none was found (set PYTHON=/path/to/python3 to name one)." >&2
exit 1
