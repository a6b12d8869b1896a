#!/usr/bin/env bash
# Builds what is handed out for Linux, into target/dist-linux:
#   allpa-VERSION-x86_64.tar.gz   one folder that runs from a stick
#   allpa_VERSION_amd64.deb       menu entry, file types, manual, completions
#   allpa-VERSION.cdx.json        what it is made of (CycloneDX)
#   SHA256SUMS
# Two builds of one commit on one system give the same files.
# With cargo-zigbuild and zig (`pip install cargo-zigbuild ziglang`) the program runs on every
# system since glibc 2.28, its C++ library inside; without them, on systems as new as this one.
set -euo pipefail
cd "$(dirname "$0")/../.."
source packaging/needs.sh
need_to_build
need binutils librsvg2-bin

version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
export RUSTFLAGS="--remap-path-prefix=$PWD=. --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
oldest=2.28
if command -v cargo-zigbuild >/dev/null; then
    target=x86_64-unknown-linux-gnu
    cargo-zigbuild zigbuild --profile dist --locked --target "$target.$oldest"
    program=target/$target/dist/allpa
else
    cargo build --profile dist --locked
    program=target/dist/allpa
fi
out=target/dist-linux
rm -rf "$out"
mkdir -p "$out"

# The oldest C library that has every function the program calls.
baseline=$(objdump -T "$program" | grep -o 'GLIBC_[0-9.]*' | sed 's/GLIBC_//' | sort -Vu | tail -1)
echo "needs glibc $baseline or newer"
if [ "$program" != target/dist/allpa ] && [ "$(printf '%s\n' "$oldest" "$baseline" | sort -V | tail -1)" != "$oldest" ]; then
    echo "built for glibc $oldest, and needs a newer one" >&2
    exit 1
fi
# Other libraries of the compiler that it calls.
compilers=
objdump -p "$program" | grep 'NEEDED *libgcc_s' >/dev/null && compilers+=", libgcc-s1"
objdump -p "$program" | grep 'NEEDED *libstdc++' >/dev/null && compilers+=", libstdc++6"

# What is inside, with every licence text, and the same for programs to read.
packaging/credits.py --texts "$out/licences.txt"
packaging/credits.py --sbom "$out/allpa-$version.cdx.json"

documents() { cp README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$out/licences.txt" "$1"; }

# The same owner, order and times everywhere.
pack() { tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" "$@"; }

folder=$out/allpa-$version-x86_64
mkdir -p "$folder/allpa-portable"
install -m 755 "$program" "$folder/allpa"
documents "$folder"
cp packaging/linux/LEAME.txt "$folder"
cp packaging/linux/LEAME.txt "$folder/allpa-portable"
pack -C "$out" -c "allpa-$version-x86_64" | gzip -n -9 >"$folder.tar.gz"
rm -r "$folder"

root=$out/root
share=$root/usr/share
install -D -m 755 "$program" "$root/usr/bin/allpa"
install -D -m 644 packaging/linux/allpa.desktop "$share/applications/allpa.desktop"
install -D -m 644 packaging/linux/pe.allpa.Allpa.metainfo.xml "$share/metainfo/pe.allpa.Allpa.metainfo.xml"
install -D -m 644 packaging/linux/allpa-mime.xml "$share/mime/packages/allpa.xml"
install -D -m 644 assets/icons/allpa.svg "$share/icons/hicolor/scalable/apps/allpa.svg"
for size in 16 32 48 256; do
    icons=$share/icons/hicolor/${size}x$size/apps
    mkdir -p "$icons"
    rsvg-convert -w "$size" assets/icons/allpa.svg -o "$icons/allpa.png"
done
mkdir -p "$share/man/man1" "$share/bash-completion/completions" "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
"$program" manual --out "$share/man/man1"
gzip -n -9 "$share/man/man1/"*.1
"$program" completions bash >"$share/bash-completion/completions/allpa"
"$program" completions zsh >"$share/zsh/vendor-completions/_allpa"
"$program" completions fish >"$share/fish/vendor_completions.d/allpa.fish"
documents=$share/doc/allpa
mkdir -p "$documents"
documents "$documents"
gzip -n -9 "$documents/CHANGELOG.md"
mv "$documents/licences.txt" "$documents/copyright"
mkdir "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<CONTROL
Package: allpa
Version: $version
Architecture: amd64
Maintainer: Allpa <allpa@example.invalid>
Section: science
Priority: optional
Installed-Size: $(du -sk "$root/usr" | cut -f1)
Depends: libc6 (>= $baseline)$compilers, libgl1, libxkbcommon-x11-0, libxcursor1, libxi6, libxrandr2
Recommends: xdg-desktop-portal
Description: GIS for planning a region
 Overlays ecological and economic zoning, protected areas, road corridors and
 macro-regions on the map of a region, answers territorial questions with
 figures that hold, and prints them. One file, no network, Spanish first.
CONTROL
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$root" "$out/allpa_${version}_amd64.deb" >/dev/null
rm -r "$root" "$out/licences.txt"

(cd "$out" && sha256sum -- *.deb *.tar.gz *.json >SHA256SUMS && cat SHA256SUMS)
ls -l "$out"
