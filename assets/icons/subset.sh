#!/usr/bin/env bash
# Makes phosphor-used.ttf, which the program carries: of phosphor.ttf only the signs that
# src/app/theme.rs names. Needs pyftsubset (fonttools).
set -euo pipefail
cd "$(dirname "$0")"
signs=$(grep -oE '"\\u\{e[0-9a-f]{3}\}"' ../../src/app/theme.rs | grep -oE 'e[0-9a-f]{3}' | sort -u | sed 's/^/U+/' | paste -sd,)
pyftsubset phosphor.ttf --unicodes="$signs" --layout-features= --notdef-outline --name-IDs='*' \
    --no-recalc-timestamp --output-file=phosphor-used.ttf
