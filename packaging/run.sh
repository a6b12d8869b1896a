#!/usr/bin/env bash
# Installs what is missing, builds Allpa in release and opens it with the built-in atlas.
# Arguments are passed on: files to open, or a subcommand.
set -euo pipefail
cd "$(dirname "$0")/.."
source packaging/needs.sh
need_to_build
cargo build --release --locked
program=${CARGO_TARGET_DIR:-target}/release/allpa
if [ $# -eq 0 ] || [ -e "${1:-}" ]; then
    need_to_show
    if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        # No screen here: show that the program answers, instead of a window nobody can see.
        echo "No display found; answering from the command line instead of opening the window." >&2
        exec "$program" atlas info
    fi
fi
exec "$program" "$@"
