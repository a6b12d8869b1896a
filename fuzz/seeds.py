#!/usr/bin/env python3
"""Fills corpus/ with small real files, from the obstacle course beside the checkout.

Needs ogr2ogr (package gdal-bin) for the formats that the course lacks.
"""

import pathlib
import sqlite3
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
COURSE = HERE.parent.parent / "shared" / "data" / "malformed"
LARGEST = 40_000
TARGETS = {
    ".geojson": "geojson", ".kml": "kml", ".gpx": "gpx", ".fgb": "flatgeobuf", ".csv": "delimited",
    ".xlsx": "workbook", ".zip": "archive", ".kmz": "archive",
}
TINY = """{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"n":1,"s":"ñ"},"geometry":{"type":"Polygon","coordinates":
[[[-76,-6],[-75,-6],[-75,-7],[-76,-6]]]}},
{"type":"Feature","properties":{"n":2,"s":null},"geometry":{"type":"MultiLineString","coordinates":
[[[-76,-6],[-75.5,-6]],[[-75,-6],[-75.5,-6.2]]]}}]}"""


def keep(target: str, name: str, data: bytes) -> None:
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def shapefile(path: pathlib.Path) -> bytes:
    """The parts of a shapefile as `allpa_fuzz::read_shapefile` takes them."""
    joined = b""
    for extension in (".shp", ".dbf", ".prj", ".shx", ".cpg"):
        part = path.with_suffix(extension)
        data = part.read_bytes() if part.is_file() else b""
        joined += len(data).to_bytes(3, "big") + data
    return joined


def geometries(path: pathlib.Path) -> list[bytes]:
    """Some geometries of every table of a GeoPackage."""
    found: list[bytes] = []
    try:
        with sqlite3.connect(path) as file:
            columns = file.execute("SELECT table_name, column_name FROM gpkg_geometry_columns")
            for table, column in columns.fetchall():
                rows = file.execute(f'SELECT "{column}" FROM "{table}" LIMIT 3')
                found += [bytes(row[0]) for row in rows if isinstance(row[0], bytes)]
    except sqlite3.Error:
        pass
    return found


def main() -> None:
    for path in sorted(COURSE.iterdir()):
        extension = path.suffix.lower()
        if not path.is_file() or path.stat().st_size > LARGEST:
            continue
        if "topojson" in path.name:
            keep("topojson", path.name, path.read_bytes())
        elif extension in TARGETS:
            keep(TARGETS[extension], path.name, path.read_bytes())
        elif extension == ".shp":
            keep("shapefile", path.name, shapefile(path))
        elif extension == ".gpkg":
            for number, geometry in enumerate(geometries(path)):
                if len(geometry) < LARGEST:
                    keep("geopackage", f"{path.stem}_{number}", geometry)
    with tempfile.TemporaryDirectory() as folder:
        tiny = pathlib.Path(folder) / "tiny.geojson"
        tiny.write_text(TINY)
        for target, driver, extension, options in (
            ("flatgeobuf", "FlatGeobuf", "fgb", []),
            ("geoparquet", "Parquet", "parquet", []),
            ("dxf", "DXF", "dxf", ["-select", ""]),
        ):
            made = tiny.with_suffix("." + extension)
            command = ["ogr2ogr", "-f", driver, str(made), str(tiny), *options]
            if subprocess.run(command, check=False, capture_output=True).returncode == 0:
                keep(target, made.name, made.read_bytes())
            else:
                print(f"{target}: this ogr2ogr does not write {driver}, the target starts from nothing")


if __name__ == "__main__":
    main()
