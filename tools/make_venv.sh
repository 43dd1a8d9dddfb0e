#!/bin/sh
# Makes .venv, or remakes it where it does not work in this folder (moved, or its Python is gone).
set -eu
python=$(sh "$(dirname "$0")/find_python.sh")
if [ -x .venv/bin/python ] && grep -qsF "$PWD/.venv" .venv/bin/pip && .venv/bin/python -c 'import pip' 2>/dev/null; then
    exit 0
fi
echo "Creating the virtual environment (.venv) with $python" >&2
rm -rf .venv
"$python" -m venv .venv
