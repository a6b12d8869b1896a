#!/usr/bin/env bash
# Installs what is missing and runs every check: format, lints, tests, documentation.
set -euo pipefail
cd "$(dirname "$0")/.."
source packaging/needs.sh
need_to_build
need_to_compare
export INSTA_UPDATE=no

step() { printf '\n== %s\n' "$*"; }

step "format";        cargo fmt --all --check
step "lints";         cargo clippy --workspace --all-targets --locked -- -D warnings
step "tests";         cargo test --workspace --locked
step "documentation"; RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked
step "credits";       packaging/credits.py --check
step "atlas";         python3 maps/build_atlas.py --check
if command -v cargo-deny >/dev/null; then
    step "licences and sources of dependencies"; cargo deny --offline check licenses bans sources
else
    step "licences and sources of dependencies: skipped, cargo-deny is not installed"
fi
