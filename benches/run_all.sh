#!/usr/bin/env bash
# Reading files, reprojecting and the spatial engine, beside the peers of ../shared/bench:
# alternating rounds, so that the machine's drift hits all alike. Generated data and lines of JSON
# go to $BENCH_DATA.
# usage: benches/run_all.sh ROUNDS SIZE…     sizes S, M, L; PY is a Python with shapely, geopandas,
#                                            pyogrio, pyproj, pyarrow; DK one with duckdb
#                                            (see ../shared/bench/README.md)
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
shift || true
sizes=${*:-S M}
peers=$PWD/../shared/bench
export BENCH_DATA=${BENCH_DATA:-/tmp/bench-data}
python=${PY:-/tmp/bench-venv/bin/python}
lines=$BENCH_DATA/results.jsonl
: >"$lines"

mkdir -p "$BENCH_DATA/src"
cp ../shared/data/admin/peru_*_simple.geojson "$BENCH_DATA/src/"
for size in $sizes; do
    [ -e "$BENCH_DATA/$size/stats.json" ] || "$python" "$peers/gen_data.py" "$size"
done
program() { cargo bench --locked --bench "$1" --no-run 2>&1 | sed -n "s|.*$2 (\(.*\))|\1|p"; }
ours=$(program load load.rs)
engine=$(program engine engine/main.rs)
duckdb=${DK:-/tmp/bench-duck/bin/python}

# Five runs in one process for each, as ours. At most five minutes; a peer that fails leaves no line.
line() { timeout 300 "$@" 2>/dev/null | grep '^{' >>"$lines" || true; }

for round in $(seq "$rounds"); do
    for size in $sizes; do
        for layer in districts zee points roads; do
            for format in geojson shp gpkg fgb; do
                file=$BENCH_DATA/$size/$layer.$format
                line "$ours" "$file"
                line "$python" "$peers/peer_py.py" load "$file" -n 5
            done
        done
        for workload in query dissolve overlay buffer; do
            line "$engine" "$workload" "$size"
            line "$python" "$peers/peer_py.py" "$workload" "$size" -n 5
            line "$duckdb" "$peers/peer_duckdb.py" "$workload" "$size" -n 5
        done
        line "$engine" product "$size"
    done
    line "$engine" drag real M
    line "$ours" reproj
    line "$python" "$peers/peer_py.py" reproj S -n 5
    echo "round $round of $rounds" >&2
done
"$python" "$peers/summarize.py" "$lines"
