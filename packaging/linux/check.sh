#!/usr/bin/env bash
# Checks what build.sh made, as root, inside a fresh Debian that debootstrap makes:
#   the .deb installs, opens its window, and leaves nothing behind when it is removed;
#   the folder of the .tar.gz opens its window from a read-only mount;
#   neither talks to a network, nor writes outside the folder of its settings;
#   files opened, looked at, printed and closed keep every byte, also where nothing can be written.
set -euo pipefail
cd "$(dirname "$0")/../.."
source packaging/needs.sh
need debootstrap

out=$PWD/target/dist-linux
debian=$(mktemp -d)
leave() {
    umount "$debian/files" "$debian/stick" "$debian/proc" 2>/dev/null || true
    rm -rf "$debian"
}
trap leave EXIT
inside() { chroot "$debian" "$@"; }
fail() { echo "FAILED: $*" >&2; exit 1; }

echo "== a fresh Debian"
debootstrap --variant=minbase --include=xvfb,xauth,strace,x11-utils,xdotool,file bookworm "$debian" >/dev/null
mount -t proc proc "$debian/proc"
cp "$out"/*.deb "$debian/root/allpa.deb"

# Opens the window for some seconds and reads the log of its calls.
# usage: opens WORDS… ; $allowed is a pattern of the places that may be written
opens() {
    cat >"$debian/root/open.sh" <<'SCRIPT'
Xvfb :7 -screen 0 1366x768x24 >/dev/null 2>&1 &
server=$!
sleep 2
export DISPLAY=:7 LIBGL_ALWAYS_SOFTWARE=1
strace -f -qq -o /root/calls -e trace=socket,connect,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat "$@" &
sleep 8
# Looks around: closer, farther, dragged, and what lies at a place.
xdotool mousemove 700 400 click --repeat 3 4 sleep 1 click --repeat 2 5 sleep 1 \
    mousedown 1 mousemove 600 350 sleep 1 mouseup 1 sleep 1 mousemove 650 420 click 1 sleep 2
xwininfo -root -tree | grep -c '"Allpa"' >/root/windows
pkill -f '^strace' || kill $!
kill $server
wait || true
SCRIPT
    inside bash /root/open.sh "$@" 2>/dev/null || true
    [ "$(cat "$debian/root/windows")" -ge 1 ] || fail "no window of $*"
    if grep -E 'AF_INET' "$debian/root/calls"; then fail "a socket of a network"; fi
    # Calls that succeeded and make or change something.
    grep -vE '= -1 |<unfinished' "$debian/root/calls" |
        grep -E 'O_WRONLY|O_RDWR|O_CREAT|creat\(|mkdir|rename|unlink' |
        grep -oE '"[^"]+"' | tr -d '"' | sort -u |
        grep -vE '^/dev/|^/proc/' | grep -vE "$allowed" >"$debian/root/written" || true
    if [ -s "$debian/root/written" ]; then cat "$debian/root/written"; fail "written elsewhere"; fi
    echo "window open, no network, nothing written outside $allowed"
}

# Files of every kind, made by the program inside, with their fingerprints.
make_files() {
    cat >"$debian/root/files.sh" <<'SCRIPT'
set -e
mkdir -p /files /printed
cd /files
cp /root/maps/departments.geojson /root/maps/places.geojson .
for name in departamentos.gpkg departamentos.shp departamentos.fgb departamentos.kml departamentos.xlsx; do
    allpa convert departments.geojson "$name" --quiet >/dev/null
done
allpa convert places.geojson lugares.csv --quiet >/dev/null
allpa convert departments.geojson utm.gpkg --to EPSG:32718 --quiet >/dev/null
allpa plan new plan.gpkg --layer departments.geojson --layer places.geojson --quiet >/dev/null
ls /files
find /files -type f -exec sha256sum {} + >/root/fingerprints
SCRIPT
    cp -r maps "$debian/root/maps"
    inside bash /root/files.sh
}

# Every file is what it was, and no other lies beside it but the one that says who has the plan.
files_are_the_same() {
    inside sha256sum --check --quiet /root/fingerprints || fail "a file was changed $*"
    local now
    now=$(find "$debian/files" -type f ! -name '*.gpkg-lock' | wc -l)
    [ "$now" -eq "$(wc -l <"$debian/root/fingerprints")" ] || fail "a file lies beside those that were opened $*"
}

# Opens, looks, prints and closes.
look_at_files() {
    local layer
    # shellcheck disable=SC2046
    opens allpa $(cd "$debian" && printf '/%s ' files/*.{geojson,shp,fgb,kml,xlsx,csv} files/{departamentos,utm}.gpkg)
    # A plan alone: what is opened after it becomes part of it.
    opens allpa /files/plan.gpkg
    for layer in departamentos.gpkg departamentos.shp places.geojson lugares.csv utm.gpkg plan.gpkg; do
        inside allpa info "/files/$layer" --quiet >/dev/null 2>&1
        inside allpa render "/files/$layer" --paper A4 --out "/printed/$layer.pdf" --quiet >/dev/null 2>&1
        [ "$(head -c 4 "$debian/printed/$layer.pdf")" = %PDF ] || fail "$layer was not printed"
    done
}

echo "== the package"
inside apt-get update -qq
files() { (cd "$debian" && find . -xdev \( -path ./proc -o -path ./tmp -o -path ./root -o -path ./var -o -path ./run \) -prune -o -type f -print | sort); }
# What it needs comes first: only what it brings itself is counted.
needed=$(dpkg-deb -f "$debian/root/allpa.deb" Depends | sed 's/([^)]*)//g; s/,/ /g')
# shellcheck disable=SC2086
inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $needed >/dev/null 2>&1
files >"$debian/root/before"
inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends /root/allpa.deb >/dev/null 2>&1
inside allpa --version
inside allpa atlas info | head -3
# The driver of the graphics keeps compiled shaders for every program.
allowed='^/root/\.config|^/root/\.cache(/mesa_shader_cache|$)' opens allpa
echo "== files that are opened, looked at, printed and closed"
make_files
# A plan is opened for writing, and not written: its fingerprint tells.
for place in "where they could be written" "on a protected folder"; do
    if [ "$place" = "on a protected folder" ]; then
        mount --bind "$debian/files" "$debian/files"
        mount -o remount,ro,bind "$debian/files"
    fi
    allowed='^/root/\.config|^/root/\.cache(/mesa_shader_cache|$)|^/files/plan\.gpkg(-lock)?$' look_at_files
    files_are_the_same "$place"
    echo "every file is what it was, $place"
done
umount "$debian/files"
rm -r "$debian/files" "$debian/printed"
inside apt-get purge -y -qq allpa >/dev/null 2>&1
files >"$debian/root/after"
diff "$debian/root/before" "$debian/root/after" || fail "the package left something"
echo "removed without a trace in the system"

echo "== the folder on a stick that cannot be written"
mkdir -p "$debian/stick" "$debian/unpacked"
tar -xzf "$out"/*.tar.gz -C "$debian/unpacked"
mount --bind "$debian/unpacked" "$debian/stick"
mount -o remount,ro,bind "$debian/stick"
place=$(cd "$debian" && echo stick/allpa-*)
allowed='^/stick/allpa-[^/]*/allpa-portable' opens "/$place/allpa"
umount "$debian/stick"

echo "== the folder on a stick that can be written"
mv "$debian/unpacked"/* "$debian/stick/"
allowed='^/stick/allpa-[^/]*/allpa-portable' opens "/$place/allpa"
find "$debian/$place/allpa-portable" -type f -printf '%P\n'
