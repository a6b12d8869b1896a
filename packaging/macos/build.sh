#!/usr/bin/env bash
# Builds what is handed out for macOS, into target/dist-macos:
#   Allpa-VERSION.dmg   Allpa.app for Apple and Intel processors, signed for this machine only
#   SHA256SUMS
# Not yet run by the authors: they have no Mac. The workflow `release` runs it.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
export MACOSX_DEPLOYMENT_TARGET=11.0
for target in aarch64-apple-darwin x86_64-apple-darwin; do
    rustup target add "$target"
    cargo build --profile dist --locked --target "$target"
done
out=target/dist-macos
app=$out/dmg/Allpa.app/Contents
rm -rf "$out"
mkdir -p "$app/MacOS" "$app/Resources"
lipo -create -output "$app/MacOS/allpa" target/{aarch64,x86_64}-apple-darwin/dist/allpa
sed "s/VERSION/$version/" packaging/macos/Info.plist >"$app/Info.plist"
icons=$out/allpa.iconset
mkdir "$icons"
for size in 16 32 128 256; do
    sips -z $size $size assets/icons/allpa.png --out "$icons/icon_${size}x$size.png" >/dev/null
    sips -z $((size * 2)) $((size * 2)) assets/icons/allpa.png --out "$icons/icon_${size}x$size@2x.png" >/dev/null
done
iconutil -c icns "$icons" -o "$app/Resources/allpa.icns"
python3 packaging/credits.py --texts "$app/Resources/licences.txt"
codesign --force --deep --sign - "$out/dmg/Allpa.app"
ln -s /Applications "$out/dmg/Applications"
hdiutil create -volname Allpa -srcfolder "$out/dmg" -format UDZO "$out/Allpa-$version.dmg"
rm -r "$out/dmg" "$icons"
(cd "$out" && shasum -a 256 -- *.dmg >SHA256SUMS && cat SHA256SUMS)
