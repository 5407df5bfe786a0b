#!/usr/bin/env bash
# Install Debian's Pango, with which papers are set as PDF, where that is allowed; without it no PDF can be made, and
# `hoaban doctor` says so.
set -euo pipefail
wanted=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
missing=()
for name in "${wanted[@]}"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
done
if [ ${#missing[@]} = 0 ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]}"
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
        exit 0
    fi
fi
echo "Thiếu ${missing[*]}: chưa in được giấy tờ ra PDF. / No ${missing[*]}: papers cannot be made as PDF yet." >&2
