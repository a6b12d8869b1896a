#!/usr/bin/env bash
# The same maps by Allpa and by QGIS, side by side: a plan is made of the layers, Allpa draws it, and
# QGIS draws what it finds in the file. To be looked at. Needs python3-qgis, imagemagick and the data
# beside the checkout (../shared/data).
# usage: PROGRAM=target/dist/allpa benches/qgis/pairs.sh FOLDER [NAME…]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "${PROGRAM:-target/dist/allpa}")
data=$(realpath "$here/../../../shared/data")
out=$1
shift
export SIZE=1400x900
mkdir -p "$out"

# Name, box in degrees, scale, system, layers from the bottom up.
maps() {
    cat <<MAPS
sanmartin-1500|-77.9,-9.0,-75.3,-5.2|1500000|32718|atlas:neighbours atlas:zee_demo atlas:departments atlas:rivers atlas:lakes atlas:corridors atlas:protected_areas atlas:places
sanmartin-750|-77.4,-7.4,-75.9,-6.2|750000|32718|atlas:zee_demo $data/conservation/anp-sernanp.geojson $data/admin/provinces_32718.gpkg $data/roads/red_vial_departamental_sanmartin.gpkg atlas:corridors $data/admin/peru_capital_provincia.geojson
altomayo-250|-77.5,-6.3,-76.9,-5.8|250000|32718|atlas:zee_demo $data/conservation/anp-sernanp.geojson $data/admin/districts_4326.gpkg $data/roads/red_vial_vecinal_sanmartin.gpkg $data/roads/red_vial_departamental_sanmartin.gpkg atlas:corridors $data/places/centros_poblados_sanmartin.gpkg
macrosur-4000|-76.5,-18.6,-68.5,-11.0|4000000|32719|atlas:neighbours atlas:macro_regions atlas:departments atlas:lakes atlas:rivers atlas:places
sur-2500|-74.5,-17.5,-70.0,-14.5|2500000|32718|$data/admin/peru_provincial_simple.geojson $data/conservation/anp-sernanp.geojson $data/admin/peru_departamental_simple.geojson $data/roads/red_vial_departamental_arequipa.gpkg $data/admin/peru_capital_provincia.geojson
arequipa-500|-72.6,-16.2,-71.4,-15.4|500000|32718|$data/admin/districts_4326.gpkg $data/conservation/anp-sernanp.geojson $data/roads/red_vial_departamental_arequipa.gpkg $data/other/volcanes.gpkg $data/admin/peru_capital_provincia.geojson
arequipa-200|-71.9,-16.6,-71.1,-16.1|200000|32719|$data/admin/districts_detailed_4326.gpkg $data/conservation/anp-sernanp.geojson $data/roads/red_vial_departamental_arequipa.gpkg $data/admin/peru_capital_provincia.geojson
tarapoto-15|-76.39,-6.51,-76.34,-6.47|15000|32718|$data/admin/districts_4326.gpkg $data/roads/calles_sanmartin.gpkg $data/places/centros_poblados_sanmartin.gpkg
tarapoto-5|-76.37,-6.495,-76.355,-6.483|5000|32718|$data/admin/districts_4326.gpkg $data/roads/calles_sanmartin.gpkg
moquegua-300|-71.0,-17.0,-70.2,-16.4|300000|32719|$data/admin/districts_4326.gpkg $data/other/rios_moquegua.gpkg $data/roads/red_vial_vecinal_moquegua.shp $data/roads/red_vial_departamental_moquegua.gpkg $data/other/volcanes.gpkg
peru-7000|-81.5,-18.5,-68.5,0.2|7000000|32718|$data/admin/peru_distrital_simple.geojson $data/conservation/anp-sernanp.geojson $data/admin/peru_departamental_simple.geojson $data/conservation/comunidades-nativas.geojson $data/admin/peru_capital_provincia.geojson
cuencas-3000|-79.5,-10.0,-74.0,-4.0|3000000|32718|$data/other/cuencas_ana.geojson $data/conservation/anp-sernanp.geojson $data/conservation/reservas-territoriales.geojson $data/conservation/unidades-mineras.geojson $data/admin/peru_departamental_simple.geojson
mineria-800|-70.6,-13.3,-69.4,-12.5|800000|32719|$data/admin/districts_4326.gpkg $data/conservation/anp-sernanp.geojson $data/conservation/mineria-ilegal-anp.geojson $data/conservation/reservas-territoriales.geojson $data/conservation/comunidades-nativas.geojson
distritos-1000|-77.6,-8.0,-75.8,-6.0|1000000|32718|$data/admin/districts_detailed_4326.gpkg $data/roads/red_vial_departamental_sanmartin.gpkg
MAPS
}

maps | while IFS='|' read -r name box scale system layers; do
    [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
    plan=$out/$name.gpkg
    rm -f "$plan"
    add=()
    for layer in $layers; do add+=(--layer "$layer"); done
    "$program" plan new "$plan" "${add[@]}" --quiet 2>/dev/null
    "$program" render "$plan" --bbox="$box" --scale "$scale" --map-crs "EPSG:$system" --size "$SIZE" \
        --out "$out/$name-allpa.png" --quiet 2>/dev/null
    /usr/bin/python3 "$here/open_plan.py" draw "$plan" "$out/$name-qgis.png" "$box" "$scale" "EPSG:$system" 2>/dev/null
    montage "$out/$name-allpa.png" "$out/$name-qgis.png" -tile 2x1 -geometry +4+0 "$out/$name.png"
    echo "$out/$name.png"
done
