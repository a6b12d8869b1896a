# Sourced by run.sh and test.sh: installs the Debian packages a build needs, where missing.
# Usage: need PACKAGE…

need() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if ! command -v apt-get >/dev/null; then
        echo "Install these packages by hand, then run this again: ${missing[*]}" >&2
        exit 1
    fi
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

# cmake and a C++ compiler build PROJ and SQLite, which then live inside the program.
need_to_build() {
    need cmake g++ make pkg-config ca-certificates
    if ! command -v cargo >/dev/null; then
        echo "Rust is missing. Install it with rustup (https://rustup.rs), then run this again." >&2
        exit 1
    fi
}

# What a window needs at run time. A desktop has it all; a bare machine may not.
need_to_show() {
    need libgl1 libegl1 libgl1-mesa-dri libxkbcommon-x11-0 libxcursor1 libxi6 libxrandr2
}

# What the tests compare with: GDAL and Poppler read back what the program writes.
need_to_compare() {
    need gdal-bin libvulkan1 mesa-vulkan-drivers poppler-utils
}
