#!/usr/bin/env bash
# Install Debian's programs by which others check our signatures, and a token in software, where that is allowed; without
# them the tests that ask these programs say that they did not run.
set -euo pipefail
missing=()
for pair in pdfsig:poppler-utils xmlsec1:xmlsec1 softhsm2-util:softhsm2; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
if [ ${#missing[@]} = 0 ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]}"
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
        exit 0
    fi
fi
echo "Thiếu ${missing[*]}: bỏ qua phép thử chữ ký bằng chương trình khác. / No ${missing[*]}: signatures are not checked by other programs." >&2
