#!/usr/bin/env bash
# Make the virtual environment $2 with the Python $1 (3.11 or later).
set -euo pipefail
python=$1 venv=$2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Cần Python 3.11 trở lên (đặt PYTHON=...). / Python 3.11 or later is needed (set PYTHON=...)." >&2
    exit 2
fi
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
    else
        echo "Thiếu gói python3-venv; quản trị viên máy cần cài: apt-get install python3-venv" >&2
        echo "The package python3-venv is missing; an administrator must install it: apt-get install python3-venv" >&2
        exit 2
    fi
fi
# an interpreter that has gone (an upgraded system, a moved checkout) leaves an environment that cannot start
if ! "$venv/bin/python" -c '' 2>/dev/null; then
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi
