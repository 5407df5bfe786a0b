#!/usr/bin/env bash
# Install the browser files of package-lock.json into node_modules.
set -euo pipefail
if ! command -v npm >/dev/null || ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then
    echo "Cần Node 20 trở lên và npm. / Node 20 or later with npm is needed." >&2
    exit 2
fi
npm ci --silent --ignore-scripts --no-audit --no-fund
