#!/usr/bin/env bash
# Compile the lock files. $1 is uv. Versions already locked stay, unless UPGRADE=--upgrade is set.
set -euo pipefail
uv=$1
options=(--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header ${UPGRADE:-})
"$uv" pip compile "${options[@]}" pyproject.toml --extra setup -o requirements/run.lock
"$uv" pip compile "${options[@]}" pyproject.toml --extra setup --extra dev -c requirements/run.lock -o requirements/dev.lock
echo 'pyspark~=4.3' | "$uv" pip compile "${options[@]}" - -c requirements/run.lock -o requirements/spark.lock
echo uv | "$uv" pip compile "${options[@]}" - -o requirements/uv.lock
npm install --package-lock-only --silent
