#!/usr/bin/env bash
# Lint the templates with djlint ($1), if there are any yet.
set -euo pipefail
mapfile -t templates < <(find hoaban -name '*.html' -path '*/templates/*')
if [ "${#templates[@]}" -gt 0 ]; then "$1" --quiet --lint "${templates[@]}"; fi
