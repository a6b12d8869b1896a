#!/usr/bin/env bash
# Redraws and A3 sheets beside QGIS and mapnik, on one plan that all three draw with the same look,
# in alternating rounds; the least of each. Needs python3-qgis, python3-mapnik, gdal-bin, and the
# layers of ../shared/bench/gen_data.py in $BENCH_DATA.
# usage: PROGRAM=target/dist/allpa benches/qgis/times.sh ROUNDS SIZE…
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
data=${BENCH_DATA:-/tmp/bench-data}
program=$(realpath "${PROGRAM:-target/dist/allpa}")
rounds=${1:-3}
shift || true
sizes=${*:-S M}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
lines=$work/lines.jsonl

for size in $sizes; do
    mkdir "$work/$size"
    add=()
    for made in "zonas zee id" "lineas roads id" "partes districts NOMBDIST"; do
        read -r name layer field <<<"$made"
        kept=$([ "$field" = id ] && echo num || echo nombre)
        # Names that no role goes by: nothing is hidden at any scale.
        ogr2ogr -f GPKG "$work/$size/$name.gpkg" "$data/$size/${layer}_utm.gpkg" -nln "$name" \
            -sql "SELECT geom, $field AS $kept FROM ${layer}_utm" 2>/dev/null
        ogr2ogr -f "ESRI Shapefile" "$work/$size/$name.shp" "$work/$size/$name.gpkg" 2>/dev/null
        ogrinfo -q "$work/$size/$name.shp" -sql "CREATE SPATIAL INDEX ON $name" >/dev/null 2>&1
        add+=(--layer "$work/$size/$name.gpkg")
    done
    "$program" plan new "$work/$size/$size.gpkg" "${add[@]}" --quiet
done

python() { /usr/bin/python3 "$@" 2>/dev/null | sed "s/$size.gpkg/$size/" >>"$lines"; }
# Milliseconds of a command.
timed() {
    local begin=$(date +%s%N)
    "$@" >/dev/null 2>&1
    echo $((($(date +%s%N) - begin) / 100000)) | sed 's/.$/.&/'
}
for _ in $(seq "$rounds"); do
    for size in $sizes; do
        plan=$work/$size/$size.gpkg
        python "$here/open_plan.py" redraw "$plan" EPSG:32718
        # A tenth of a second holds redraws of the whole map only, or nearly.
        ms=$("$program" frames "$plan" --seconds 0.1 --quiet | tail -1 | cut -d, -f5)
        echo "{\"peer\": \"Allpa\", \"wl\": \"redraw\", \"plan\": \"$size\", \"ms\": $ms}" >>"$lines"
        python "$here/mapnik_redraw.py" "$work/$size"
        python "$here/open_plan.py" pdf "$plan" "$work/peer.pdf" EPSG:32718
        ms=$(timed "$program" render "$plan" --paper A3 --portrait --map-crs EPSG:32718 --out "$work/ours.pdf" --quiet)
        kb=$(($(stat -c %s "$work/ours.pdf") / 1024))
        echo "{\"peer\": \"Allpa\", \"wl\": \"pdf\", \"plan\": \"$size\", \"ms\": $ms, \"kb\": $kb}" >>"$lines"
    done
done
/usr/bin/python3 - "$lines" <<'P'
import json, sys
best = {}
for line in map(json.loads, open(sys.argv[1])):
    key = (line["plan"] if "plan" in line else "", line["wl"], line["peer"])
    if key not in best or line["ms"] < best[key]["ms"]:
        best[key] = line
for key in sorted(best):
    line = best[key]
    print(*key, f'{line["ms"]:.1f} ms', f'{line["kb"]} kB' if "kb" in line else "")
P
